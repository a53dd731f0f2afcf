"""Section 2: a stated depression is judged whatever stands beside it; a place or a symptom is no purpose."""

from __future__ import annotations

from typing import Any

from tests.spec.story import Story, ago, concept, typical
from tests.spec.theatre import ASKED, OURS, PUSH, SILENT, STOP, ordered_for, signed, unstated

ASIDES = (
    "TRD s/p ECT without benefit",
    "TRD; ECT x12 no response",
    "MDD, hx of ECT",
    "MDD, pt scheduled for ECT next week, bridge",
    "TRD, agitated",
    "MDD, aggressive behavior",
    "TRD (sedation monitoring per protocol)",
    "severe MDD; anesthesia to monitor",
    "TRD - ketamine in PACU by anesthesia",
    "TRD; intubation kit at bedside",
    "postpartum depression after c-section",
    "postoperative depression",
    "severe depression, post-op",
    "MDD. h/o laparotomy",
    "depression; hx burn",
    "TRD, MRI normal",
    "MDD, suicide attempt by hanging last week",
)
CODED: tuple[tuple[str, list[dict[str, Any]]], ...] = (
    ("F33.2, agitated", [concept("F33.2", "MDD, recurrent severe, agitated")]),
    ("F53.0 after a cesarean", [concept("F53.0", "Postpartum depression after cesarean")]),
    ("F33.2 and a history of ECT", [concept("F33.2"), {"text": "history of ECT"}]),
    ("F33.2 and agitation", [concept("F33.2"), concept("R45.1", "Restlessness and agitation")]),
)

STATED = (
    [
        signed(f"'{text}' over 10 minutes is judged, and is a stop", ordered_for(text, mg=60, minutes=10), STOP)
        for text in ASIDES
    ]
    + [
        signed(f"35 mg as a push for '{text}' is a stop", ordered_for(text, mg=35, text=PUSH), STOP)
        for text in ASIDES[:3]
    ]
    + [
        signed(
            f"{says} over 10 minutes is judged, and is a stop",
            typical().orders(mg=60, minutes=10, reason=None, reasonCode=reasons),
            STOP,
        )
        for says, reasons in CODED
    ]
    + [
        signed(f"56 mg over 40 minutes for '{text}' is no anaesthetic", ordered_for(text, mg=56, minutes=40), STOP)
        for text in ("depression; anesthesia for ECT tomorrow", "TRD, agitated")
    ]
    + [
        signed(f"'{text}' is what ketamine is given for now: no advice and no stop", ordered_for(text, **how), ASKED)
        for text, how in (
            ("status asthmaticus, MDD", {"text": "140 mg IV push"}),
            ("asthma exacerbation, intubation; MDD", {"text": "140 mg IV push"}),
            ("severe asthma, bipolar", {"text": "140 mg IV push"}),
            ("combative, depressed", {"mg": 280, "route": "IM"}),
            ("delirium, depression", {"mg": 280, "route": "IM"}),
            ("acute agitation, bipolar disorder", {"mg": 300, "route": "IM"}),
            ("agitated suicidal patient chemical restraint", {"mg": 280, "route": "IM"}),
            ("RSI, severe depression", {"mg": 140}),
            ("procedural sedation, MDD", {"mg": 60, "minutes": 10}),
        )
    ]
)


def _emergency(story: Story, *words: str) -> Story:
    encounter: dict[str, Any] = {
        "resourceType": "Encounter",
        "id": "e1",
        "status": "in-progress",
        "class": {"code": "EMER"},
        "reasonCode": [{"text": text} for text in words],
    }
    return story._with(encounter=encounter)


UNSTATED = (
    [
        signed(f"Without a reason, {says}: an infusion over 40 minutes is no anaesthetic", story, STOP)
        for says, story in (
            ("by an anesthesiologist", unstated(mg=60, minutes=40, performerType={"text": "Anesthesiologist"})),
            ("in PACU", unstated(text="60 mg IV over 40 min in PACU")),
        )
    ]
    + [
        signed(f"'{text}' says no purpose", unstated(text=text), STOP)
        for text in (
            "60 mg IV over 5 min, given in ECT suite",
            "60 mg IV push per psychiatry, MD anesthesiologist at bedside",
        )
    ]
    + [
        signed(
            "In an emergency with item 9 of the PHQ-9 at 3 today a push is judged",
            _emergency(typical().score("PHQ-9 item 9", 3, ago(0))).orders(reason=None, mg=15, text="15 mg IV push"),
            STOP,
        ),
        signed(
            "In an emergency for suicidal ideation a push is judged",
            _emergency(typical(), "Depression with suicidal ideation").orders(reason=None, mg=56, text="56 mg IV push"),
            STOP,
        ),
        signed(
            "In an emergency for anything else it is left alone",
            _emergency(typical(), "Ankle pain").orders(reason=None, mg=20, text="20 mg IV push"),
            ASKED,
        ),
        signed("20 mg as a push in PACU is left alone", unstated(text="20 mg IV push in PACU"), ASKED),
        signed("70 mg as a push in an ECT suite is left alone", unstated(text="70 mg IV push in ECT suite"), ASKED),
        signed("35 mg over 40 minutes in PACU is judged", unstated(text="35 mg IV over 40 min in PACU"), OURS),
    ]
)

REVERSED = [
    signed(f"'{text}' is no depression of the mood and no bipolar disorder: silence", ordered_for(text), SILENT)
    for text in (
        "depression of ST segment, RSI",
        "intubation, depression of conscious state",
        "intubation, post-ictal depression",
        "intubation, GCS depressed",
        "intubation, depressed mental state",
        "surgery, tib plateau depressed #",
        "surgery, depressed # skull",
        "bipolar TURBT, surgery",
        "tractional retinal detachment TRD",
        "TRD with VH",
    )
] + [
    signed(f"'{text}' is a disorder of the mood", ordered_for(text, mg=35, minutes=40), OURS)
    for text in ("depression of many years", "bipolar depression", "TRD with anxiety", "depressed state, TRD")
]

VIGNETTES = [*STATED, *UNSTATED, *REVERSED]
