"""What a reader gets: one card per order, worst first, short summaries, harmless details, nothing empty."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from render_cases import (
    CRITERIA,
    DOSE,
    TRIAL,
    WEIGHT,
    an_assessed,
    an_assessment,
    an_order,
    fact,
    findings,
    found,
    missing,
    rendered,
    said,
    small_knowledge,
    the_card,
)

from cds_service.answers import Severity, Status, Verdict, Why
from cds_service.assess import OrderAssessment, Scope
from cds_service.knowledge import Knowledge
from cds_service.protocol.finding import Finding, say
from cds_service.protocol.results import Resistance

ATTACK = "<img src=x onerror=1> [x](javascript:1) `rm` **bold** http://evil.example"
LESION = found("no-vascular-lesion", Status.NOT_MET, Severity.CRITICAL, "aneurysm on record")
HIGH_DOSE = found("dose", Status.NOT_MET, Severity.CRITICAL, "0.8 mg/kg is above 0.75 mg/kg")
HIGH_PRESSURE = found("blood-pressure", Status.NOT_MET, Severity.CRITICAL, "170/100 is above 160/100")


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        (Verdict.STOP, "critical"),
        (Verdict.CRITERIA_NOT_MET, "warning"),
        (Verdict.CANNOT_VERIFY, "warning"),
        (Verdict.CAUTION, "warning"),
        (Verdict.CRITERIA_MET, "info"),
    ],
)
def test_the_indicator_follows_the_verdict(verdict: Verdict, expected: str) -> None:
    """Red for a stop, yellow for anything open, blue when every criterion was found."""
    assert expected == the_card(an_assessed(verdict))["indicator"]


@pytest.mark.parametrize(
    ("verdict", "changed", "expected"),
    [
        (Verdict.STOP, {"no_vascular_lesion": LESION}, "Do not give ketamine: aneurysm on record"),
        (
            Verdict.STOP,
            {"dose": HIGH_DOSE, "no_vascular_lesion": LESION},
            "Do not give ketamine: aneurysm on record (+1 more)",
        ),
        (Verdict.STOP, {"dose": HIGH_DOSE}, "Do not give this dose: 0.8 mg/kg is above 0.75 mg/kg"),
        (Verdict.STOP, {"blood_pressure": HIGH_PRESSURE}, "Delay ketamine: 170/100 is above 160/100"),
        (
            Verdict.CRITERIA_NOT_MET,
            {"severity": found("severity", Status.NOT_MET, text="PHQ-9 9 is below 15.")},
            "Criteria not met: PHQ-9 9 is below 15",
        ),
        (
            Verdict.CANNOT_VERIFY,
            {
                "no_mania": found("no-mania", Status.UNKNOWN, Severity.CRITICAL, "list not supplied"),
                "severity": found("severity", Status.UNKNOWN, text="no score"),
            },
            "Criteria not known: no score",
        ),
        (
            Verdict.CAUTION,
            {
                "blood_pressure": found("blood-pressure", Status.UNKNOWN, text="no reading today"),
                "weight": found("weight", Status.UNKNOWN, text="no weight"),
            },
            "Criteria found, but caution: no weight",
        ),
        (Verdict.CRITERIA_MET, {}, "Criteria found (off-label): 35 mg over 40 min"),
    ],
)
def test_the_summary_tells_the_worst_finding(verdict: Verdict, changed: dict[str, Any], expected: str) -> None:
    """Action and fact come from the finding that made the verdict; contraindications before what can be corrected."""
    assert expected == the_card(an_assessed(verdict, findings=findings(**changed)))["summary"]


@pytest.mark.parametrize("dose", [None, replace(DOSE, above_ceiling=True)])
def test_no_dose_is_named_that_may_not_be_suggested(dose: Any) -> None:
    """Without a usable dose, or above the ceiling, the summary asks to confirm and gives no number."""
    assert "Criteria found (off-label); confirm the dose" == the_card(an_assessed(dose=dose))["summary"]


@given(text=st.text(max_size=400), verdict=st.sampled_from(Verdict), count=st.integers(1, 3))
@example(text="0 \xad 0", verdict=Verdict.STOP, count=1)
@settings(max_examples=60, deadline=None)
def test_a_summary_is_one_short_line(text: str, verdict: Verdict, count: int) -> None:
    """Whatever the findings say and however many orders there are, a summary has 1 to 139 characters on one line."""
    worst = found("severity", Status.NOT_MET, Severity.CRITICAL, text)
    orders = [
        an_assessed(verdict, findings=findings(severity=worst), order=an_order(display=text)) for _ in range(count)
    ]
    for card in rendered(an_assessment(*orders))["cards"]:
        assert 1 <= len(card["summary"]) <= 139
        assert card["summary"] == " ".join(card["summary"].split())


def test_several_orders_are_told_apart() -> None:
    """With more than one order, each summary begins with the order it means, and the worst card comes first."""
    fine = an_assessed(order=an_order(display="ketamine A"))
    stopped = an_assessed(
        Verdict.STOP, findings=findings(no_vascular_lesion=LESION), order=an_order(display="ketamine B")
    )
    summaries = [c["summary"] for c in rendered(an_assessment(fine, stopped))["cards"]]
    assert ["ketamine B: Do not give", "ketamine A: Criteria found"] == [
        s[: len(s.split(": ")[0]) + n] for s, n in zip(summaries, (13, 16), strict=True)
    ]


def test_out_of_scope_orders_get_no_card() -> None:
    """Anaesthesia is not nagged: no card, and the order is listed for programs only."""
    body = rendered(an_assessment(OrderAssessment(an_order(), Scope.OUT)))
    assert ([], "out-of-scope") == (
        body["cards"],
        body["extension"]["org.ketamine-cds.assessment"]["orders"][0]["scope"],
    )


@pytest.mark.parametrize("scope", [Scope.AMBIGUOUS, Scope.ESKETAMINE])
def test_orders_outside_the_protocol_are_informed_about(scope: Scope) -> None:
    """An ambiguous or esketamine order gets one info card without suggestions or override reasons."""
    card = the_card(OrderAssessment(an_order(), scope, lines=(said("observe for 2 hours"),)))
    assert "info" == card["indicator"]
    assert "- Observe for 2 hours" in card["detail"]
    assert {"suggestions", "selectionBehavior", "overrideReasons"}.isdisjoint(card)


def test_suicidality_is_a_card_of_its_own() -> None:
    """The alarm stands beside the order's card as a warning, also when the order is stopped."""
    alarm = found(
        "suicidality", Status.NOT_MET, text="assess today", facts=(fact("PHQ-9 item 9 is 2", "Observation/9"),)
    )
    stopped = an_assessed(Verdict.STOP, findings=findings(no_vascular_lesion=LESION))
    cards = rendered(an_assessment(stopped, suicidality=alarm))["cards"]
    assert ["critical", "warning"] == [c["indicator"] for c in cards]
    assert "Assess suicide risk today: PHQ-9 item 9 is 2" == cards[1]["summary"]
    assert "neither permission nor exclusion" in cards[1]["detail"]
    assert "Observation/9" in cards[1]["detail"]


