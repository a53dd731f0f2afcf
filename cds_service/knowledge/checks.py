"""Checks that run through the whole content: nothing rests on evidence that is not there.

It must not know files; it reads the tables `load` has read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import msgspec

from cds_service.knowledge.content import Criterion, DrugsFile, Limit, Observable, ProtocolFile, Rule


def missing_evidence(
    protocol: ProtocolFile, drugs: DrugsFile, observations: Iterable[Observable], known: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Where an evidence id is used that nobody defines, and the id."""
    owners: tuple[Criterion | Rule, ...] = (*protocol.criterion, *protocol.rule)
    used: list[tuple[str, str]] = []
    for owner in owners:
        used += [(f"protocol.toml: {owner.id}", ref) for ref in owner.evidence]
        used += [(f"protocol.toml: {owner.id}.{name}", limit.evidence) for name, limit in owner.limits.items()]
    used += [(f"protocol.toml: monitoring {order.id}", order.evidence) for order in protocol.monitoring]
    used += [(f"drugs.toml: {drug_class.role}", drug_class.evidence) for drug_class in drugs.interaction]
    for drug in drugs.drug:
        used += [(f"drugs.toml: {drug.name}.{name}", limit.evidence) for name, limit in limits_in(drug)]
    for observable in observations:
        used += [
            (f"observations.toml: {observable.concept}.{name}", limit.evidence) for name, limit in limits_in(observable)
        ]
    yield from ((where, ref) for where, ref in used if ref not in known)


def limits_in(table: msgspec.Struct) -> Iterator[tuple[str, Limit]]:
    """Every limit of a table and of the tables in it, by name."""
    for name in table.__struct_fields__:
        value = getattr(table, name)
        if isinstance(value, Limit):
            yield name, value
        elif isinstance(value, msgspec.Struct):
            yield from limits_in(value)
