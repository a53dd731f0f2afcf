"""The shipped patients: one story each, written to `fixtures/` by `make fixtures`.

It must not judge: the answers beside them are what the service gives, compared byte for byte by a test.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.spec.story import RXNORM, Story, ago, bundle, concept, hours_ago, nobody

FOLDER = Path(__file__).resolve().parents[1] / "fixtures"

KETAMINE_VIAL = {
    "coding": [{"system": RXNORM, "code": "6130", "display": "ketamine"}],
    "text": "ketamine 50 MG/ML Injectable Solution",
}
"""A coded ingredient with the product's own words, as an EHR's order catalogue has it."""


def _two_failures(story: Story) -> Story:
    return story.took("sertraline", 150, "2024-12-15", "2025-03-02", stopped="ineffective").took(
        "venlafaxine", 225, "2025-04-01", "2025-08-01", stopped="no response"
    )


def _well_known(story: Story) -> Story:
    """Score, weight and blood pressure of a patient seen this week."""
    return story.score("PHQ-9", 19, ago(3)).weighs(70, ago(3)).pressure(124, 78, hours_ago(2))


def stories() -> dict[str, tuple[str, Story, str]]:
    """Name -> (the story in one sentence, the story, the hook it is told at)."""
    plain = nobody().problem("F33.2", text="Major depressive disorder, recurrent, severe", onset="2023-03-01")
    current = _well_known(plain)
    classic = _two_failures(current)
    bipolar = _two_failures(
        _well_known(
            nobody().problem("F31.32", text="Bipolar disorder, current episode depressed, moderate", onset="2019-05-01")
        )
    )
    return {
        "classic-trd": (
            "Two documented failed adequate trials, PHQ-9 19, 70 kg: all criteria are found; no dose yet.",
            classic.orders(medication=KETAMINE_VIAL),
            "order-select",
        ),
        "one-trial-only": (
            "Only one adequate antidepressant trial is recorded.",
            current.took("sertraline", 150, "2024-12-15", "2025-03-02", stopped="ineffective").orders(
                mg=35, minutes=40
            ),
            "order-select",
        ),
        "titration-and-refills": (
            "Doses were raised step by step and refilled: two drugs are two trials, not seven.",
            current.prescribed("sertraline", 25, "2025-01-01", bounds=("2025-01-01", "2025-01-15"), status="completed")
            .prescribed("sertraline", 50, "2025-01-15", bounds=("2025-01-15", "2025-02-01"), status="completed")
            .prescribed(
                "sertraline", 100, "2025-02-01", supply_days=30, repeats=2, status="stopped", stopped="lack of effect"
            )
            .prescribed("venlafaxine", 75, "2025-05-10", bounds=("2025-05-10", "2025-06-01"), status="completed")
            .prescribed(
                "venlafaxine",
                150,
                "2025-06-01",
                bounds=("2025-06-01", "2025-09-15"),
                status="stopped",
                stopped="inadequate response",
            )
            .dispensed("venlafaxine", "2025-06-01", 30)
            .dispensed("venlafaxine", "2025-07-01", 30)
            .orders(mg=35, minutes=40),
            "order-select",
        ),
        "inferred-by-switch": (
            "Two drugs were given long enough and replaced by another one; nobody wrote down why.",
            current.took("citalopram", 40, "2024-09-01", "2024-12-20")
            .took("duloxetine", 60, "2025-01-05", "2025-05-01")
            .took("mirtazapine", 30, "2025-05-10", asserted=ago(20))
            .orders(mg=35, minutes=40),
            "order-select",
        ),
        "intolerance": (
            "One drug failed, the other was stopped for side effects: that is no failure.",
            current.took("sertraline", 150, "2024-12-15", "2025-03-02", stopped="ineffective")
            .took("venlafaxine", 225, "2025-04-01", "2025-08-01", stopped="intolerable side effects (nausea)")
            .orders(mg=35, minutes=40),
            "order-select",
        ),
        "text-only-medications": (
            "The chart knows drugs and doses as text only.",
            current.took("Zoloft", "Take 150 mg by mouth daily", "2024-12-15", "2025-03-02", stopped="did not work")
            .took("Effexor XR", "75 mg BID", "2025-04-01", "2025-08-01", stopped="no improvement")
            .orders(medication={"text": "Ketamine infusion"}, mg=35, minutes=40),
            "order-select",
        ),
        "bipolar-with-lithium": (
            "Bipolar depression with lithium on board and a level in range.",
            bipolar.prescribed("lithium", 900, ago(40))
            .lab("14334-7", 0.8, "mmol/L", ago(12))
            .orders(mg=35, minutes=40, reason="F31.32"),
            "order-select",
        ),
        "bipolar-without": (
            "Bipolar depression on quetiapine, without lithium or valproate.",
            bipolar.prescribed("quetiapine", 300, ago(40)).orders(mg=35, minutes=40, reason="F31.32"),
            "order-select",
        ),
        "manic": (
            "A manic episode is active.",
            _two_failures(
                _well_known(
                    nobody().problem("F31.13", text="Bipolar disorder, current episode manic, severe", onset=ago(20))
                )
            ).orders(mg=35, minutes=40),
            "order-sign",
        ),
        "aneurysm-years-ago": (
            "A cerebral aneurysm was repaired years ago; the problem is marked as resolved.",
            classic.problem("I67.1", text="Cerebral aneurysm, clipped", status="resolved", onset="2014-02-11").orders(
                mg=35, minutes=40
            ),
            "order-sign",
        ),
        "weight-in-pounds": (
            "The weight was recorded in pounds and is converted.",
            _two_failures(
                plain.score("PHQ-9", 19, ago(3)).weighs(154.3, ago(3), "[lb_av]").pressure(124, 78, hours_ago(2))
            ),
            "order-select",
        ),
        "weights-disagree": (
            "The last weight is more than twice the one before: kilograms and pounds were confused somewhere.",
            _two_failures(
                plain.score("PHQ-9", 19, ago(3)).weighs(70, ago(40)).weighs(154, ago(3)).pressure(124, 78, hours_ago(2))
            ).orders(mg=77, minutes=40),
            "order-sign",
        ),
        "nothing-but-patient": (
            "Only the patient was prefetched, and no server can be asked.",
            Story().born("1980-05-01").orders(mg=35, minutes=40),
            "order-select",
        ),
        "anaesthesia": (
            "Ketamine for induction of anaesthesia in a depressed patient: the service stays silent.",
            classic.orders(
                mg=140, minutes=None, text="2 mg/kg IV push", reason=concept(text="Induction of general anesthesia")
            ),
            "order-sign",
        ),
        "tenfold-dose": (
            "The signed dose is ten times too much.",
            classic.orders(mg=350, minutes=40),
            "order-sign",
        ),
        "suicidal-in-emergency": (
            "Recurrent depression with suicidal ideation in the emergency department.",
            classic.emergency()
            .score("PHQ-9 item 9", 2, ago(0))
            .problem("R45.851", text="Suicidal ideation", onset=ago(0))
            .orders(mg=35, minutes=40),
            "order-select",
        ),
        "third-infusion": (
            "Two infusions were given; the third is ordered on time.",
            classic.given(on=hours_ago(24 * 7)).given(on=hours_ago(24 * 3.5)).orders(mg=35, minutes=40),
            "order-sign",
        ),
        "infusion-due": (
            "The chart is opened four days after the second infusion: the next one is due and no score followed.",
            classic.given(on=hours_ago(24 * 8)).given(on=hours_ago(24 * 4)),
            "patient-view",
        ),
    }


def request_of(name: str, story: Story, hook: str) -> dict[str, Any]:
    """The whole request, with a hook instance of its own."""
    made = story.request(hook)
    made["hookInstance"] = f"fixture-{name}"
    return made


def written(value: Any) -> str:
    """JSON as the fixtures are written: indented, one newline at the end."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def chart_of(story: Story, sentence: str) -> dict[str, Any]:
    """The chart as one collection Bundle, each record once."""
    records = [story.patient] if story.patient else []
    records += [story.encounter] if story.encounter else []
    seen: set[str] = set()
    for held in story.lists.values():
        for record in held:
            key = f"{record['resourceType']}/{record['id']}"
            if key not in seen:
                seen.add(key)
                records.append(record)
    made = bundle([r for r in records if r])
    del made["total"]
    return {**made, "type": "collection", "meta": {"tag": [{"display": sentence}]}}


def files() -> dict[str, bytes]:
    """Path below `fixtures/` -> content: charts, requests and the answers of this very code."""
    from tests.spec.run import body

    made: dict[str, bytes] = {}
    for name, (sentence, story, hook) in stories().items():
        request = request_of(name, story, hook)
        made[f"patients/{name}.json"] = written(chart_of(story, sentence)).encode()
        made[f"requests/{name}.json"] = written(request).encode()
        made[f"responses/{name}.json"] = body(request)
    return made