def test_an_opened_chart_gets_one_card_for_all_its_lines() -> None:
    """Patient-view says what is due as one info card, whose summary tells every line, and carries no assessment."""
    body = rendered(an_assessment(patient_view=(said("infusion 3 is due"), said("no score since"))))
    (card,) = body["cards"]
    assert ("info", "Course: infusion 3 is due; no score since") == (card["indicator"], card["summary"])
    assert "- No score since" in card["detail"]
    assert "extension" not in body


def test_lines_a_summary_has_no_room_for_are_counted() -> None:
    """Of lines too long for one sentence the first is told whole, and the others are counted."""
    body = rendered(an_assessment(patient_view=(said("infusion 3 is due"), said("long " * 30))))
    assert "Course: infusion 3 is due (+1 more)" == body["cards"][0]["summary"]


def test_nothing_to_say_is_an_empty_list() -> None:
    """No order and nothing due: `cards` is there and empty, and nothing else is."""
    assert {"cards": []} == rendered(an_assessment())


def with_word(key: str, sentence: str) -> Knowledge:
    """The small protocol with one sentence more."""
    knowledge = small_knowledge()
    return replace(knowledge, words={**knowledge.words, key: sentence})


SECTIONS = (
    "**What to do**",
    "**Why**",
    "**Missing**",
    "**Checked and fine:**",
    "**Before the infusion**",
    "**Evidence:**",
)


