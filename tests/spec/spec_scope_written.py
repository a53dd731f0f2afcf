"""Section 2: anaesthesia that is written anywhere on an order but in its reason."""

from __future__ import annotations

from tests.spec.story import Json
from tests.spec.theatre import ASKED, OURS, STOP, of_product, signed, unstated

SERVICE: Json = {"resourceType": "ServiceRequest", "medicationCodeableConcept": None, "dosageInstruction": None}

WRITTEN = (
    [
        signed(f"'{text}' in the dosage text, no reason: no advice and no stop", unstated(text=text), ASKED)
        for text in (
            "Procedural sedation: 0.5 mg/kg IV push, may repeat",
            "20 mg IV bolus per anesthesiologist",
            "0.25 mg/kg IV intraop bolus",
            "35 mg IV push for intubation",
        )
    ]
    + [
        signed(f"{what} says anaesthesia of a push without a reason: no advice and no stop", story, ASKED)
        for what, story in (
            ("The note", unstated(mg=20, text="20 mg IV push", note=[{"text": "for intubation"}])),
            ("The performer", unstated(mg=20, text="20 mg IV push", performerType={"text": "Anesthesiologist"})),
            ("The category", unstated(mg=20, text="20 mg IV push", category=[{"text": "Anesthesia"}])),
            (
                "The additional instruction",
                unstated(
                    dosageInstruction=[
                        {"text": "20 mg IV push", "additionalInstruction": [{"text": "for procedural sedation"}]}
                    ]
                ),
            ),
            ("The product", of_product("ketamine 50 mg/mL - ANESTHESIA", mg=20, text="20 mg IV push")),
            (
                "The encounter",
                unstated(mg=20, text="20 mg IV push")._with(
                    encounter={
                        "resourceType": "Encounter",
                        "id": "e1",
                        "status": "in-progress",
                        "reasonCode": [{"text": "Appendectomy under general anesthesia"}],
                    }
                ),
            ),
        )
    ]
    + [
        signed(f"The service '{name}' without a reason gets no advice", unstated(**SERVICE, code={"text": name}), ASKED)
        for name in (
            "General anesthesia with ketamine",
            "Procedural sedation with ketamine",
            "Ketamine infusion for pain",
            "Ketamine PCA",
            "Ketamine nerve block",
        )
    ]
    + [
        signed(
            f"35 mg over 40 minutes is ours although {what} names anaesthesia",
            story,
            {**OURS, "dose": "met"},
        )
        for what, story in (
            ("the performer", unstated(mg=35, minutes=40, performerType={"text": "Anesthesiologist"})),
            ("the note", unstated(mg=35, minutes=40, note=[{"text": "anesthesia on call, post-op bed"}])),
            ("the product", of_product("ketamine 50 mg/mL - ANESTHESIA", mg=35, minutes=40)),
        )
    ]
    + [
        signed(f"The service '{name}' is ours", unstated(**SERVICE, code={"text": name}), OURS)
        for name in ("Ketamine infusion", "Ketamine infusion procedure", "Ketamine infusion for depression")
    ]
)

LOOKED_AFTER = [
    signed(f"'{text}' tells what to look after: the order stays ours, and is a stop", unstated(text=text), STOP)
    for text in (
        "35 mg IV over 10 minutes, monitor for sedation",
        "49 mg IV push; observe for sedation",
        "35 mg IV push; watch for agitation",
        "35 mg IV push. Monitor for hypotension",
        "35 mg IV push; midazolam PRN agitation",
        "35 mg IV push; lorazepam prn anxiety",
        "35 mg IV push. Prepare for emergency intubation",
        "35 mg IV push; arrange for transport home",
    )
]

EMERGENCY = [
    signed(f"In the emergency room {text} without a reason is left alone", unstated(text=text).emergency(), ASKED)
    for text in ("20 mg IV push", "0.3 mg/kg IV over 15 min")
] + [
    signed("In the emergency room 35 mg over 40 minutes is ours", unstated(mg=35, minutes=40).emergency(), OURS),
    signed("On the ward a push without a reason is a stop", unstated(text="20 mg IV push"), STOP),
    signed(
        "In the emergency room a push to a suicidal patient with depression is ours",
        unstated(text="20 mg IV push").problem("R45.851").emergency(),
        STOP,
    ),
]

VIGNETTES = [*WRITTEN, *LOOKED_AFTER, *EMERGENCY]
