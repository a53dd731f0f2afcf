"""Section 4: a trial of an antidepressant is one of depression, and one that was taken."""

from tests.spec.story import ICD10CM, PATIENT, Json, Story, ago, concept, nobody
from tests.spec.vignette import Vignette

PURPOSE = "4.2 purpose"
TAKEN = "4.1 not taken"
COUNTS: Json = {"treatment-resistance": "met"}
COUNTS_NOT: Json = {"treatment-resistance": "not-met"}
OPEN: Json = {"treatment-resistance": "unknown"}


def one() -> Story:
    """A man with depression in whom one adequate trial has failed."""
    return nobody().problem("F33.2").took("mirtazapine", 45, "2019-01-01", "2019-06-01", stopped="no response")


def and_for(reason: Json | None, drug: str = "duloxetine", mg: float = 60) -> Story:
    """And a second one, eleven months of a drug that was stopped as ineffective, for this reason."""
    story = one().took(drug, mg, "2024-01-01", "2024-12-01", stopped="ineffective")
    return story.changed("medicationStatements", reasonCode=[reason]) if reason is not None else story


def and_pointing(code: str, text: str) -> Story:
    """As before, for a condition of the problem list."""
    condition = {"resourceType": "Condition", "id": "why", "code": concept(code, text)}
    story = and_for(None).changed("medicationStatements", reasonReference=[{"reference": "Condition/why"}])
    return story.add("conditions", condition)


def and_sig(text: str) -> Story:
    """As before, of 75 mg of nortriptyline, by a dosage text."""
    return one().took("nortriptyline", text, "2024-01-01", "2024-12-01", stopped="ineffective")


def and_denied(**days: str | None) -> Story:
    """And a second one, prescribed from May to November 2024, with a statement that it was not taken."""
    story = one().prescribed(
        "sertraline", 100, "2024-05-01", bounds=("2024-05-01", "2024-11-01"), status="completed", stopped="no response"
    )
    return story.took("sertraline", 100, status="not-taken", **days)


