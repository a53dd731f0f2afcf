"""Is anything dangerous present? The criteria that read problems and allergies for contraindications.

It must not know words or codes. Protocol section 3.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from cds_service.answers import Severity, Status, Why
from cds_service.chart import Chart, Problem, Reading, When
from cds_service.knowledge import Knowledge
from cds_service.protocol.absence import absent, criterion, hits, problem_fact, suspects, unknown_list
from cds_service.protocol.days import days, latest, possibly_within, surely_within
from cds_service.protocol.finding import Fact, Finding, Missing, say
from cds_service.protocol.scores import pooled

no_psychosis = criterion("no-psychosis", "psychosis", possible=("psychosis-possible",))
no_raised_icp = criterion("no-raised-icp", "raised-icp", possible=("raised-icp-possible",))
other_precautions = criterion(
    "other-precautions",
    "breast-feeding",
    "porphyria",
    "angle-closure-glaucoma",
    "open-globe",
    possible=("angle-closure-possible",),
)


def no_vascular_lesion(chart: Chart, knowledge: Knowledge) -> Finding:
    """Aneurysm, malformation or intracranial haemorrhage, ever; a stroke that is not called ischaemic may have bled."""
    owner = "no-vascular-lesion"
    found = [(p, knowledge.criteria[owner].severity) for p in hits(chart, "vascular-lesion", ever=True)]
    worded = suspects(chart, "vascular-lesion", ever=True)
    untyped = [*hits(chart, "stroke-untyped", ever=True), *suspects(chart, "stroke-untyped", ever=True)]
    unsure = [p for p in untyped if "stroke-ischaemic" not in p.sets | p.suspected and p not in worded]
    return absent(owner, chart, knowledge, found, [*worded, *unsure])


def no_mania(chart: Chart, knowledge: Knowledge) -> Finding:
    """Current manic, hypomanic or mixed episode, unless a later-dated depressed episode supersedes it; YMRS."""
    owner = "no-mania"
    weight = knowledge.criteria[owner].severity
    depressed = [p for p in hits(chart, "bipolar-depressed") if not p.ended]
    manic = hits(chart, "mania-current")
    over = [p for p in manic if any(is_later(d, p) for d in depressed if d is not p)]
    found = [(p, weight) for p in manic if p not in over]
    # "In full remission, last episode manic": the code of the remission says what the word "manic" is about.
    suspected = [p for p in suspects(chart, "mania-current") if "bipolar-remission" not in p.sets]
    finding = absent(owner, chart, knowledge, found, suspected, _high_ymrs(chart, knowledge))
    return replace(finding, facts=(*finding.facts, *(problem_fact(p) for p in over)))


def is_later(problem: Problem, than: Problem) -> bool:
    """Whether one problem surely began, or was recorded, on a later day than another."""
    mine, theirs = _dated(problem), _dated(than)
    return mine is not None and theirs is not None and mine.first > theirs.last


def _dated(problem: Problem) -> When | None:
    return problem.onset or problem.recorded


def _high_ymrs(chart: Chart, knowledge: Knowledge) -> list[Fact]:
    limit = knowledge.limit("no-mania", "ymrs-at-least")
    first = chart.today - days(knowledge.limit("no-mania", "ymrs-window"))
    known = [r for r in pooled(chart, "ymrs") if r.value is not None and possibly_within(r.when, first, chart.today)]
    high = [r for r in known if r.value is not None and r.value >= limit]
    # A lower one since then is shown beside it: the two weeks count, and the reader has to know.
    return [_ymrs(r, "ymrs", limit) for r in high] + [
        _ymrs(r, "ymrs-now", limit) for r in latest(known) if high and r not in high
    ]


def _ymrs(reading: Reading, word: str, limit: Decimal) -> Fact:
    day = reading.when.day if reading.when is not None else ""
    words = say(f"no-mania.{word}", value=reading.value or Decimal(0), limit=limit, date=day)
    return Fact(words, reading.source.reference, reading.source.date)


def no_hypersensitivity(chart: Chart, knowledge: Knowledge) -> Finding:
    """An active allergy or intolerance to ketamine or esketamine, by code or by name; a reaction to it that the
    problem list tells in words is to be confirmed."""
    owner = "no-hypersensitivity"
    weight = knowledge.criteria[owner].severity
    found = [a for a in chart.allergies.facts if a.active and "ketamine-allergy" in a.sets]
    if found:
        facts = tuple(
            Fact(
                say("fact.allergy-by-name" if a.by_name else "fact.allergy", text=a.text),
                a.source.reference,
                a.source.date,
            )
            for a in found
        )
        return Finding(owner, Status.NOT_MET, weight, say(f"{owner}.not-met", what=facts[0].say), facts)
    told = [p for p in suspects(chart, "ketamine-allergy", ever=True) if "drug-reaction" in p.suspected]
    if told:
        return absent(owner, chart, knowledge, (), told)
    if chart.allergies.gap is not None:
        return unknown_list(owner, "allergies", chart.allergies.gap, knowledge)
    return Finding(owner, Status.MET, weight, say(f"{owner}.met"))


def no_unstable_cardiac(chart: Chart, knowledge: Knowledge) -> Finding:
    """Recent myocardial infarction by date; other unstable conditions while active."""
    owner = "no-unstable-cardiac"
    weight = knowledge.criteria[owner].severity
    first = chart.today - days(knowledge.limit(owner, "infarction-window"))
    recent = [p for p in hits(chart, "myocardial-infarction", ever=True) if _recent(p, first, chart.today)]
    found = [(p, weight) for p in [*recent, *hits(chart, "unstable-cardiac")]]
    suspected = [
        p
        for p in suspects(chart, "myocardial-infarction", "unstable-cardiac", ever=True)
        if (p.active and "unstable-cardiac" in p.suspected)
        or ("myocardial-infarction" in p.suspected and _recent(p, first, chart.today))
    ]
    possible = [p for p in hits(chart, "unstable-cardiac-possible") if p not in suspected]
    return absent(owner, chart, knowledge, found, [*suspected, *possible])


def _recent(problem: Problem, first: date, today: date) -> bool:
    when = _dated(problem)
    return problem.active if when is None else possibly_within(when, first, today)


def substance_use(chart: Chart, knowledge: Knowledge) -> Finding:
    """Ketamine or hallucinogen use disorder is critical, any other a warning."""
    return _two_weights("substance-use", "hallucinogen-use", "substance-use", chart, knowledge)


def hepatic(chart: Chart, knowledge: Knowledge) -> Finding:
    """Liver failure is critical, cirrhosis a warning."""
    return _two_weights("hepatic", "liver-failure", "cirrhosis", chart, knowledge)


def _two_weights(owner: str, critical: str, warning: str, chart: Chart, knowledge: Knowledge) -> Finding:
    grave = [(p, Severity.CRITICAL) for p in hits(chart, critical)]
    known = {p.source.reference for p, _ in grave}
    milder = [(p, Severity.WARNING) for p in hits(chart, warning) if p.source.reference not in known]
    worded = [p for p in suspects(chart, critical, warning) if not _is_over(p)]
    return absent(owner, chart, knowledge, [*grave, *milder], worded)


def _is_over(problem: Problem) -> bool:
    """Whether a coded problem is one of the past: by its code, or by what it says of the one thing it is about."""
    return problem.coded and "substance-remission" in problem.sets | problem.suspected


def not_pregnant(chart: Chart, knowledge: Knowledge) -> Finding:
    """Pregnancy on record beats any test; otherwise a recent negative test and a supplied problem list."""
    owner = "not-pregnant"
    weight = knowledge.criteria[owner].severity
    tests = pooled(chart, "pregnancy-test")
    back = chart.today - days(knowledge.limit(owner, "positive-test-window"))
    said = [*tests, *pooled(chart, "pregnancy-status")]  # a status that is "not pregnant" is no test
    positive = [r for r in said if r.answer == "positive" and possibly_within(r.when, back, chart.today)]
    found = [(p, weight) for p in hits(chart, "pregnancy")]
    extra = [
        Fact(say("not-pregnant.positive-test", date=r.source.date or chart.today), r.source.reference, r.source.date)
        for r in positive
    ]
    if found or extra:
        return absent(owner, chart, knowledge, found, (), extra)
    reason = _not_applicable(chart, knowledge)
    if reason is not None:
        return Finding(owner, Status.NOT_APPLICABLE, weight, say(f"{owner}.{reason}"), _sterilised(reason, chart))
    since = chart.today - days(knowledge.limit(owner, "negative-test-window"))
    negative = [r for r in tests if r.answer == "negative" and surely_within(r.when, since, chart.today)]
    suspected = suspects(chart, "pregnancy")
    patient = chart.patient.facts[0] if chart.patient.facts else None
    female = patient is not None and patient.gender == "female"
    if suspected or (negative and female):
        finding = absent(owner, chart, knowledge, (), suspected)
        if finding.status is not Status.MET:
            return finding
        test = negative[0]
        fact = Fact(
            say("not-pregnant.negative-test", date=test.source.date or chart.today),
            test.source.reference,
            test.source.date,
        )
        return Finding(
            owner, Status.MET, weight, say(f"{owner}.met", date=test.source.date or chart.today), (fact,), policy=True
        )
    return _no_test(chart, knowledge, _test_gap(chart, tests, since), female)


def _sterilised(reason: str, chart: Chart) -> tuple[Fact, ...]:
    """The record that says so, where the criterion does not apply by an operation."""
    if reason != "not-applicable-sterilised":
        return ()
    return tuple(
        Fact(say("fact.problem", text=p.text), p.source.reference, p.source.date)
        for p in hits(chart, "sterilised", ever=True)
    )


def _test_gap(chart: Chart, tests: list[Reading], since: date) -> Why:
    """Why no test of the window says no: it cannot be read, it is too old, it is cut off, or there is none."""
    if not chart.coded.supplied:
        return chart.coded.gap or Why.NOT_SUPPLIED
    for test in tests:
        if test.when is None or (test.answer is None and possibly_within(test.when, since, chart.today)):
            return test.why or Why.UNREADABLE
    return chart.coded.gap or (Why.TOO_OLD if tests else Why.NONE_RECORDED)


def _not_applicable(chart: Chart, knowledge: Knowledge) -> str | None:
    patient = chart.patient.facts[0] if chart.patient.facts else None
    if patient is not None and patient.gender == "male":
        return "not-applicable-male"
    if hits(chart, "sterilised", ever=True):
        return "not-applicable-sterilised"
    if patient is not None and patient.birth is not None:
        oldest, youngest = age(patient.birth.first, chart.today), age(patient.birth.last, chart.today)
        least, most = knowledge.limit("not-pregnant", "age-from"), knowledge.limit("not-pregnant", "age-to")
        if oldest < least or youngest > most:
            return "not-applicable-age"
    return None


def _no_test(chart: Chart, knowledge: Knowledge, gap: Why, female: bool) -> Finding:
    owner = "not-pregnant"
    if not chart.patient.facts:
        word, why = "unknown-patient", chart.patient.gap or Why.NOT_SUPPLIED
    elif not female:
        word, why = "unknown-gender", Why.NOT_RECORDED
    else:
        word, why = "unknown-test", gap
    return Finding(
        owner,
        Status.UNKNOWN,
        knowledge.criteria[owner].severity,
        say(f"{owner}.{word}"),
        missing=(Missing(say(f"{owner}.missing-test"), why),),
        policy=True,
    )


def age(birth: date, today: date) -> int:
    """Whole years between two days."""
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))
