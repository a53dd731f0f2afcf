"""Section 10, suicidality: a card of its own, beside every verdict, neither permission nor exclusion."""

from tests.spec.story import LOINC, SNOMED, Json, Story, ago, concept, drug, hours_ago, nobody, quantity, typical
from tests.spec.vignette import Vignette

ROW = "10 suicidality"
CARD = {"suicidality": True, "cards": 2}
NONE = {"suicidality": False, "cards": 1}


def item_9(value: float, days: int = 3) -> Story:
    """The typical story and PHQ-9 item 9 scored so."""
    return typical().score("PHQ-9 item 9", value, ago(days))


def columbia(answer: object, days: int = 3) -> Story:
    """The typical story and a C-SSRS answered so."""
    return typical().score("C-SSRS", answer, ago(days))


def _coded(code: str, answer: Json) -> Json:
    record = {"resourceType": "Observation", "status": "final", "effectiveDateTime": ago(2)}
    return {**record, "code": concept(code, None, LOINC), "valueCodeableConcept": answer}


VIGNETTES = [
    Vignette(
        "An item 9 of 1 gets a card of its own: assess today, a warning",
        item_9(1),
        {**CARD, "indicators": ("warning", "info"), "verdict": "criteria-met", "card": ("today", "PHQ-9 item 9")},
        ROW,
        bounds=("suicidality.phq-9-item-9-at-least:in",),
    ),
    Vignette("An item 9 of 0 gets no card", item_9(0), NONE, ROW, bounds=("suicidality.phq-9-item-9-at-least:out",)),
    Vignette(
        "An item 9 answered two weeks ago gets a card",
        item_9(3, 14),
        CARD,
        ROW,
        bounds=("suicidality.window:in",),
    ),
    Vignette(
        "An item 9 answered fifteen days ago gets no card",
        item_9(3, 15),
        NONE,
        ROW,
        bounds=("suicidality.window:out",),
    ),
    *[
        Vignette(
            f"A question of the C-SSRS known by its LOINC code alone, answered {said}, gets {what}",
            typical().add("surveys", _coded("93247-5", answer)),
            expect,
            ROW,
        )
        for said, answer, what, expect in (
            ("yes", concept("LA33-6", "Yes", LOINC), "a card", CARD),
            ("no", concept("LA32-8", "No", LOINC), "no card", NONE),
        )
    ],
    Vignette(
        "An item 9 inside the PHQ-9 record gets a card",
        typical()
        .score("PHQ-9", 19, ago(2))
        .changed(
            "surveys",
            component=[{"code": concept("44260-8", None, LOINC), "valueQuantity": quantity(2, "{score}")}],
        ),
        CARD,
        ROW,
    ),
    Vignette(
        "An item 9 of 2 last week is not undone by a 0 yesterday: the two weeks count",
        item_9(2, 7).score("PHQ-9 item 9", 0, ago(1)),
        CARD,
        ROW,
    ),
    Vignette(
        "An item 9 entered in error does not exist",
        item_9(3).changed("surveys", status="entered-in-error"),
        NONE,
        "1.5",
    ),
    *[
        Vignette(f"A C-SSRS answered '{answer}' gets a card", columbia(answer), CARD, ROW)
        for answer in ("Positive", "High risk", "Yes")
    ],
    *[
        Vignette(f"A C-SSRS answered '{answer}' gets no card", columbia(answer), NONE, ROW)
        for answer in ("Negative", "No", "No risk")
    ],
    Vignette(
        "A C-SSRS answered 'Low risk' gets a card: low risk is a wish to be dead, not its absence",
        columbia("Low risk"),
        CARD,
        ROW,
    ),
    Vignette("A C-SSRS answered true gets a card", columbia({"valueBoolean": True}), CARD, ROW),
    Vignette("A C-SSRS answered false gets no card", columbia({"valueBoolean": False}), NONE, ROW),
    Vignette(
        "A C-SSRS of 1 gets a card",
        columbia(1),
        CARD,
        ROW,
        bounds=("suicidality.c-ssrs-at-least:in",),
    ),
    Vignette(
        "A C-SSRS of 0 gets no card",
        columbia(0),
        NONE,
        ROW,
        bounds=("suicidality.c-ssrs-at-least:out",),
    ),
    Vignette("A positive C-SSRS fifteen days ago gets no card", columbia("Positive", 15), NONE, ROW),
    # on the problem list
    Vignette(
        "Suicidal ideation recorded on the problem list last week gets a card",
        typical().problem("R45.851", recorded=ago(7)),
        CARD,
        ROW,
    ),
    Vignette(
        "Suicidal thoughts in SNOMED CT, recorded yesterday, get a card",
        typical().problem("6471006", system=SNOMED, recorded=ago(1)),
        CARD,
        ROW,
    ),
    Vignette(
        "Suicidal ideation on the problem list two weeks ago gets a card",
        typical().problem("R45.851", onset=ago(14)),
        CARD,
        ROW,
    ),
    Vignette(
        "Suicidal ideation on the problem list fifteen days ago and no longer renewed gets no card",
        typical().problem("R45.851", onset=ago(15), recorded=ago(15)),
        NONE,
        ROW,
    ),
    Vignette(
        "Undated active suicidal ideation may be of today: it gets a card",
        typical().problem("R45.851"),
        CARD,
        ROW,
    ),
    Vignette(
        "Suicidal ideation dated only November 2026 may be of this week: it gets a card",
        typical().problem("R45.851", onset="2026-11"),
        CARD,
        "1.7",
    ),
    Vignette(
        "Suicidal ideation that was refuted gets no card",
        typical().problem("R45.851", recorded=ago(2), verification="refuted"),
        NONE,
        "1.5",
    ),
    # on the order
    Vignette(
        "Suicidal ideation stated on the order counts as today",
        typical().orders(mg=35, minutes=40, reason="R45.851"),
        {**CARD, "card": ("stated on the order",)},
        ROW,
    ),
    Vignette(
        "Suicidal ideation stated on the order in words counts as today",
        typical().orders(mg=35, minutes=40, reason=concept(None, "severe depression with suicidal ideation")),
        CARD,
        ROW,
    ),
    Vignette(
        "'Depression, no suicidal ideation' on the order gets no card",
        typical().orders(mg=35, minutes=40, reason=concept(None, "Depression, no suicidal ideation")),
        NONE,
        ROW,
    ),
    # independent of everything else
    Vignette(
        "Beside a stop the card stands all the same, and the stop stays",
        item_9(2).problem("F20.9"),
        {**CARD, "verdict": "stop", "indicators": ("critical", "warning")},
        ROW,
    ),
    Vignette(
        "Beside criteria not met the card stands: suicidality is no permission",
        nobody().problem("F33.2").score("PHQ-9 item 9", 3, ago(1)),
        {**CARD, "verdict": "criteria-not-met"},
        ROW,
    ),
    Vignette(
        "At signature the card stands as well",
        item_9(2),
        CARD,
        ROW,
        hook="order-sign",
    ),
    Vignette(
        "Two ketamine orders of one session get one suicidality card",
        item_9(2).also_orders(
            {
                "resourceType": "MedicationRequest",
                "id": "draft-2",
                "status": "draft",
                "intent": "order",
                "subject": {"reference": "Patient/p1"},
                "medicationCodeableConcept": drug("ketamine"),
                "reasonCode": [concept("F33.2")],
            }
        ),
        {"suicidality": True, "cards": 3},
        ROW,
        hook="order-sign",
    ),
    Vignette(
        "Ketamine for anaesthesia is left alone even when item 9 is positive",
        item_9(3).orders(mg=140, reason=concept(None, "anesthesia")),
        {"suicidality": False, "cards": 0},
        ROW,
    ),
    Vignette(
        "An ambiguous order gets its one card and no suicidality card",
        item_9(3).orders(mg=140, reason=None),
        {"suicidality": False, "cards": 1, "scope": "ambiguous"},
        ROW,
    ),
    Vignette(
        "An esketamine order gets its one card and no suicidality card",
        item_9(3).orders(medication={"text": "Spravato"}),
        {"suicidality": False, "cards": 1, "scope": "esketamine"},
        ROW,
    ),
    Vignette(
        "Without any scores and problems nothing is said of suicidality",
        typical().not_supplied("surveys", "observations"),
        {"suicidality": False},
        ROW,
    ),
    Vignette(
        "An item 9 of 7 is out of range and no card is built on it",
        item_9(7),
        NONE,
        ROW,
    ),
    Vignette(
        "An item 9 of an hour ago gets a card",
        typical().score("PHQ-9 item 9", 1, hours_ago(1)),
        CARD,
        ROW,
    ),
    Vignette(
        "Suicidal ideation of two months ago, recorded again last week, gets a card",
        typical().problem("R45.851", onset=ago(60), recorded=ago(5)),
        CARD,
        ROW,
    ),
    Vignette(
        "Suicidal ideation without a code, recorded two days ago, gets a card",
        typical().problem(text="Suicidal ideation", recorded=ago(2)),
        CARD,
        ROW,
    ),
    Vignette(
        "'No suicidal ideation' on the problem list gets no card",
        typical().problem(text="No suicidal ideation", recorded=ago(2)),
        NONE,
        ROW,
    ),
    Vignette(
        "An item 9 among the coded observations gets a card",
        typical().score("PHQ-9 item 9", 2, ago(1), key="observations"),
        CARD,
        ROW,
    ),
    Vignette(
        "An item 9 dated only November 2026 may be of this week: it gets a card",
        typical().score("PHQ-9 item 9", 2, "2026-11"),
        CARD,
        "1.7",
    ),
    Vignette(
        "An item 9 in a cut-off list of scores gets a card all the same",
        typical().score("PHQ-9 item 9", 2, ago(1)).truncated("surveys"),
        {"suicidality": True},
        "1.1",
    ),
]
