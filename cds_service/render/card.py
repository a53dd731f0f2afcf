"""Builds the CDS Hooks cards: one per order, one for suicidality, one for a running course.

It must not know clinical rules or FHIR; it puts summary, detail, source, links and suggestions together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cds_service.answers import Verdict
from cds_service.assess import Assessment, OrderAssessment, Scope
from cds_service.protocol.finding import Finding, Say
from cds_service.render.detail import sections, written
from cds_service.render.entries import with_source
from cds_service.render.evidence import references
from cds_service.render.suggestions import suggestions
from cds_service.render.summary import case, decisive, fitted, lead, lines_summary, order_summary
from cds_service.render.unread import Unread, unread_lines
from cds_service.render.wording import Wording

Json = dict[str, Any]

INDICATORS = {
    Verdict.STOP: "critical",
    Verdict.CRITERIA_NOT_MET: "warning",
    Verdict.CANNOT_VERIFY: "warning",
    Verdict.CAUTION: "warning",
    Verdict.CRITERIA_MET: "info",
}


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """`public_base_url`: where our pages are; `extension_prefix`: of the assessment's key; `new_uuid`: ids;
    `unread`: what the record system did not give."""

    public_base_url: str
    extension_prefix: str
    new_uuid: Callable[[], str]
    unread: Sequence[Unread] = ()


class Cards:
    """Writes the cards of one call."""

    def __init__(self, assessment: Assessment, wording: Wording, options: RenderOptions) -> None:
        self.assessment = assessment
        self.wording = wording
        self.options = options

    def all(self, service_requests: Sequence[Mapping[str, Any]]) -> list[Json]:
        """Worst indicator first; of equals the orders as received, then suicidality."""
        shown = [a for a in self.assessment.orders if a.scope is not Scope.OUT]
        cards = [self._for_order(a, len(shown) > 1, service_requests) for a in shown]
        if self.assessment.suicidality is not None:
            cards.append(self._suicidality(self.assessment.suicidality))
        if self.assessment.patient_view:
            cards.append(self._patient_view(self.assessment.patient_view))
        rank = ["critical", "warning", "info"]
        return sorted(cards, key=lambda card: rank.index(card["indicator"]))

    def _for_order(self, assessed: OrderAssessment, several: bool, drafts: Sequence[Mapping[str, Any]]) -> Json:
        which = assessed.order.display if several else ""
        if assessed.scope is not Scope.IN or assessed.verdict is None:
            summary = lines_summary(assessed.scope, assessed.lines, self.wording, which)
            detail = written(assessed.scope, self.wording, order=assessed, lines=assessed.lines)
            return self._card(summary, "info", detail)
        weighing = decisive(assessed, self.wording)
        kind = case(assessed, weighing)
        offered = suggestions(assessed, self.assessment.chart, self.wording, drafts, self.options.new_uuid)
        detail = written(
            "order",
            self.wording,
            order=assessed,
            sections=sections(assessed, self.assessment.hook, self.wording),
            unread=unread_lines(self.options.unread, self.wording),
            case=kind,
            lead=lead(kind, weighing, self.wording),
            by_hand=assessed.suggest_dose and not any(a["type"] == "update" for s in offered for a in s["actions"]),
        )
        summary = order_summary(assessed, kind, weighing, self.wording, which)
        card = self._card(summary, INDICATORS[assessed.verdict], detail)
        if offered:
            card |= {"suggestions": offered, "selectionBehavior": "at-most-one"}
        return card | {"overrideReasons": self._override_reasons()}

    def _suicidality(self, finding: Finding) -> Json:
        worst = finding.facts[0].say if finding.facts else finding.say
        summary = fitted("summary-suicidality", self.wording.plain(worst), self.wording)
        facts = [with_source(f, self.wording) for f in finding.facts] or [self.wording.markdown(finding.say)]
        evidence = references([finding.id], self.wording.knowledge)
        detail = written("suicidality", self.wording, facts=facts, evidence=evidence)
        return self._card(summary, "warning", detail) | {"overrideReasons": self._override_reasons()}

    def _patient_view(self, lines: tuple[Say, ...]) -> Json:
        summary = lines_summary("patient-view", lines, self.wording)
        return self._card(summary, "info", written("patient-view", self.wording, lines=lines))

    def _card(self, summary: str, indicator: str, detail: str) -> Json:
        protocol = self.wording.knowledge.protocol
        topic = {"system": protocol.topic.system, "code": protocol.topic.code, "display": protocol.topic.display}
        base = self.options.public_base_url.rstrip("/")
        return {
            "uuid": self.options.new_uuid(),
            "summary": summary,
            "indicator": indicator,
            "detail": detail,
            "source": {"label": protocol.guideline, "url": protocol.guideline_url, "topic": topic},
            "links": [
                {
                    "label": self.wording.card("label-link"),
                    "url": f"{base}/protocol/{protocol.id}",
                    "type": "absolute",
                }
            ],
        }

    def _override_reasons(self) -> list[Json]:
        reasons = self.wording.knowledge.protocol.override
        return [{"system": r.system, "code": r.code, "display": r.display} for r in reasons]
