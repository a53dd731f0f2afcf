"""Does anything the patient takes matter on the day of an infusion?

It must not know drug names or words: the classes, their actions and advice are content. Protocol section 3.
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from functools import reduce

from cds_service.answers import Status, Why
from cds_service.chart import Chart, Instruction, Kind, Medication, Order
from cds_service.knowledge import Knowledge
from cds_service.protocol.days import days, possibly_within
from cds_service.protocol.exposures import medications, was_taken
from cds_service.protocol.finding import Fact, Finding, Missing, Say, say
from cds_service.protocol.infusions import HOURS_PER_DAY, is_for_another, reported
from cds_service.protocol.meaning import meaning
from cds_service.protocol.medicines import (
    Taking,
    is_denied,
    is_halted,
    left_open,
    lists_gap,
    lists_missing,
    taking,
)
from cds_service.protocol.scope import REASONS

OWNER = "interactions"
OTHER_KETAMINE = "warn-esketamine"
"""The class of esketamine and of other ketamine that is not this course."""

RUNNING, WITHDRAWN = frozenset({"in-progress", "on-hold"}), frozenset({"cancelled", "stopped", "completed"})
"""Statuses of a dose that is still being given, and of an order that is not to be carried out."""


def interactions(
    chart: Chart, knowledge: Knowledge, order: Order | None = None, apart: Collection[str] = ()
) -> Finding:
    """Not-met by an active medicine to avoid or to warn of; those to inform of are listed and do not fail it.

    `apart`: ketamine drafts that are planned long enough before or after the order.
    """
    grave = _of(chart, knowledge, "avoid") + _of(chart, knowledge, "warn") + _other_ketamine(chart, knowledge)
    proven = [(role, t) for role, t in grave if t.current]
    open_ = [(role, t) for role, t in grave if t.current is None] + _given_before(chart, knowledge)
    unclear = _unclear_ketamine(chart, knowledge)
    drafted = _drafted(chart, knowledge, order, apart)
    inform = [(role, t) for role, t in _of(chart, knowledge, "inform") if t.current is not False]
    severity = knowledge.criteria[OWNER].severity
    old = [(role, t) for role, t in grave if t.current is False and _is_unsettled(t, chart)]
    notes = (*_notes(inform, knowledge), *_still_listed(old, knowledge), *_ended_ketamine(chart, knowledge))
    missing = lists_missing(chart)
    if proven:
        facts = _facts(proven, knowledge)
        words = say(f"{OWNER}.not-met", what=_named(proven, knowledge))
        return Finding(OWNER, Status.NOT_MET, severity, words, facts, missing, notes, True)
    if open_:
        facts = _facts(open_, knowledge)
        undated = tuple(
            Missing(say(f"{OWNER}.missing-date", drug=t.record.ingredient), Why.NOT_RECORDED) for _, t in open_
        )
        word = "unknown-given" if all(t.record.kind is Kind.ADMINISTRATION for _, t in open_) else "unknown-date"
        words = say(f"{OWNER}.{word}", what=_named(open_, knowledge))
        return Finding(OWNER, Status.UNKNOWN, severity, words, facts, (*undated, *missing), notes, True)
    if unclear:
        which = (Missing(say(f"{OWNER}.missing-ketamine"), Why.NOT_RECORDED), *missing)
        words, facts = say(f"{OWNER}.unknown-ketamine"), _facts(unclear[:1], knowledge)
        return Finding(OWNER, Status.UNKNOWN, severity, words, facts, which, notes, True)
    if drafted:
        drugs = (t.record.ingredient for _, t in drafted)
        together = tuple(Missing(say(f"{OWNER}.missing-draft", drug=drug), Why.NOT_RECORDED) for drug in drugs)
        words = say(f"{OWNER}.unknown-draft", what=_named(drafted, knowledge))
        return Finding(OWNER, Status.UNKNOWN, severity, words, _facts(drafted, knowledge), together, notes, True)
    gap = lists_gap(chart)
    if gap is not None:
        words = say("absence.unknown-list", list=say("lists.medications"), gap=say(f"why.{gap}"))
        return Finding(OWNER, Status.UNKNOWN, severity, words, (), missing, notes)
    return Finding(OWNER, Status.MET, severity, say(f"{OWNER}.met"), _facts(inform, knowledge), missing, notes, True)


def _of(chart: Chart, knowledge: Knowledge, action: str) -> list[tuple[str, Taking]]:
    """Active medicines of the classes with this action, one for each class and ingredient."""
    window = days(knowledge.limit(OWNER, "evidence-window"))
    found: dict[tuple[str, str], tuple[str, Taking]] = {}
    for role, drug_class in knowledge.interactions.items():
        if drug_class.action != action or role == OTHER_KETAMINE:
            continue
        for record in taking(chart, knowledge.with_role(role), window, at_latest=True):
            _keep(found, role, _attested(record, chart, window.days))
        for medication in _given_today(chart, knowledge.with_role(role)):
            _keep(found, role, Taking(medication, chart.today, True))
    return list(found.values())


def _is_unsettled(one: Taking, chart: Chart) -> bool:
    """Whether a record that is still active, though nothing of late testifies to it, is denied by no other."""
    drug = one.record.ingredient
    return not is_denied(chart, drug, one.evidence) and not is_halted(chart, one.record, one.evidence)


def _still_listed(old: list[tuple[str, Taking]], knowledge: Knowledge) -> tuple[Say, ...]:
    """One line about what is listed as active for longer than the window: no proof that it is taken, nor that not."""
    window = int(knowledge.limit(OWNER, "evidence-window"))
    return (say(f"{OWNER}.still-listed", what=_named(old, knowledge), days=window),) if old else ()


def _given_today(chart: Chart, ingredients: Collection[str]) -> list[Medication]:
    """Doses given today, and those that still run: on board on the day of the infusion."""
    return [
        m
        for m in chart.administrations.facts
        if m.ingredient in ingredients
        and was_taken(m)
        and (m.status in RUNNING or possibly_within(m.on, chart.today, chart.today))
    ]


def _given_before(chart: Chart, knowledge: Knowledge) -> list[tuple[str, Taking]]:
    """Medicines to avoid or to warn of that were given on several days of the window, and of which no statement or
    order says that they ended or go on. A single dose in the past is no medicine that is taken."""
    window = days(knowledge.limit(OWNER, "evidence-window"))
    found: list[tuple[str, Taking]] = []
    for role, drug_class in knowledge.interactions.items():
        if drug_class.action == "inform" or role == OTHER_KETAMINE:
            continue
        given = [m for m in left_open(chart, knowledge.with_role(role), window) if m.kind is Kind.ADMINISTRATION]
        for ingredient in sorted({m.ingredient for m in given}):
            doses = {m.on.last: m for m in given if m.ingredient == ingredient and m.on is not None}
            if len(doses) > 1:
                found.append((role, Taking(doses[max(doses)], max(doses), None)))
    return found


def _drafted(
    chart: Chart, knowledge: Knowledge, order: Order | None, apart: Collection[str]
) -> list[tuple[str, Taking]]:
    """Medicines to avoid or to warn of among the other orders of this session, other ketamine too."""
    own = {order.source.reference} if order is not None else set()
    ketamine = knowledge.with_role("ketamine") | knowledge.with_role("esketamine")
    found: dict[tuple[str, str], tuple[str, Taking]] = {}
    for role, drug_class in knowledge.interactions.items():
        if drug_class.action == "inform":
            continue
        names = knowledge.with_role(role) if role != OTHER_KETAMINE else ketamine
        for draft in chart.drafts:
            is_meant = draft.status not in WITHDRAWN and draft.source.reference not in own.union(apart)
            if is_meant and draft.ingredient in names:
                _keep(found, role, Taking(draft, None, None))
    return list(found.values())


def _other_ketamine(chart: Chart, knowledge: Knowledge) -> list[tuple[str, Taking]]:
    """Esketamine, and ketamine by another route or for another purpose than this course's; also esketamine given
    within the window."""
    role = OTHER_KETAMINE
    window = days(knowledge.limit(OWNER, "evidence-window"))
    esketamine, ketamine = knowledge.with_role("esketamine"), knowledge.with_role("ketamine")
    found: dict[tuple[str, str], tuple[str, Taking]] = {}
    for record in taking(chart, esketamine, window, at_latest=True):
        _keep(found, role, _attested(record, chart, window.days))
    for record in taking(chart, ketamine, window, at_latest=True):
        if _is_this_course(record.record) is False:
            _keep(found, role, _attested(record, chart, window.days))
    for medication in medications(chart):
        given = medication.kind is Kind.ADMINISTRATION and medication.ingredient in esketamine
        if given and medication.on is not None and was_taken(medication):
            day = medication.on.last
            _keep(found, role, Taking(medication, day, chart.today - day <= window))
    return list(found.values())


def _unclear_ketamine(chart: Chart, knowledge: Knowledge) -> list[tuple[str, Taking]]:
    """Active ketamine of which nothing tells whether it is this course's."""
    window = days(knowledge.limit(OWNER, "evidence-window"))
    active = taking(chart, knowledge.with_role("ketamine"), window, at_latest=True)
    attested = (_attested(t, chart, window.days) for t in active if _is_this_course(t.record) is None)
    return [(OTHER_KETAMINE, t) for t in attested if t.current is not False]