def test_the_detail_has_a_fixed_order() -> None:
    """What to do, why, missing, checked, before the infusion, evidence, and the protocol's standing at the end."""
    unknown = found("severity", Status.UNKNOWN, text="no score", missing=(missing("a score", Why.NONE_RECORDED),))
    detail = the_card(an_assessed(Verdict.CANNOT_VERIFY, findings=findings(severity=unknown)))["detail"]
    places = [detail.index(title) for title in (*SECTIONS, "draft, not clinically reviewed")]
    assert sorted(places) == places
    assert detail.endswith("IV ketamine is off-label for depression.")


def test_the_detail_is_tidy_markdown() -> None:
    """No blank line is doubled, every list item stands directly under its list, no trailing blanks, no HTML."""
    unknown = found("severity", Status.UNKNOWN, text="no score", missing=(missing("a score"), missing("a date")))
    pressure = found("blood-pressure", Status.UNKNOWN, text="none today", facts=(fact("120/80", "Observation/2"),))
    noted = found("interactions", notes=(said("lamotrigine: low evidence"),))
    detail = the_card(
        an_assessed(
            Verdict.CANNOT_VERIFY,
            findings=findings(severity=unknown, blood_pressure=pressure, interactions=noted),
            lines=(said("a further line"),),
        )
    )["detail"]
    assert "\n\n\n" not in detail
    assert not re.search(r"[ \t]\n", detail)
    assert not re.search(r"<[a-z/!]", detail)
    assert not re.search(r"^- .*\n\n(?=- |  - )", detail, re.MULTILINE)
    assert not re.search(r"[^\n]\n\*\*(?:Why|Missing|Checked|Before|Evidence)", detail)


def test_every_trial_stands_under_treatment_resistance() -> None:
    """The list of trials, and what was shown but not counted, follow the criterion even when it is met."""
    trials = tuple(fact(f"trial {n}", f"MedicationStatement/{n}") for n in range(15))
    resistant = found("treatment-resistance", text="15 trials", facts=trials)
    detail = the_card(an_assessed(findings=findings(treatment_resistance=resistant)))["detail"]
    lines = detail.splitlines()
    at = lines.index("- **Treatment resistance** – met: 15 trials")
    expected = [f"  - trial {n} (MedicationStatement/{n})" for n in range(15)] + ["  - lithium: not counted"]
    assert expected == lines[at + 1 : at + 17]


def test_a_long_list_of_facts_is_counted() -> None:
    """Twenty interacting drugs do not bury the card: the first eight are told, the rest is counted."""
    drugs = tuple(fact(f"drug {n}", f"MedicationStatement/{n}") for n in range(20))
    interacting = found("interactions", Status.NOT_MET, text="interacting drugs", facts=drugs)
    detail = the_card(an_assessed(Verdict.CAUTION, findings=findings(interactions=interacting)))["detail"]
    assert ("drug 7 (" in detail, "drug 8 (" in detail, "and 12 more" in detail) == (True, False, True)


def test_facts_name_day_and_resource() -> None:
    """A fact the sentence already tells gives only its source; a date is not told twice."""
    told = found(
        "severity",
        Status.NOT_MET,
        text="PHQ-9 9 on 2026-11-20 is below 15",
        facts=(fact("PHQ-9 9 on 2026-11-20", "Observation/a", date(2026, 11, 20)),),
    )
    detail = the_card(an_assessed(Verdict.CRITERIA_NOT_MET, findings=findings(severity=told)))["detail"]
    assert "- **Severity** – not met: PHQ-9 9 on 2026-11-20 is below 15 (Observation/a)" in detail


