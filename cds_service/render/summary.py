"""A card's one sentence: action, fact, limit, in fewer than 140 characters.

It must not know the detail: it takes the worst finding and the words of the content.
"""

from __future__ import annotations

from typing import Any

from cds_service.answers import Severity, Status, Verdict
from cds_service.assess import OrderAssessment, tells_pregnancy
from cds_service.protocol.finding import Finding, Say
from cds_service.render.detail import NOTHING_ORDERED, by_weight
from cds_service.render.markdown import CUT, cut, one_line
from cds_service.render.wording import Wording

CAUTION = "caution"
"""The case whose sentence some findings of the content say themselves."""

LONGEST = 139
"""CDS Hooks: a summary has fewer than 140 characters."""


def order_summary(
    assessed: OrderAssessment, kind: str, weighing: list[Finding], wording: Wording, which: str = ""
) -> str:
    """The sentence for an in-scope order: `kind` by `case`, `which` names the order when there are several."""
    if not weighing:
        if (news := _news(assessed, wording)) is not None:
            word, finding = news
            return fitted(word, wording.plain(finding.say), wording, which)
        dose = assessed.dose
        values: dict[str, Any] = {"mg": dose.mg, "minutes": dose.minutes} if dose is not None else {}
        return fitted(f"summary-{kind}", "", wording, which, **values)
    more = wording.card("summary-more", count=len(weighing) - 1) if len(weighing) > 1 else ""
    own = f"summary-{weighing[0].say.key.replace('.', '-')}"
    word = own if kind == CAUTION and wording.has(own) else f"summary-{kind}"
    return fitted(word, wording.plain(weighing[0].say), wording, which, more)


def lead(kind: str, weighing: list[Finding], wording: Wording) -> str:
    """The first line under "What to do" where the content has one of its own for the headline; "" elsewhere."""
    word = f"lead-{weighing[0].say.key.replace('.', '-')}" if weighing and kind == CAUTION else ""
    return one_line(wording.card(word)) if word and wording.has(word) else ""


def _news(assessed: OrderAssessment, wording: Wording) -> tuple[str, Finding] | None:
    """What a reader has to know before the dose although every criterion was found, with the word that says so: the
    course is over, or the draft's own dose is not clear."""
    for finding in assessed.findings:
        word = f"summary-{finding.say.key.replace('.', '-')}"
        if wording.has(word):
            return word, finding
        if finding.id == "dose" and finding.status is Status.UNKNOWN and finding.say.key != NOTHING_ORDERED:
            return "summary-criteria-met-dose-unknown", finding
    return None


def fitted(word: str, finding: str, wording: Wording, which: str = "", more: str = "", **values: object) -> str:
    """The word filled with as much of the finding as fits; "…" shows where it was cut."""
    head = f"{one_line(which)}: " if which else ""
    tail = f" {more}" if more else ""
    bare = one_line(wording.card(word, finding="", **values))
    room = LONGEST - len(head) - len(tail) - len(bare) - 1
    told = cut(one_line(finding).rstrip("."), room)
    sentence = one_line(wording.card(word, finding=told, **values))
    return cut(f"{head}{sentence}{tail}", LONGEST)


def lines_summary(kind: str, lines: tuple[Say, ...], wording: Wording, which: str = "") -> str:
    """The sentence of a card that only informs: the one the content has for its first line, else for its kind.

    It tells every line there is room for, and counts the others.
    """
    told = lines[0].key.partition(".")[2] if lines else ""
    word = f"summary-{told}" if wording.has(f"summary-{told}") else f"summary-{kind}"
    said = [wording.plain(line) for line in lines]
    whole = fitted(word, "; ".join(said), wording, which)
    if len(said) < 2 or not whole.endswith(CUT):
        return whole
    return fitted(word, said[0], wording, which, wording.card("summary-more", count=len(said) - 1))


def decisive(assessed: OrderAssessment, wording: Wording) -> list[Finding]:
    """The findings that made the verdict, worst first; none when every criterion was found."""
    ordered = by_weight(assessed.findings, wording.knowledge)
    core = wording.knowledge.criteria
    not_met = [f for f in ordered if f.status is Status.NOT_MET]
    unknown = [f for f in ordered if f.status is Status.UNKNOWN]
    match assessed.verdict:
        case Verdict.STOP:
            return [f for f in not_met if f.severity is Severity.CRITICAL]
        case Verdict.CRITERIA_NOT_MET:
            return [f for f in not_met if core[f.id].core]
        case Verdict.CANNOT_VERIFY:
            return [f for f in unknown if core[f.id].core]
        case Verdict.CAUTION:
            weighing = [*not_met, *(f for f in unknown if f.id not in NO_CAUTION or tells_pregnancy(f))]
            return [f for f in weighing if f.id != "dose" or f.status is Status.NOT_MET] or weighing
        case _:
            return []


NO_CAUTION = frozenset({"blood-pressure", "not-pregnant", "course"})
"""Unknown ones among these do not weigh (protocol section 3, verdict)."""


def case(assessed: OrderAssessment, weighing: list[Finding]) -> str:
    """Which words the card opens with: the verdict, told apart where something else is to be done."""
    if assessed.verdict is Verdict.STOP:
        ids = {f.id for f in weighing}
        if ids == {"dose"}:
            return "stop-dose"
        return "stop" if ids - {"blood-pressure", "dose"} else "stop-blood-pressure"
    if not weighing:
        usable = assessed.dose is not None and not assessed.dose.above_ceiling
        return "criteria-met" if usable else "criteria-met-no-dose"
    return str(assessed.verdict)
