"""What came for one prefetch key: a list, a page of one, nothing, or a failure; and what we ask for.

It must not know what the resources mean or how they were transported: a prefetched and a fetched part are alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import msgspec

from cds_service.chart import Supply
from cds_service.fhir import wire, wire_bundle
from cds_service.fhir.lenient import UNDECODABLE, decode, is_there, starts_with
from cds_service.fhir.records import Records, read_bundle
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
    resources: Sequence[msgspec.Raw] = ()
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
    try:
        bundle = read_bundle(raw, key)
    except UNDECODABLE:
        return _loose(raw, key)
    if bundle.resource_type != "Bundle":
        return _single(raw, bundle.resource_type, key)
    found: list[wire.Head] = []
    matches = 0
    for entry in bundle.entry:  # once a record of the chart: no call in here
        if entry.search is None or entry.search.mode in _MATCHES:
            matches += 1
        if (head := entry.resource) is not None:
            if head.resource_type == OUTCOME and _is_failure(head):
                return FAILED
            found.append(head)
    return _supplied(Records(raw, found) if found else (), bundle.link, bundle.total, matches)


_LIST = msgspec.json.Decoder(list[msgspec.Raw])
_MATCHES = ("", "match")
OUTCOME = "OperationOutcome"


def _single(raw: msgspec.Raw, resource_type: str, key: str) -> Part:
    wanted = (key.capitalize(),) if key else _ONE
    if resource_type not in wanted:
        return FAILED
    return Part(state=Supply.SUPPLIED, resources=(raw,), single=True)


def _supplied(
    resources: Sequence[msgspec.Raw],
    links: Sequence[wire_bundle.Link],
    total: Decimal | None,
    matches: int,
    unreadable: int = 0,
) -> Part:
    following = [link.url for link in links if link.relation == "next"]
    count = _whole(total)
    return Part(
        state=Supply.SUPPLIED,
        resources=resources,
        next_url=next((url for url in following if url), None),
        truncated=bool(following) or (count is not None and count > matches),
        unreadable=unreadable,
        total=count,
    )


def _loose(raw: msgspec.Raw, key: str) -> Part:
    """A Bundle with odd members, read entry by entry; what is no entry is counted as unreadable."""
    head = decode(raw, wire_bundle.BundleHead)
    if head is None:
        return FAILED
    if head.resource_type != "Bundle":
        return _single(raw, head.resource_type, key)
    loose = decode(raw, wire_bundle.LooseBundle)
    entries = [
        decode(item, wire_bundle.RawEntry) for item in _items(loose.entry if loose is not None else wire.NOTHING)
    ]
    filled = [e.resource for e in entries if e is not None and is_there(e.resource)]
    objects = tuple(r for r in filled if starts_with(r) == b"{")
    about = [decode(r, wire.Head) for r in objects]
    if any(one is not None and one.resource_type == OUTCOME and _is_failure(one) for one in about):
        return FAILED
    matches = sum(e is None or e.search is None or e.search.mode in _MATCHES for e in entries)
    unreadable = len(filled) - len(objects) + sum(e is None for e in entries)
    return _supplied(objects, head.link, head.total, matches, unreadable)


def _items(raw: msgspec.Raw) -> list[msgspec.Raw]:
    if not is_there(raw):
        return []
    try:
        return _LIST.decode(raw)
    except UNDECODABLE:
        return [raw]


def _is_failure(outcome: wire.Head) -> bool:
    """True for an OperationOutcome with an error; a warning beside the matches is none."""
    issues = [decode(item, wire_bundle.Issue) for item in _items(outcome.issue)]
    return any(issue is not None and issue.severity in ("error", "fatal") for issue in issues)


def _whole(total: Decimal | None) -> int | None:
    return int(total) if total is not None and total.is_finite() and abs(total.adjusted()) < _DIGITS else None


_DIGITS = 12