def _is_this_course(record: Medication) -> bool | None:
    """Whether active ketamine is the course's own: not by another route or for another purpose, nor one that goes on
    and on, several times a day or as needed; surely only for a purpose or over a time of ours."""
    if record.route == "other" or is_for_another(_purpose(record)):
        return False
    read = [meaning(amount, None, Decimal(1)) for i in record.infusions for amount in (i.structure, i.text)]
    is_timed = any(m.minutes is not None for m in read)
    rhythms = (i.rhythm.regular for i in record.infusions if i.rhythm is not None)
    if any(hours is not None and hours < HOURS_PER_DAY for hours in rhythms):
        return False
    if not is_timed and (record.prn or any(_has_rate(i) for i in record.infusions)):
        return False
    return True if is_timed or not _purpose(record).isdisjoint(REASONS) else None


def _has_rate(instruction: Instruction) -> bool:
    amounts = (instruction.structure, instruction.text)
    return any(a.mg_per_min is not None or a.mg_per_kg_min is not None for a in amounts)


def _ended_ketamine(chart: Chart, knowledge: Knowledge) -> tuple[Say, ...]:
    """Ketamine that only a statement tells of, so short a time ago that it may be an infusion of this course."""
    return tuple(say(f"{OWNER}.ended-ketamine", date=end.last) for _, end in reported(chart, knowledge))