VIGNETTES = [
    *[
        Vignette(
            f"{drug} {mg} mg given for {name} is no trial of depression, though it failed",
            and_for(reason, drug, mg),
            {
                **COUNTS_NOT,
                "card": (f"{drug} {mg} mg/day", "given for", "no trial of depression"),
                "trials": {drug: None},
            },
            PURPOSE,
        )
        for drug, mg, reason, name in (
            ("duloxetine", 60, {"text": "fibromyalgia"}, "fibromyalgia"),
            ("duloxetine", 60, concept("M79.7"), "M79.7 without a word"),
            ("nortriptyline", 75, concept("G43.909", "Migraine"), "migraine (G43.909)"),
            ("bupropion", 300, {"text": "smoking cessation"}, "smoking cessation"),
            ("sertraline", 100, concept("F42.9"), "obsessions (F42.9)"),
            ("amitriptyline", 150, {"text": "poor sleep"}, "sleep"),
        )
    ],
    *[
        Vignette(
            f"A failed trial whose reason is {name} counts",
            and_for(reason),
            COUNTS,
            PURPOSE,
        )
        for reason, name in (
            (concept("F33.1"), "F33.1"),
            ({"text": "depression and fibromyalgia"}, "depression beside something else"),
            ({"text": "mood"}, "'mood'"),
            ({"text": "refill"}, "'refill'"),
            (concept("Z79.899"), "long-term drug therapy (Z79.899)"),
            (concept("F31.4"), "bipolar depression (F31.4)"),
            (concept("F39"), "an unspecified mood disorder (F39)"),
        )
    ],
    Vignette(
        "A failed trial for which nobody wrote a reason counts",
        and_for(None),
        COUNTS,
        PURPOSE,
    ),
    *[
        Vignette(
            f"A failed trial for {name} may count: nobody knows what that is",
            and_for(reason),
            {
                **OPEN,
                "missing": {"treatment-resistance": "not-recorded"},
                "trials": {"duloxetine": (True, "outcome-unknown")},
                "card": ("whether for depression is not known",),
            },
            PURPOSE,
        )
        for reason, name in (
            ({"text": "XYZ protocol"}, "words of no list"),
            ({"coding": [{"system": ICD10CM, "code": "F99"}]}, "a mental disorder (F99)"),
        )
    ],
    *[
        Vignette(
            f"A failed trial for {name} alone may count: anxiety is often treated together with a depression",
            and_for(reason, "sertraline", 150),
            {**OPEN, "trials": {"sertraline": (True, "outcome-unknown")}, "card": ("whether for depression",)},
            PURPOSE,
        )
        for reason, name in (
            ({"text": "generalized anxiety"}, "'generalized anxiety'"),
            (concept("F41.1", "Generalized anxiety disorder"), "F41.1"),
            ({"text": "PTSD"}, "'PTSD'"),
        )
    ],
    *[
        Vignette(f"'{text}' in a dosage text leaves the trial one of depression", and_sig(text), COUNTS, PURPOSE)
        for text in (
            "75 mg daily for anxiety and mood",
            "75 mg nightly for mood and sleep",
            "75 mg daily. Do not use for pain",
            "75 mg daily, contact clinic for pain",
            "75 mg daily for depression and pain",
        )
    ],
    *[
        Vignette(f"'{text}' in a dosage text is no trial of depression", and_sig(text), COUNTS_NOT, PURPOSE)
        for text in ("75 mg nightly for sleep", "75 mg nightly for pain as directed")
    ],
    Vignette(
        "'75 mg daily for anxiety' in a dosage text may be a trial of depression",
        and_sig("75 mg daily for anxiety"),
        OPEN,
        PURPOSE,
    ),
    Vignette(
        "A trial whose reason points to the fibromyalgia of the problem list is no trial of depression",
        and_pointing("M79.7", "Fibromyalgia"),
        COUNTS_NOT,
        PURPOSE,
    ),
    Vignette(
        "A trial whose reason points to the depression of the problem list counts",
        and_pointing("F33.2", "Depression"),
        COUNTS,
        PURPOSE,
    ),
    Vignette(
        "'75 mg at night for migraine' in a dosage text is no trial of depression",
        and_sig("75 mg at night for migraine"),
        COUNTS_NOT,
        PURPOSE,
    ),
    Vignette(
        "'75 mg at night. Call for nausea or headache' in a dosage text tells what to look after, not what for",
        and_sig("75 mg at night. Call for nausea or headache"),
        COUNTS,
        PURPOSE,
    ),
    Vignette(
        "'75 mg daily for 10 months' in a dosage text tells nothing of what for",
        and_sig("75 mg daily for 10 months"),
        COUNTS,
        PURPOSE,
    ),
    Vignette(
        "A trial that one record gives for depression and another for pain may count",
        and_for(concept("F33.2")).add(
            "medicationRequests",
            {
                "resourceType": "MedicationRequest",
                "status": "completed",
                "intent": "order",
                "subject": {"reference": f"Patient/{PATIENT}"},
                "medicationCodeableConcept": {"text": "duloxetine"},
                "authoredOn": "2024-01-05",
                "reasonCode": [{"text": "back pain"}],
            },
        ),
        OPEN,
        PURPOSE,
    ),
    Vignette(
        "A drug for pain that was begun after a trial does not tell that the trial failed",
        one()
        .took("sertraline", 100, "2024-01-01", "2024-08-01")
        .took("duloxetine", 60, "2024-08-10", "2024-12-01")
        .changed("medicationStatements", reasonCode=[{"text": "back pain"}]),
        {"trials": {"sertraline": (True, "outcome-unknown")}},
        PURPOSE,
    ),
    # denied
    Vignette(
        "A prescribed trial that a statement says was not taken in the same months may count",
        and_denied(start="2024-05-01", end="2024-11-01"),
        {**OPEN, "missing": {"treatment-resistance": "contradictory"}, "card": ("says that it was not taken",)},
        TAKEN,
    ),
    Vignette(
        "A prescribed trial in whose midst the patient said not to take it may count",
        and_denied(asserted="2024-07-01"),
        OPEN,
        TAKEN,
    ),
    Vignette(
        "A statement of another year that the drug is not taken says nothing of the trial",
        and_denied(asserted="2025-07-01"),
        COUNTS,
        TAKEN,
    ),
    Vignette(
        "A statement without any date that the drug was not taken leaves its trial open",
        and_denied(),
        OPEN,
        TAKEN,
    ),
    Vignette(
        "A trial that was not tolerated stays so beside a statement that it was not taken",
        one()
        .took("sertraline", 100, "2024-05-01", "2024-11-01", stopped="nausea")
        .took("sertraline", 100, asserted=ago(2), status="not-taken"),
        {"trials": {"sertraline": (True, "not-tolerated")}, **COUNTS_NOT},
        TAKEN,
    ),
]
