"""Has treatment resistance been documented: two failed adequate antidepressant trials?

It must not know words or FHIR. Protocol section 4, rules 7 and 8.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from cds_service.answers import Status, Why
from cds_service.chart import Chart, Listing, Medication, When
from cds_service.knowledge import Knowledge
from cds_service.protocol.doubts import doubted, unsettled
from cds_service.protocol.exposures import denials, exposures, medications, was_taken
from cds_service.protocol.finding import Fact, Finding, Missing, Say, say
from cds_service.protocol.given_for import Purpose, purpose
from cds_service.protocol.outcomes import Ending, ending
from cds_service.protocol.results import Outcome, Resistance, Trial
from cds_service.protocol.trials import Stretch, stretches

OWNER = "treatment-resistance"
WEEK = 7


def treatment_resistance(chart: Chart, knowledge: Knowledge) -> Finding:
    """The criterion, with every trial in `detail` (Resistance)."""
    resistance, missing = _reconstruct(chart, knowledge)
    supplied = chart.statements.supplied or chart.requests.supplied
    needed = int(knowledge.limit(OWNER, "failed-trials"))
    if not supplied:
        status, word = Status.UNKNOWN, "unknown-lists"
    elif resistance.failed >= needed:
        status, word = Status.MET, "met"
    elif resistance.failed + resistance.inferred + resistance.open >= needed:
        status, word = Status.UNKNOWN, "unknown"
    elif _gaps(chart):
        status, word = Status.UNKNOWN, "unknown-incomplete"
    else:
        status, word = Status.NOT_MET, "not-met" if resistance.trials else "not-met-none"
    adequate = sum(1 for t in resistance.trials if t.adequate)
    words = say(
        f"{OWNER}.{word}",
        failed=resistance.failed,
        inferred=resistance.inferred,
        open=resistance.open,
        adequate=adequate,
        trials=len(resistance.trials),
        needed=needed,
    )
    return Finding(
        OWNER,
        status,
        knowledge.criteria[OWNER].severity,
        words,
        facts=tuple(Fact(t.line, t.references[0], t.day) for t in resistance.trials),
        missing=(*_missing_lists(chart, status), *missing)
        if status is not Status.MET
        else _missing_lists(chart, status),
        policy=_uses_policy(resistance),
        detail=resistance,
    )


def _reconstruct(chart: Chart, knowledge: Knowledge) -> tuple[Resistance, tuple[Missing, ...]]:
    counted = (
        knowledge.with_role("antidepressant") - knowledge.with_role("ketamine") - knowledge.with_role("esketamine")
    )
    by_drug: dict[str, list[Medication]] = {}
    shown: dict[str, Say] = {}
    for record in medications(chart):
        if not was_taken(record):
            continue
        if record.ingredient in counted and record.counts:
            by_drug.setdefault(record.ingredient, []).append(record)
        elif (word := _not_counted(record, counted, knowledge)) is not None:
            shown.setdefault(record.ingredient, say(f"{OWNER}.{word}", drug=record.ingredient))
    joined = [
        stretch
        for drug, records in by_drug.items()
        for stretch in stretches(drug, exposures(records, chart.today, knowledge), knowledge)
    ]
    joined.sort(key=lambda s: (s.start is None, s.start, s.ingredient))
    asked = [(stretch, purpose(part.record for part in stretch.parts)) for stretch in joined]
    elsewhere = [_given_for(stretch, words) for stretch, (kind, words) in asked if kind is Purpose.OTHER]
    asked = [(stretch, said) for stretch, said in asked if said[0] is not Purpose.OTHER]
    joined = [stretch for stretch, _ in asked]
    denied = denials(medications(chart))
    endings = [doubted(ending(s, joined, chart, knowledge), s, said, denied, chart.today) for s, said in asked]
    weights: dict[str, str] = {}
    for stretch, how in zip(joined, endings, strict=True):
        weight = _weight(stretch.adequate, how.outcome)
        weights[stretch.ingredient] = min(weights.get(stretch.ingredient, "z"), weight)
    marks = list(weights.values())
    trials = tuple(_trial(s, e, knowledge) for s, e in zip(joined, endings, strict=True))
    missing = tuple(m for s, e in zip(joined, endings, strict=True) for m in _missing_of(s, e, knowledge))
    others = (*elsewhere, *(v for k, v in shown.items() if k not in by_drug))
    return Resistance(trials, marks.count("D"), marks.count("I"), marks.count("U"), others), missing


def _given_for(stretch: Stretch, words: str) -> Say:
    """The line of a medicine that was given for something else: no trial of depression, whatever became of it."""
    dose = say(f"{OWNER}.dose", dose=stretch.peak_mg) if stretch.peak_mg is not None else ""
    return say(f"{OWNER}.given-for-other", drug=stretch.ingredient, dose=dose, span=_span(stretch), what=words)


def _weight(adequate: bool | None, outcome: Outcome) -> str:
    """D failed, I inferred, U unknown, z counts for nothing; the letters sort by what helps most."""
    if adequate is False or outcome in {Outcome.RESPONDED, Outcome.NOT_TOLERATED}:
        return "z"
    if adequate is None or outcome is Outcome.UNKNOWN:
        return "U"
    return "D" if outcome is Outcome.FAILED else "I"


def _not_counted(record: Medication, counted: frozenset[str], knowledge: Knowledge) -> str | None:
    if record.ingredient in counted:
        return "not-a-trial-product"
    roles = knowledge.drugs[record.ingredient].roles
    return (
        "not-counted-augmenter"
        if "augmenter" in roles
        else ("not-counted-ketamine" if {"ketamine", "esketamine"} & set(roles) else None)
    )


def _trial(stretch: Stretch, how: Ending, knowledge: Knowledge) -> Trial:
    references = tuple(dict.fromkeys(p.record.source.reference for p in stretch.parts))
    by_name = any(p.record.by_name for p in stretch.parts)
    span = _span(stretch)
    told = span.values.get("start" if stretch.ongoing else "end", stretch.end)
    return Trial(
        ingredient=stretch.ingredient,
        start=stretch.start,
        end=stretch.end,
        ongoing=stretch.ongoing,
        peak_mg=stretch.peak_mg,
        adequate_days=None if stretch.adequate is None else stretch.sure_days,
        adequate=stretch.adequate,
        outcome=how.outcome,
        references=references,
        by_name=by_name,
        line=_line(stretch, how, by_name, span, knowledge),
        day=told if isinstance(told, date | When) else None,
    )


def _line(stretch: Stretch, how: Ending, by_name: bool, span: Say, knowledge: Knowledge) -> Say:
    """The sentence of one trial: drug, peak dose, weeks, outcome and why it did or did not count."""
    drug = knowledge.drugs[stretch.ingredient]
    minimum = drug.minimum_daily_dose.value if drug.minimum_daily_dose else None
    short = stretch.adequate is True and stretch.sure_days < int(knowledge.limit(OWNER, "full-length-days"))
    most: Decimal | None = None
    word = {True: "trial-adequate", False: "trial-inadequate", None: "trial-unknown"}[stretch.adequate]
    if stretch.adequate is True and short:
        word = "trial-adequate-short"
    elif stretch.adequate is False:
        word = _why_inadequate(stretch, minimum)
        most = _most(stretch)
    elif stretch.adequate is None:
        word = _why_unknown(stretch, minimum)
    weight = _weight(stretch.adequate, how.outcome)
    return say(
        f"{OWNER}.{word}",
        drug=stretch.ingredient,
        dose=_plain(stretch.peak_mg),
        most=_plain(most),
        minimum=_plain(minimum),
        weeks=_weeks(stretch.sure_days),
        days=stretch.sure_days,
        possible=stretch.possible_days,
        why=how.why,
        counted=say(
            f"{OWNER}.{ {'D': 'counts', 'I': 'counts-inferred', 'U': 'counts-unknown'}.get(weight, 'counts-not') }"
        ),
        name=say(f"{OWNER}.by-name") if by_name else "",
        span=span,
    )


def _span(stretch: Stretch) -> Say:
    if stretch.start is None:
        return say(f"{OWNER}.span-undated")
    start = _as_recorded(
        stretch.start, [(p.start, p.record.start or p.record.on or p.record.authored) for p in stretch.parts]
    )
    if stretch.ongoing:
        return say(f"{OWNER}.span-ongoing", start=start)
    if stretch.end is None or stretch.end <= stretch.start:
        return say(f"{OWNER}.span-open", start=start)
    end = _as_recorded(stretch.end, [(p.end, p.record.end) for p in stretch.parts])
    return say(f"{OWNER}.span", start=start, end=end)


def _as_recorded(day: date, told: Iterable[tuple[date | None, When | None]]) -> date | When:
    """The day that was counted with, or the month or year where no record says more of it than that."""
    whens = [when for counted, when in told if counted == day and when is not None and when.first <= day <= when.last]
    return whens[0] if whens and all(when.first < when.last for when in whens) else day


def _most(stretch: Stretch) -> Decimal | None:
    """The most a day that any part may have been; None where one may have been anything."""
    highs = [part.high for part in stretch.parts if part.high is not None]
    return max(highs) if len(highs) == len(stretch.parts) else None


def _why_inadequate(stretch: Stretch, minimum: Decimal | None) -> str:
    if minimum is None:
        return "trial-short-no-minimum"
    if stretch.peak_mg is not None and stretch.peak_mg < minimum:
        return "trial-low-dose"
    if stretch.peak_mg is None:
        most = _most(stretch)
        return "trial-short-any-dose" if most is None or most >= minimum else "trial-low-dose-at-most"
    return "trial-short-ongoing" if stretch.ongoing else "trial-short"


def _why_unknown(stretch: Stretch, minimum: Decimal | None) -> str:
    if minimum is None:
        return "trial-unknown-minimum"
    if stretch.peak_mg is None:
        return "trial-unknown-dose"
    return "trial-unknown-length" if stretch.open_ended else "trial-unknown-dose"


def _missing_of(stretch: Stretch, how: Ending, knowledge: Knowledge) -> Iterable[Missing]:
    """What would settle a trial that may count; of one that cannot count nothing is asked."""
    if _weight(stretch.adequate, how.outcome) == "z":
        return
    drug = stretch.ingredient
    if stretch.adequate is None:
        yield from _missing_adequacy(stretch, knowledge)
    if (doubt := unsettled(how, drug)) is not None:
        yield doubt
    elif how.outcome in {Outcome.UNKNOWN, Outcome.INFERRED}:
        yield Missing(say(f"{OWNER}.missing-outcome", drug=drug), Why.NOT_RECORDED)


def _missing_adequacy(stretch: Stretch, knowledge: Knowledge) -> Iterable[Missing]:
    drug = stretch.ingredient
    whys = [p.dose_why for p in stretch.parts if p.low is None and p.dose_why is not None]
    if knowledge.drugs[drug].minimum_daily_dose is None:
        yield Missing(say(f"{OWNER}.missing-adequacy", drug=drug), Why.NOT_RECORDED)
    elif whys or not stretch.open_ended:
        yield Missing(say(f"{OWNER}.missing-dose", drug=drug), next(iter(whys), Why.NOT_RECORDED))
    if stretch.open_ended:
        unreadable = any(p.record.dates_why is not None for p in stretch.parts)
        why = Why.UNREADABLE if unreadable else Why.NOT_RECORDED
        yield Missing(say(f"{OWNER}.missing-length", drug=drug), why)


def _lists(chart: Chart) -> list[tuple[str, Listing[Medication]]]:
    return [
        ("statements", chart.statements),
        ("requests", chart.requests),
        ("dispenses", chart.dispenses),
        ("administrations", chart.administrations),
    ]


def _gaps(chart: Chart) -> bool:
    """Whether a list that was asked for failed, was cut, or holds something unreadable: no trial is no proof."""
    return any(listing.gap not in {None, Why.NOT_SUPPLIED} for _, listing in _lists(chart))


def _missing_lists(chart: Chart, status: Status) -> tuple[Missing, ...]:
    return tuple(
        Missing(say(f"lists.{name}"), listing.gap) for name, listing in _lists(chart) if listing.gap is not None
    )


def _uses_policy(resistance: Resistance) -> bool:
    """Joining gaps, evidence windows and switches are local policy: true as soon as a trial was looked at."""
    return bool(resistance.trials)


def _weeks(number: int) -> int:
    return number // WEEK


def _plain(amount: Decimal | None) -> Decimal | str:
    return "?" if amount is None else amount