def test_local_policy_is_said_where_it_is_used() -> None:
    """A finding that rests on our own limits says so; one from a source does not."""
    ours = found("severity", Status.NOT_MET, text="ours", policy=True)
    theirs = found("interactions", Status.NOT_MET, text="theirs")
    detail = the_card(an_assessed(Verdict.CRITERIA_NOT_MET, findings=findings(severity=ours, interactions=theirs)))[
        "detail"
    ]
    assert "not met: ours – local policy\n" in detail
    assert "not met: theirs\n" in detail
    assert "[A source 2017](https://example.org/source) · local policy on a" in detail


def test_the_same_gap_is_told_once() -> None:
    """One missing list is one line with one action, however many criteria need it."""
    gap = (missing("problem list"),)
    changed = {
        "no_mania": found("no-mania", Status.UNKNOWN, text="not known", missing=gap),
        "no_vascular_lesion": found("no-vascular-lesion", Status.UNKNOWN, text="not known", missing=gap),
    }
    detail = the_card(an_assessed(Verdict.CAUTION, findings=findings(**changed)))["detail"]
    assert "- Problem list: not supplied (needed for: No mania, No vascular lesion). Check the chart.\n" in detail
    assert 1 == detail.count("roblem list")


def test_things_missing_alike_share_a_line() -> None:
    """Two lists missing for the same reason and the same criterion are one line; many criteria are counted."""
    gap = (missing("requests"), missing("dispenses"))
    changed = {
        name.replace("-", "_"): found(name, Status.UNKNOWN, text="not known", missing=gap)
        for name in ("adult", "depression-diagnosis", "no-mania", "interactions", "course")
    }
    detail = the_card(an_assessed(Verdict.CANNOT_VERIFY, findings=findings(**changed)))["detail"]
    expected = "- Requests, dispenses: not supplied (needed for: Adult, Depression diagnosis, No mania and 2 more)."
    assert expected in detail


def test_what_was_only_not_seen_asks_for_nothing() -> None:
    """A list that a met criterion would also have read is named, without an action."""
    met = found("interactions", missing=(missing("dispenses"),))
    assert "- Dispenses: not supplied.\n" in the_card(an_assessed(findings=findings(interactions=met)))["detail"]


@pytest.mark.parametrize(("hook", "expected"), [("order-select", False), ("order-sign", True)])
def test_a_draft_without_dose_is_no_gap_while_selecting(hook: str, expected: bool) -> None:
    """At order-select the card offers the dose and does not nag for it; at order-sign it is missing."""
    knowledge = with_word("dose.unknown-none", "no dose yet")
    missing_dose = (missing("a dose", Why.NOT_RECORDED),)
    undosed = Finding("dose", Status.UNKNOWN, Severity.WARNING, say("dose.unknown-none"), missing=missing_dose)
    assessment = an_assessment(an_assessed(Verdict.CAUTION, findings=findings(dose=undosed)), hook=hook)
    (card,) = rendered(assessment, knowledge)["cards"]
    assert expected == ("no dose yet" in card["detail"])
    assert expected == ("**Missing**" in card["detail"])


def test_a_dose_that_cannot_be_judged_is_explained() -> None:
    """An unusable unit is told with its reason also while selecting, not only listed as missing."""
    pills = found("dose", Status.UNKNOWN, text="unit {pill} is no mass", missing=(missing("a dose in mg"),))
    card = the_card(an_assessed(Verdict.CRITERIA_MET, findings=findings(dose=pills)))
    detail = card["detail"]
    assert "Criteria found (off-label), but not the dose: unit {pill} is no mass" == card["summary"]
    assert r"- **Dose** – not known: unit \{pill\} is no mass" in detail
    assert "- A dose in mg: not supplied." in detail


