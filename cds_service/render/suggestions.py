"""The buttons of a card: the right dose written into the user's own draft, monitoring orders, removal.

It must not know when a suggestion is allowed: the assessment says so. Its words come from `cards/`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from cds_service.answers import Status
from cds_service.assess import OrderAssessment
from cds_service.chart import Chart
from cds_service.fhir.monitoring import is_held, monitoring_order
from cds_service.fhir.update import Infusion, updated_orders
from cds_service.knowledge import Knowledge, Monitoring
from cds_service.protocol.results import Dose
from cds_service.render.wording import Wording

Json = dict[str, Any]


def suggestions(
    assessed: OrderAssessment,
    chart: Chart,
    wording: Wording,
    service_requests: Sequence[Mapping[str, Any]],
    new_uuid: Callable[[], str],
) -> list[Json]:
    """What the user can accept with one click; at most one of them (`selectionBehavior`)."""
    patient = chart.patient.facts[0].reference if chart.patient.facts else None
    monitoring = _monitoring(assessed, wording, service_requests, patient)
    offered: list[Json] = []
    if assessed.suggest_dose and assessed.dose is not None:
        offered += _doses(assessed, assessed.dose, patient, monitoring, wording, new_uuid)
    if monitoring:
        offered.append({"label": wording.card("label-monitoring"), "uuid": new_uuid(), "actions": monitoring})
    if assessed.suggest_removal and "/" in assessed.order.source.reference:
        offered.append(_removal(assessed.order.source.reference, wording, new_uuid))
    return offered


def _doses(
    assessed: OrderAssessment,
    dose: Dose,
    patient: str | None,
    monitoring: list[Json],
    wording: Wording,
    new_uuid: Callable[[], str],
) -> Iterable[Json]:
    """The standard infusion, recommended, and the slower one."""
    offered = (("standard", dose.minutes), ("slower", dose.slower_minutes))
    infusions = [_infusion(assessed, dose, minutes, wording) for _, minutes in offered]
    orders = updated_orders(assessed.order, infusions, patient, wording.knowledge)
    for (word, minutes), order in zip(offered, orders, strict=True):
        if order is None:
            continue
        values = {"mg": dose.mg, "mg_per_kg": dose.mg_per_kg, "minutes": minutes}
        update = {"type": "update", "description": wording.card("describe-update", **values), "resource": order}
        suggestion: Json = {"label": wording.card(f"label-{word}", **values), "uuid": new_uuid()}
        if word == "standard":
            suggestion["isRecommended"] = True
        yield suggestion | {"actions": [update, *monitoring]}


def _infusion(assessed: OrderAssessment, dose: Dose, minutes: Decimal, wording: Wording) -> Infusion:
    text = wording.card(
        "dosage-text",
        mg=dose.mg,
        mg_per_kg=dose.mg_per_kg,
        minutes=minutes,
        kg=assessed.weight.shown if assessed.weight is not None else "?",
    )
    route = {
        "system": wording.card("route-system"),
        "code": wording.card("route-code"),
        "display": wording.card("route-display"),
    }
    return Infusion(dose.mg, dose.mg_per_kg, minutes, route, text)


def _monitoring(
    assessed: OrderAssessment,
    wording: Wording,
    service_requests: Sequence[Mapping[str, Any]],
    patient: str | None,
) -> list[Json]:
    """Create actions for the monitoring the drafts do not hold yet."""
    if not assessed.suggest_monitoring:
        return []
    unknown = {f"{f.id}-unknown" for f in assessed.findings if f.status is Status.UNKNOWN}
    created: list[Json] = []
    for entry in wording.knowledge.protocol.monitoring:
        if not _is_due(entry, unknown, wording) or is_held(entry, service_requests):
            continue
        resource = monitoring_order(entry, assessed.order, patient)
        if resource is not None:
            description = wording.card("describe-create", title=entry.title)
            created.append({"type": "create", "description": description, "resource": resource})
    return created


def _is_due(entry: Monitoring, unknown: set[str], wording: Wording) -> bool:
    """`when` is the name of a criterion and "-unknown", or anything else for always."""
    return entry.when not in _conditional(wording.knowledge) or entry.when in unknown


@lru_cache(maxsize=8)
def _conditional(knowledge: Knowledge) -> frozenset[str]:
    return frozenset(f"{criterion}-unknown" for criterion in knowledge.criteria)


def _removal(reference: str, wording: Wording, new_uuid: Callable[[], str]) -> Json:
    action = {"type": "delete", "description": wording.card("describe-delete"), "resourceId": reference}
    return {"label": wording.card("label-delete"), "uuid": new_uuid(), "actions": [action]}
