"""Section 2: everyday reasons of theatre and ward are recognised; one that no list knows counts as none stated."""

from __future__ import annotations

from typing import Any

from tests.spec.story import Story, nobody, typical
from tests.spec.theatre import ASKED, OURS, PUSH, SILENT, STOP, healthy, ordered_for, signed

ASKED_WHY: dict[str, Any] = {
    **ASKED,
    "card": ("state that as the reason",),
    "card_lacks": ("names no reason", "states no reason"),
}
UNHEARD = ("Kasai", "BMA", "robotic case", "phaco OD", "Ladd's", "port 3", "Zenker's")

KNOWN = [
    signed(
        f"20 mg as a push for '{text}' is silent beside a depression",
        ordered_for(text, typical(), mg=20, text=PUSH),
        SILENT,
    )
    for text in (
        "inguinal hernia",
        "lap chole",
        "thyroidectomy",
        "mastectomy",
        "TKA",
        "cystoscopy",
        "D&C",
        "skin graft",
        "ankle reduction",
        "foreign body",
        "MVC",
        "vent dyssynchrony",
        "failed block",
        "ERCP",
        "dental rehab",
        "allodynia",
        "central line placement",
    )
] + [
    signed(
        f"35 mg over 40 minutes for '{text}' and depression is ours",
        ordered_for(f"MDD; {text}", mg=35, minutes=40),
        OURS,
    )
    for text in ("s/p mastectomy", "h/o gastric bypass", "neuropathy", "MVC last year")
]

UNKNOWN_TO_US = (
    [
        signed(
            f"20 mg as a push for '{text}' counts as without a reason: in a depressed patient a stop",
            ordered_for(text, typical(), mg=20, text="20 mg IV push"),
            {**STOP, "card": ("If it is for something else, state that as its reason",)},
        )
        for text in UNHEARD
    ]
    + [
        signed(
            f"20 mg as a push for '{text}' is silent without a depression",
            ordered_for(text, mg=20, text="20 mg IV push"),
            SILENT,
        )
        for text in UNHEARD[:3]
    ]
    + [
        signed("35 mg without a time for 'Kasai' is judged", ordered_for("Kasai", typical(), mg=35), OURS),
        signed("140 mg for 'Kasai' is asked about", ordered_for("Kasai", typical(), mg=140), ASKED_WHY),
        signed(
            "35 mg over 40 minutes for 'Kasai' looks like ours and is judged",
            ordered_for("Kasai", typical(), mg=35, minutes=40),
            OURS,
        ),
        signed(
            "20 mg for 'Kasai' with an intracranial bleed and depression on the list is a stop",
            ordered_for("Kasai", typical().problem("I60.9"), mg=20),
            STOP,
        ),
        signed(
            "A push for depression by the order's own reason is not asked what it is for",
            typical().orders(mg=35, text=PUSH),
            {**STOP, "card_lacks": ("state that as its reason",)},
        ),
        signed("An order for 'Kasai' that has no dose yet is ours", ordered_for("Kasai", typical(), mg=None), OURS),
        signed(
            "An order for 'Kasai' without a problem list cannot be decided",
            ordered_for("Kasai", nobody().not_supplied("conditions"), mg=20),
            {"http": 412},
        ),
    ]
)

OPEN = [
    signed(f"35 mg as a push for '{text}' is a stop: the words leave open what it is for", _open, STOP)
    for text in (
        "relapse",
        "refractory symptoms",
        "no response to sertraline",
        "as discussed in conference",
        "psych consult",
        "not responding",
        "failed meds",
        "hopelessness",
        "treatment resistent",
        "crisis stabilization",
        "MAOI washout",
        "bereavement",
        "infusion 3 of 6",
        "12",
    )
    for _open in (ordered_for(text, typical(), mg=35, text=PUSH),)
]


def _unstated(**more: Any) -> Story:
    return typical().orders(**{"reason": None, **more})


