"""Writes monitoring orders to go with an infusion: draft ServiceRequests, and none that the drafts already hold.

It must not know which monitoring is due: the content and the assessment say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cds_service.chart import Order
from cds_service.fhir.shape import as_list, is_code, is_reference
from cds_service.fhir.strict import without_empties
from cds_service.knowledge import Monitoring

WITHDRAWN = frozenset({"revoked", "entered-in-error"})
"""Statuses of a ServiceRequest that orders nothing."""


def monitoring_order(entry: Monitoring, order: Order, patient: str | None) -> dict[str, Any] | None:
    """A draft ServiceRequest for one monitoring entry of the content; None without a subject to write it for."""
    subject = order.raw.get("subject") or ({"reference": patient} if patient else None)
    if not is_reference(subject):
        return None
    code: dict[str, Any] = {"text": entry.title}
    if entry.code and entry.system:
        coding = {"system": entry.system, "code": entry.code, "display": entry.display or entry.title}
        code = {"coding": [coding], "text": entry.title}
    request: dict[str, Any] = {
        "resourceType": "ServiceRequest",
        "status": "draft",
        "intent": "order",
        "code": code,
        "subject": subject,
        "note": [{"text": entry.text}],
    }
    if isinstance(encounter := order.raw.get("encounter"), dict):
        request["encounter"] = encounter
    return without_empties(request)


def is_held(entry: Monitoring, service_requests: Iterable[Mapping[str, Any]]) -> bool:
    """Whether the drafts already order this monitoring: by code, by its title, or by one of its names with its time.
    The same measured at another time is another order."""
    title, names, times = entry.title.casefold(), _folded(entry.names), _folded(entry.times)
    for request in service_requests:
        if is_code(request.get("status"), WITHDRAWN) or request.get("doNotPerform") is True:
            continue
        codings, texts = _said_by(request.get("code"))
        if entry.code and (entry.system, entry.code) in codings:
            return True
        if any(title in text for text in texts):
            return True
        notes = [note.get("text") for note in as_list(request.get("note")) if isinstance(note, Mapping)]
        said = " ; ".join([*texts, *(note.casefold() for note in notes if isinstance(note, str))])
        is_timed = not times or any(time in said for time in times)
        if is_timed and any(name in text for name in names for text in texts):
            return True
    return False


def _folded(words: Iterable[str]) -> list[str]:
    return [word.casefold() for word in words]


def _said_by(concept: Any) -> tuple[set[tuple[Any, Any]], list[str]]:
    if not isinstance(concept, Mapping):
        return set(), []
    codings = [c for c in as_list(concept.get("coding")) if isinstance(c, Mapping)]
    texts = [concept.get("text"), *(c.get("display") for c in codings)]
    codes = {
        (c.get("system"), c.get("code"))
        for c in codings
        if isinstance(c.get("system"), str) and isinstance(c.get("code"), str)
    }
    return codes, [t.casefold() for t in texts if isinstance(t, str)]