def test_an_unseen_list_is_told_among_the_missing_only() -> None:
    """That a list was not supplied is one line, not one for every criterion that reads it."""
    knowledge = with_word("absence.unknown-list", "the list was not seen")
    gap = (missing("problem list"),)
    unseen = Finding("depression-diagnosis", Status.UNKNOWN, Severity.WARNING, say("absence.unknown-list"), missing=gap)
    assessed = an_assessed(Verdict.CANNOT_VERIFY, findings=findings(depression_diagnosis=unseen))
    (card,) = rendered(an_assessment(assessed), knowledge)["cards"]
    assert ("the list was not seen" in card["detail"], "- Problem list: not supplied." in card["detail"]) == (
        False,
        True,
    )


def test_a_running_course_is_told() -> None:
    """Where ketamine was given the course is shown though it is met; the first infusion is only checked."""
    running = found("course", text="infusion 4 of 6", facts=(fact("given", "MedicationAdministration/3"),))
    assert "**Course** – met: infusion 4 of 6" in the_card(an_assessed(findings=findings(course=running)))["detail"]
    assert "**Course**" not in the_card(an_assessed())["detail"]


def test_the_order_is_not_told_twice() -> None:
    """The ordered dose heads the card: the dose finding does not repeat it as its fact."""
    wrong = found("dose", Status.NOT_MET, text="too much", facts=(fact("77 mg", "MedicationRequest/draft-1"),))
    assert "77 mg" not in the_card(an_assessed(Verdict.CAUTION, findings=findings(dose=wrong)))["detail"]


def test_a_stop_says_so_before_anything_else() -> None:
    """A critical finding opens the reasons as a stop, without its title."""
    stopped = an_assessed(Verdict.STOP, findings=findings(no_vascular_lesion=LESION))
    assert "**Why**\n- **Stop:** aneurysm on record\n" in the_card(stopped)["detail"]


def test_one_gap_has_the_action_of_its_criterion() -> None:
    """A gap of a single criterion says what to do about that one."""
    unknown = found("severity", Status.UNKNOWN, text="none", missing=(missing("a score", Why.NONE_RECORDED),))
    detail = the_card(an_assessed(Verdict.CANNOT_VERIFY, findings=findings(severity=unknown)))["detail"]
    assert "- A score: none recorded. Record a score.\n" in detail


def test_what_is_measured_on_the_day_is_not_called_missing() -> None:
    """Unknown blood pressure and pregnancy stand before the infusion, not among what is missing."""
    changed = {
        name.replace("-", "_"): found(name, Status.UNKNOWN, text=f"no {name}", missing=(missing(f"{name} value"),))
        for name in ("blood-pressure", "not-pregnant")
    }
    detail = the_card(an_assessed(findings=findings(**changed)))["detail"]
    before = detail[detail.index("**Before the infusion**") :]
    assert ("**Missing**" in detail, "no blood-pressure" in before, "no not-pregnant" in before) == (False, True, True)


def test_checked_criteria_are_one_line() -> None:
    """Every met criterion is named once, and what does not apply is told apart."""
    detail = the_card(
        an_assessed(findings=findings(bipolar_coverage=found("bipolar-coverage", Status.NOT_APPLICABLE)))
    )["detail"]
    (line,) = [x for x in detail.splitlines() if x.startswith("**Checked and fine:**")]
    shown = {"treatment-resistance", "severity"}
    for name in set(CRITERIA) - shown:
        assert 1 == line.count(name.replace("-", " ").capitalize())
    assert line.endswith("– **does not apply:** Bipolar coverage")


def test_the_dose_arithmetic_can_be_followed() -> None:
    """Weight, its day and source, dose, rate, volume, dilution, the slower rate and both doses of a high BMI."""
    dose = replace(
        DOSE,
        ml=Decimal("0.35"),
        mg_per_ml=Decimal(100),
        dilute=True,
        bmi=Decimal("31.20"),
        ideal_kg=Decimal("60.0"),
        ideal_mg=Decimal(30),
    )
    detail = the_card(an_assessed(dose=dose, weight=replace(WEIGHT, stale=True)))["detail"]
    expected = (
        "- The order is near enough to the protocol dose (local policy): 0.5 mg/kg × 70 kg (2026-11-20, Observation/w1)"
        " = **35 mg IV over 40 min** (0.875 mg/min; 0.35 mL of 100 mg/mL, must be diluted)."
        " Slower: over 100 min (0.35 mg/min)"
    )
    assert expected in detail
    assert "- The weight is not recent: re-weigh.\n" in detail
    assert (
        "- BMI 31.2: actual or ideal weight is unsettled. By actual weight 35 mg, by ideal weight (60 kg) 30 mg.\n"
        in detail
    )


