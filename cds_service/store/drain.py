"""Carries decisions from the journal into the database: in batches, each once, none lost on the way.

It must not know who decided, nor when it runs: the store's thread calls it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

import msgspec
from sqlalchemy import Connection, Engine

from cds_service.store.database import StoreRefused, insert_new, writing
from cds_service.store.decision import Decision, from_line
from cds_service.store.journal import Journal
from cds_service.store.tables import card, decision, judged_order, suggestion

BATCH = 500

_criteria = msgspec.json.Encoder().encode


def drain(journal: Journal, engine: Engine) -> int:
    """Moves everything written so far into the database; the number of lines moved.

    Raises StoreUnavailable when the database does not take them: they stay in the journal, and the next call
    begins again with the first of them (a decision already stored is left as it is).
    """
    moved = _drain_sealed(journal, engine)
    journal.seal()  # only now: while the database is away one file grows, not many
    moved += _drain_sealed(journal, engine)
    held = journal.take_held()
    try:
        return moved + _keep_lines(journal, engine, "held", held)
    except BaseException:
        journal.give_back(held)
        raise


def _drain_sealed(journal: Journal, engine: Engine) -> int:
    moved = 0
    while (segment := journal.next_sealed()) is not None:
        moved += _keep_lines(journal, engine, segment.path.stem, segment.lines())
        journal.drained()
    return moved


def _keep_lines(journal: Journal, engine: Engine, name: str, lines: Iterable[bytes]) -> int:
    damaged: list[bytes] = []
    moved = 0
    remaining = iter(lines)
    while batch := list(islice(remaining, BATCH)):
        read = [(line, from_line(line)) for line in batch]
        damaged += [line for line, found in read if found is None]
        good = [(line, found) for line, found in read if found is not None]
        try:
            _store(engine, [found for _, found in good])
        except StoreRefused:
            damaged += _one_by_one(engine, good)
        moved += len(batch)
    if damaged:
        journal.keep_damaged(name, damaged)
    return moved - len(damaged)


def _one_by_one(engine: Engine, good: Iterable[tuple[bytes, Decision]]) -> list[bytes]:
    """One decision the tables refuse must not hold up the others; the lines of those refused."""
    refused = []
    for line, found in good:
        try:
            _store(engine, [found])
        except StoreRefused:
            refused.append(line)
    return refused


def _store(engine: Engine, decisions: Sequence[Decision]) -> None:
    if decisions:
        with writing(engine) as connection:
            keep_decisions(connection, decisions)


def keep_decisions(connection: Connection, decisions: Sequence[Decision]) -> None:
    """Writes decisions within the caller's transaction; one that is there already changes nothing."""
    insert_new(connection, decision, [_decision_row(each) for each in decisions])
    orders = [
        {
            "decision": each.id,
            "position": position,
            "scope": order.scope.value,
            "verdict": None if order.verdict is None else order.verdict.value,
            "criteria": _criteria([(c.id, c.status, *c.whys) for c in order.criteria]).decode(),
        }
        for each in decisions
        for position, order in enumerate(each.orders)
    ]
    insert_new(connection, judged_order, orders)
    shown = [(each.id, one) for each in decisions for one in each.cards]
    cards = [{"id": one.id, "decision": id_, "kind": one.kind, "position": one.order} for id_, one in shown]
    insert_new(connection, card, cards)
    suggestions = [{"id": each.id, "card": one.id, "kind": each.kind} for _, one in shown for each in one.suggestions]
    insert_new(connection, suggestion, suggestions)


def _decision_row(each: Decision) -> dict[str, object]:
    return {
        "id": each.id,
        "at": each.at,
        "hook": each.hook,
        "service_id": each.service_id,
        "protocol_id": each.protocol_id,
        "protocol_version": each.protocol_version,
        "protocol_digest": each.protocol_digest,
        "milliseconds": each.milliseconds,
        "client": each.client,
    }