WORDS = [
    signed(
        "An order that states no reason is told so",
        _unstated(mg=140),
        {**ASKED, "card": ("states no reason",)},
    ),
    signed(
        "An order whose text says sedation is not told that it states no reason",
        _unstated(text="140 mg IV for sedation"),
        {**ASKED, "card_lacks": ("states no reason", "names no reason")},
    ),
    signed(
        "2 mg/kg for a reason that says nothing is not told that it states none",
        ordered_for("as discussed", typical()),
        ASKED_WHY,
    ),
    signed("'as discussed' for a healthy man is silent", ordered_for("as discussed", healthy()), SILENT),
]


SAID = [
    signed(f"'{text}' without a reason is left to the anaesthetist", _unstated(text=text), ASKED)
    for text in (
        "35 mg IV once pre-incision, 10 mg/hr thereafter",
        "30 mg IV at induction then 0.2 mg/kg/h",
        "35 mg IV push prior to incision",
        "20 mg IV push, titrate to BIS 40",
        "ketamine gargle 40 mg TID",
    )
] + [
    signed("35 mg at 0.875 mg/min in PACU is judged", _unstated(mg=35, mg_per_min=0.875, text="in PACU"), OURS),
    signed("35 mg over 110 minutes in PACU is judged", _unstated(mg=35, minutes=110, text="in PACU"), OURS),
    signed("35 mg over 111 minutes in PACU is asked about", _unstated(mg=35, minutes=111, text="in PACU"), ASKED),
    signed("35 mg over 180 minutes without such a word is judged", _unstated(mg=35, minutes=180), OURS),
]


def _at(place: str, status: str = "active", **more: Any) -> Story:
    """An order without a reason for a patient with depression who is (was, will be) at this place."""
    where = [{"location": {"display": place}, "status": status}]
    made: dict[str, Any] = {"resourceType": "Encounter", "id": "e1", "status": "in-progress", "class": {"code": "IMP"}}
    return _unstated(**more)._with(encounter={**made, "location": where})


def _kind(text: str) -> Story:
    made: dict[str, Any] = {"resourceType": "Encounter", "id": "e1", "status": "in-progress", "class": {"code": "AMB"}}
    return _unstated(mg=20, text="20 mg IV push")._with(encounter={**made, "type": [{"text": text}]})


PLACES = (
    [
        signed(f"A push without a reason in '{place}' is left alone", _at(place, mg=20, text="20 mg IV push"), ASKED)
        for place in ("Operating Room 3", "PACU", "Endoscopy Unit", "Surgical ICU", "Labor and Delivery")
    ]
    + [
        signed(f"A push without a reason in '{place}' is a stop", _at(place, mg=20, text="20 mg IV push"), STOP)
        for place in ("Psychiatry ward 2", "Ketamine clinic", "ECT suite", "Psychiatric intensive care unit")
    ]
    + [
        signed(
            f"A push without a reason after or before the theatre ({status}) is a stop",
            _at("Operating Room 3", status, mg=20, text="20 mg IV push"),
            STOP,
        )
        for status in ("completed", "planned", "reserved")
    ]
    + [
        signed(
            "35 mg over 40 minutes in an operating room is judged", _at("Operating Room 3", mg=35, minutes=40), OURS
        ),
        signed("A push in an encounter of the type 'elective surgery' is left alone", _kind("Elective surgery"), ASKED),
        signed("A push in an encounter of the type 'office visit' is a stop", _kind("Office visit"), STOP),
    ]
    + [
        signed(f"'{text}' without a reason in an emergency is left alone", _unstated(text=text).emergency(), ASKED)
        for text in ("20 mg IV q10min", "20 mg IV", "10 mg IV may repeat in 10 min", "20 mg IV q10min PRN")
    ]
    + [
        signed("35 mg over 40 minutes in an emergency is judged", _unstated(mg=35, minutes=40).emergency(), OURS),
        signed("'20 mg IV q10min' without a reason elsewhere is a stop", _unstated(text="20 mg IV q10min"), STOP),
    ]
)

VIGNETTES = [*KNOWN, *UNKNOWN_TO_US, *OPEN, *WORDS, *SAID, *PLACES]