def test_a_dose_above_the_ceiling_asks_to_confirm() -> None:
    """Above our ceiling the arithmetic is shown and must be confirmed."""
    detail = the_card(an_assessed(dose=replace(DOSE, above_ceiling=True), suggest_dose=False))["detail"]
    assert "above the local policy ceiling: confirm" in detail


def test_beside_a_contraindication_no_dose_is_worked_out() -> None:
    """A card that says do not give says neither how much nor how to monitor it."""
    stopped = an_assessed(Verdict.STOP, findings=findings(no_vascular_lesion=LESION), suggest_dose=False)
    detail = the_card(stopped)["detail"]
    assert ("protocol dose" in detail, "continuous SpO2" in detail) == (False, False)


@pytest.mark.parametrize(
    ("changed", "expected"), [({"dose": HIGH_DOSE}, True), ({"blood_pressure": HIGH_PRESSURE}, True)]
)
def test_beside_a_stop_that_can_be_put_right_the_dose_is_worked_out(changed: dict[str, Any], expected: bool) -> None:
    """A wrong dose or a high pressure is corrected or waited out: the right dose is shown."""
    detail = the_card(an_assessed(Verdict.STOP, findings=findings(**changed)))["detail"]
    assert expected == ("= **35 mg IV over 40 min**" in detail)


def test_what_went_wrong_last_time_comes_first() -> None:
    """A stopped infusion last time is the first line of what to do."""
    knowledge = with_word("course.last-stopped", "stopped last time")
    course = found("course", notes=(say("course.last-stopped"),))
    (card,) = rendered(an_assessment(an_assessed(findings=findings(course=course))), knowledge)["cards"]
    assert "**What to do**\n- **Stopped last time**\n" in card["detail"]
    assert 1 == card["detail"].count("topped last time")


def test_the_order_is_named_as_it_was_ordered() -> None:
    """Drug, dose, rate and route as received head the card; a match by name is said."""
    by_name = an_order(display="ketamine [50]", by_name=True)
    assert (
        r"**Order:** ketamine \[50\] (matched by name) – 40 mg (0.571 mg/kg) over 40 min, IV"
        == (the_card(an_assessed(order=by_name))["detail"].splitlines()[0])
    )
    assert the_card(an_assessed(ordered=None))["detail"].startswith(
        "**Order:** ketamine 50 mg/mL – no usable dose in the draft yet\n"
    )


def test_chart_text_is_inert_wherever_it_stands() -> None:
    """Hostile text in the drug, facts, gaps, notes, lines and references leaves no markup in any detail."""
    bad = found(
        "no-mania",
        Status.UNKNOWN,
        Severity.CRITICAL,
        ATTACK,
        facts=(fact(ATTACK + " two", ATTACK),),
        missing=(missing(ATTACK),),
        notes=(said(ATTACK),),
    )
    alarm = found("suicidality", Status.NOT_MET, text=ATTACK)
    hostile = an_order(display=ATTACK)
    body = rendered(
        an_assessment(
            an_assessed(Verdict.CAUTION, findings=findings(no_mania=bad), order=hostile, lines=(said(ATTACK),)),
            OrderAssessment(hostile, Scope.ESKETAMINE, lines=(said(ATTACK),)),
            suicidality=alarm,
        )
    )
    for card in body["cards"]:
        assert not re.search(r"<|(?<!\\)\]\(javascript|(?<!\\)`|http://", card["detail"])
        assert "&lt;img" in card["detail"]
    assert "<img src=x" in json.dumps(body["extension"])


def test_a_reviewed_protocol_is_not_called_a_draft() -> None:
    """The draft sentence goes when a clinician has signed; off-label stays."""
    body = rendered(an_assessment(an_assessed()), small_knowledge("reviewed"))
    detail = body["cards"][0]["detail"]
    assert ("draft, not" in detail, "– clinically reviewed" in detail, "off-label" in detail) == (False, True, True)


