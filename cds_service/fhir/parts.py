"""What came for one prefetch key: a list, a page of one, nothing, or a failure; and what we ask for.

It must not know what the resources mean or how they were transported: a prefetched and a fetched part are alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from cds_service.chart import Supply
from cds_service.fhir import wire
from cds_service.fhir.lenient import UNDECODABLE, coerce, decode, is_there, plain, starts_with
from cds_service.knowledge import LOINC, SNOMED, Knowledge

READS = frozenset({"patient", "encounter"})
"""Keys that are filled by reading one resource; all others by searching."""

_ONE = ("Patient", "Encounter")


@dataclass(frozen=True, slots=True)
class Part:
    """One prefetch key's content. `resources` are undecoded, in the order received.

    `truncated`: there is more than we have (a next page, or a total above what came). `next_url` is the next
    page as named by the Bundle. `unreadable`: entries that were no JSON object. `total`: as the Bundle told.
    """

    state: Supply = Supply.ABSENT
    resources: tuple[msgspec.Raw, ...] = ()
    next_url: str | None = None
    truncated: bool = False
    unreadable: int = 0
    total: int | None = None
    single: bool = False
    """The value was a resource and no Bundle."""


ABSENT = Part()
FAILED = Part(state=Supply.FAILED)
EMPTY = Part(state=Supply.SUPPLIED)

PREFETCH: Mapping[str, str] = {
    "patient": "Patient/{{context.patientId}}",
    "encounter": "Encounter/{{context.encounterId}}",
    "conditions": "Condition?patient={{context.patientId}}",
    "medicationStatements": "MedicationStatement?patient={{context.patientId}}",
    "medicationRequests": "MedicationRequest?patient={{context.patientId}}",
    "medicationDispenses": "MedicationDispense?patient={{context.patientId}}",
    "medicationAdministrations": "MedicationAdministration?patient={{context.patientId}}",
    "allergies": "AllergyIntolerance?patient={{context.patientId}}",
    "procedures": "Procedure?patient={{context.patientId}}",
    "surveys": "Observation?patient={{context.patientId}}&category=survey&_sort=-date&_count=100",
    "vitalSigns": "Observation?patient={{context.patientId}}&category=vital-signs&_sort=-date&_count=100",
    "observations": "Observation?patient={{context.patientId}}&code={codes}&_sort=-date&_count=100",
}
"""The prefetch templates; `{codes}` is filled from the content by `prefetch_templates`."""


def prefetch_templates(knowledge: Knowledge) -> dict[str, str]:
    """The templates as discovery prints them, with every code of the concepts read by code."""
    codes: dict[str, None] = {}
    for observable in knowledge.observables.values():
        if "coded" in observable.lists:
            codes.update(dict.fromkeys(f"{LOINC}|{code}" for code in observable.loinc))
            codes.update(dict.fromkeys(f"{SNOMED}|{code}" for code in observable.snomed))
            codes.update(dict.fromkeys(observable.site_codes))
    return {key: template.replace("{codes}", ",".join(codes)) for key, template in PREFETCH.items()}


def part_from_prefetch(raw: msgspec.Raw | None, key: str = "") -> Part:
    """What a prefetch value (or the body of a FHIR answer) supplies; None means that the key was absent.

    `null` says that the client looked and has nothing, except for a resource that is read by its id. Without
    a `key`, a bare Patient or Encounter is supplied and marked `single`; a list made of one is refused later.
    """
    if raw is None:
        return ABSENT
    if not is_there(raw):
        return ABSENT if key in READS else EMPTY
    bundle, unreadable = _strict(raw) or _loose(raw) or (None, 0)
    if bundle is None:
        return FAILED
    if bundle.resource_type == "Bundle":
        return _bundle(raw, bundle, unreadable)
    wanted = (key.capitalize(),) if key else _ONE
    if bundle.resource_type not in wanted:
        return FAILED
    return Part(state=Supply.SUPPLIED, resources=(raw,), single=True)


def _bundle(raw: msgspec.Raw, bundle: wire.Bundle, unreadable: int) -> Part:
    resources = [e.resource for e in bundle.entry if is_there(e.resource)]
    objects = tuple(r for r in resources if starts_with(r) == b"{")
    if b"OperationOutcome" in bytes(raw) and any(_failure(r) for r in objects):
        return FAILED
    next_url = next((link.url for link in bundle.link if link.relation == "next" and link.url), None)
    more = any(link.relation == "next" for link in bundle.link)
    total = _whole(bundle)
    matches = sum(e.search is None or e.search.mode in ("", "match") for e in bundle.entry)
    return Part(
        state=Supply.SUPPLIED,
        resources=objects,
        next_url=next_url,
        truncated=more or (total is not None and total > matches),
        unreadable=unreadable + len(resources) - len(objects),
        total=total,
    )


def _strict(raw: msgspec.Raw) -> tuple[wire.Bundle, int] | None:
    try:
        return _BUNDLE.decode(raw), 0
    except UNDECODABLE:
        return None


_BUNDLE = msgspec.json.Decoder(wire.Bundle)
_LIST = msgspec.json.Decoder(list[msgspec.Raw])


def _loose(raw: msgspec.Raw) -> tuple[wire.Bundle, int] | None:
    """The Bundle member by member; what is no entry is counted as unreadable."""
    loose = decode(raw, wire.LooseBundle)
    if loose is None:
        return None
    entries = [decode(item, wire.Entry) for item in _items(loose.entry)]
    rest = plain(raw)
    members = {k: rest[k] for k in ("total", "link") if isinstance(rest, dict) and k in rest}
    bundle = coerce(members, wire.Bundle)
    bundle.entry = [entry for entry in entries if entry is not None]
    return bundle, sum(entry is None for entry in entries)


def _items(raw: msgspec.Raw) -> list[msgspec.Raw]:
    if not is_there(raw):
        return []
    try:
        return _LIST.decode(raw)
    except UNDECODABLE:
        return [raw]


def _failure(raw: msgspec.Raw) -> bool:
    outcome = decode(raw, wire.Outcome)
    if outcome is None or outcome.resource_type != "OperationOutcome":
        return False
    return any(issue.severity in ("error", "fatal") for issue in outcome.issue)


def _whole(bundle: wire.Bundle) -> int | None:
    total = bundle.total
    return int(total) if total is not None and total.is_finite() and abs(total.adjusted()) < 12 else None