def _purpose(record: Medication) -> frozenset[str]:
    return record.purpose.union(*(reason.sets for reason in record.stated))


def _attested(record: Taking, chart: Chart, window: int) -> Taking:
    """An active record that began within the window is attested by its beginning: a danger is not argued away."""
    begun = record.record.start or record.record.on
    if record.current or begun is None or begun.last > chart.today:
        return record
    if (chart.today - begun.last).days <= window:
        return Taking(record.record, begun.last, True)
    return record


def _keep(found: dict[tuple[str, str], tuple[str, Taking]], role: str, record: Taking) -> None:
    key = (role, record.record.ingredient)
    if key not in found or (record.current and not found[key][1].current):
        found[key] = (role, record)


def _named(records: list[tuple[str, Taking]], knowledge: Knowledge) -> Say:
    """The medicines by name and class, those to avoid as such; what to do about each stands with its fact."""
    named: list[Say] = []
    for role, record in records:
        drug_class = knowledge.interactions[role]
        word = "active-avoid" if drug_class.action == "avoid" else "active"
        named.append(say(f"{OWNER}.{word}", drug=record.record.ingredient, title=drug_class.title))
    return reduce(lambda one, other: say(f"{OWNER}.several", one=one, other=other), named)


def _facts(records: list[tuple[str, Taking]], knowledge: Knowledge) -> tuple[Fact, ...]:
    return tuple(
        Fact(
            say(
                f"{OWNER}.taking-by-name" if t.record.by_name else f"{OWNER}.taking",
                drug=t.record.ingredient,
                title=knowledge.interactions[role].title,
                advice=knowledge.interactions[role].advice,
            ),
            t.record.source.reference,
            t.evidence,
        )
        for role, t in records
    )


def _notes(inform: list[tuple[str, Taking]], knowledge: Knowledge) -> tuple[Say, ...]:
    by_drug: dict[str, list[str]] = {}
    for role, record in inform:
        by_drug.setdefault(record.record.ingredient, []).append(knowledge.interactions[role].advice)
    return tuple(say(f"{OWNER}.inform", drug=drug, advice="; ".join(lines)) for drug, lines in by_drug.items())