def test_source_topic_links_and_reasons_are_complete() -> None:
    """Guideline and coded topic, one absolute link under our own address, four coded reasons with displays."""
    card = the_card(an_assessed())
    topic = {"system": "https://example.org/topics", "code": "ketamine-trd", "display": "Ketamine"}
    assert {"label": "A guideline", "url": "https://example.org/guideline", "topic": topic} == card["source"]
    link = {"label": "Protocol", "url": "https://cds.example/protocol/ketamine-trd", "type": "absolute"}
    assert [link] == card["links"]
    assert 4 == len(card["overrideReasons"])
    assert all(r["display"] and r["code"] and r["system"] for r in card["overrideReasons"])


def test_ids_are_distinct() -> None:
    """Every card and every suggestion has an id of its own."""
    body = rendered(
        an_assessment(an_assessed(), an_assessed(), suicidality=found("suicidality", Status.NOT_MET, text="x"))
    )
    ids = [c["uuid"] for c in body["cards"]] + [s["uuid"] for c in body["cards"] for s in c.get("suggestions", [])]
    assert len(ids) == len(set(ids)) == 9


def empties(value: Any, path: str = "") -> list[str]:
    """Paths of empty values at any depth."""
    if value is None or value in ("", [], {}):
        return [path]
    if isinstance(value, dict):
        return [p for k, v in value.items() for p in empties(v, f"{path}.{k}")]
    if isinstance(value, list):
        return [p for n, v in enumerate(value) for p in empties(v, f"{path}[{n}]")]
    return []


DRAFT_FIELDS = [
    "category",
    "contained",
    "dosageInstruction",
    "encounter",
    "foo",
    "id",
    "intent",
    "note",
    "priority",
    "status",
    "subject",
    "text",
]
statuses = st.sampled_from(Status)
texts = st.text(max_size=30)
some_findings = st.fixed_dictionaries(
    {},
    optional={
        name.replace("-", "_"): st.builds(
            found,
            st.just(name),
            statuses,
            st.sampled_from(Severity),
            texts,
            facts=st.lists(st.builds(fact, texts, texts, st.none() | st.dates()), max_size=2).map(tuple),
            missing=st.lists(st.builds(missing, texts, st.sampled_from(Why)), max_size=2).map(tuple),
            notes=st.lists(st.builds(said, texts), max_size=1).map(tuple),
            policy=st.booleans(),
        )
        for name in CRITERIA
    },
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


@given(
    changed=some_findings,
    verdict=st.sampled_from(Verdict),
    extra=st.dictionaries(st.sampled_from(DRAFT_FIELDS), values),
    absent=st.sets(st.sampled_from(["resistance", "weight", "dose", "ordered", "course"])),
)
@settings(max_examples=80, deadline=None)
def test_nothing_empty_is_ever_sent(
    changed: dict[str, Any], verdict: Verdict, extra: dict[str, Any], absent: set[str]
) -> None:
    """Whatever was found and whatever the draft holds, the body has no null, "", [] or {} and is plain JSON."""
    order = an_order({**an_order().raw, **extra})
    nothing: dict[str, Any] = dict.fromkeys(absent)
    assessed = an_assessed(verdict, findings=findings(**changed), order=order, **nothing)
    body = rendered(an_assessment(assessed))
    assert [] == empties(body)
    assert body == json.loads(json.dumps(body, allow_nan=False))


def test_the_same_assessment_gives_the_same_answer() -> None:
    """Rendering twice gives the same body: nothing is left behind by the first."""
    assessment = an_assessment(an_assessed(), an_assessed(Verdict.CAUTION))
    assert rendered(assessment) == rendered(assessment)


def test_unknown_words_of_resistance_are_not_needed() -> None:
    """An order whose trials could not be had renders without the list."""
    assert "lithium" not in the_card(an_assessed(resistance=Resistance((TRIAL,), 1, 0, 0)))["detail"]
