"""Every vignette's chart, read once, and everything the protocol decides about it. It must not know mutants."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, fields
from types import FrameType
from typing import Any
from zoneinfo import ZoneInfo

from cds_service import assess as assessing
from cds_service.assess import OrderAssessment
from cds_service.chart import Chart, Order
from cds_service.fhir.orders import Drafts, complete_orders, read_orders
from cds_service.fhir.parts import part_from_prefetch, prefetch_templates
from cds_service.fhir.reader import read_chart
from cds_service.http.wire import read_call
from cds_service.protocol.scope import ScopeUndecidable
from tests.spec.run import knowledge
from tests.spec.story import NOW
from tests.spec.test_spec import ALL
from tests.spec.vignette import Vignette

UTC = ZoneInfo("UTC")
PROTOCOL = "/cds_service/protocol/"

STATUSES = {
    "scope", "verdict", "cards", "http", "dose_mg", "response", "remission", "infusions", "weight_kg", "stale",
    "suicidality", "suggests", "removes", "severity_of", "trials", "adequate_days", "indicators", "orders", "drug",
}  # fmt: skip
"""Words of vignettes that look at what was decided, not at sentences."""

Answers = dict[str, Any]
Place = tuple[str, int]
"""A module of the protocol and the line a function of it begins at."""


@dataclass(frozen=True)
class Case:
    """A vignette and what is judged: its hook, its orders and its chart."""

    vignette: Vignette
    orders: tuple[Order, ...]
    chart: Chart

    @property
    def reads(self) -> bool:
        """Whether the vignette expects words of the card or facts, not statuses alone."""
        return not self.vignette.expect.keys() <= knowledge().criteria.keys() | STATUSES

    @property
    def says(self) -> str:
        return self.vignette.says


def cases() -> Iterator[Case]:
    """Every vignette, its chart read once."""
    content = knowledge()
    for vignette in ALL:
        call = read_call(json.dumps(vignette.story.request(vignette.hook)).encode(), vignette.hook)
        prefetch = call.prefetch()
        parts = {key: part_from_prefetch(prefetch.get(key), key) for key in prefetch_templates(content)}
        drafts = Drafts()
        if call.draft_orders:
            drafts = read_orders(call.draft_orders, call.selections, call.patient_id, content, UTC, NOW)
        chart = read_chart(parts, drafts, call.patient_id, NOW, UTC, content)
        yield Case(vignette, tuple(complete_orders(drafts.orders, parts, content)), chart)


def judged(case: Case) -> tuple[Answers, Any]:
    """What is decided about a case by the words vignettes use, and the whole assessment (None: undecidable)."""
    vignette = case.vignette
    try:
        made = assessing.assess(vignette.hook, case.orders, case.chart, knowledge(), vignette.site)
    except ScopeUndecidable:
        return {"http": 412}, None
    found: Answers = {"http": 200, "suicidality": made.suicidality is not None, "cards": len(made.patient_view)}
    for number, order in enumerate(made.orders):
        found |= {f"{word}#{number}": value for word, value in _decided(order).items()}
    return found, made


def _decided(order: OrderAssessment) -> Answers:
    found: Answers = {f.id: (str(f.status), str(f.severity)) for f in order.findings}
    found |= {"scope": str(order.scope), "verdict": str(order.verdict), "removes": order.suggest_removal}
    found |= {"suggests": order.suggest_dose, "monitors": order.suggest_monitoring, "shows": order.show_dose}
    if (dose := order.dose) is not None:
        found["dose"] = (dose.mg, dose.rate_mg_per_min, dose.above_ceiling, dose.ideal_mg)
    if (weight := order.weight) is not None:
        found["weight"] = (weight.kg, weight.stale)
    if (ordered := order.ordered) is not None:
        found["ordered"] = (ordered.mg, ordered.mg_per_kg, ordered.minutes)
    if (course := order.course) is not None:
        found["course-so-far"] = (course.infusions, course.last, course.response, course.remission)
    trials = order.resistance.trials if order.resistance else ()
    found["trials"] = [
        (t.ingredient, t.adequate, t.outcome.value, t.start, t.end, t.adequate_days, t.peak_mg) for t in trials
    ]
    return found


def in_full(made: Any) -> str:
    """The whole assessment, orders and chart apart: facts, gaps, notes and the sentences it names."""
    if made is None:
        return ""
    names = [f.name for f in fields(OrderAssessment) if f.name != "order"]
    return repr(([[getattr(o, n) for n in names] for o in made.orders], made.suicidality, made.patient_view))


def reached(case: Case) -> frozenset[Place]:
    """The functions of the protocol that are called when a case is judged."""
    found: set[tuple[str, int]] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            found.add((frame.f_code.co_filename, frame.f_code.co_firstlineno))

    sys.setprofile(note)
    try:
        judged(case)
    finally:
        sys.setprofile(None)
    return frozenset(
        (name.rpartition("/")[2].removesuffix(".py"), line)
        for name, line in found
        if PROTOCOL in name or name.endswith("/cds_service/assess.py")
    )
