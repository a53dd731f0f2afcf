"""Section 2: beside a stated depression only what ketamine is given for now says that it is for something else."""

from __future__ import annotations

from tests.spec.drafted import OPEN, instruction, texted
from tests.spec.story import Json, concept, quantity, typical
from tests.spec.theatre import ASKED, OURS, SILENT, STOP, ordered_for, signed, unstated
from tests.spec.vignette import Vignette

SPOKEN_OF = (
    "TRD, RSI drugs available",
    "TRD (procedural sedation monitoring)",
    "TRD (procedural sedation protocol)",
    "depression, procedural sedation consent obtained",
    "TRD; consent for procedural sedation obtained",
    "MDD, ECT anesthesia tomorrow",
    "TRD. Airway cart/RSI kit in room",
    "TRD. RSI and airway equipment at bedside",
    "depression after ICU stay, intubated for covid",
    "MDD - general anesthesia risk ASA 2",
    "Major depressive disorder, recurrent severe (had procedural sedation 2024)",
    "TRD, previously intubated",
    "MDD, hx of severe asthma",
    "TRD, failed ECT induction last year",
    "MDD, scheduled for general anesthesia next week",
)
DONE_NOW = (
    "RSI and monitoring, MDD",
    "RSI, high risk airway, MDD",
    "procedural sedation with monitoring, MDD",
    "procedural sedation per ED protocol, MDD",
    "procedural sedation (consented), MDD",
    "general anesthesia for c-section, postpartum depression",
    "intubation at bedside now; MDD",
    "ECT anesthesia, severe depression",
    "intubated, MDD",
    "ECT induction, bipolar depression",
)
OF_ANOTHER = (
    "35 mg IV over 5 min. Acetaminophen 650 mg PRN headache",
    "35 mg IV push. Acetaminophen 650 mg PO, PRN headache",
    "35 mg IV push; Tylenol PRN pain",
    "35 mg IV push; ibuprofen 400 mg prn pain",
    "35 mg IV push; ketorolac prn pain",
    "35 mg IV push; APAP prn headache",
    "35 mg IV push; anesthesia backup",
    "35 mg IV push; RSI kit at bedside",
)
OF_KETAMINE = (
    "20 mg IV push PRN pain; acetaminophen 650 mg PRN headache",
    "20 mg IV with propofol for sedation",
    "35 mg IV push with lidocaine for pain",
    "20 mg IV push, ondansetron 4 mg ready, for intubation",
    "15 mg IV for pain unrelieved by acetaminophen",
    "20 mg IV, take from RSI kit",
)
BARE = (
    "0.2 mg/kg/hr until discontinued",
    "0.2 mg/kg/h stop when extubated",
    "2-7 mg/kg/hr, titrate to burst suppression",
    "start 5 mcg/kg/min, increase by 5 mcg/kg/min q10min to max 20",
    "0.05-0.4 mg/kg/h",
)


def _flowing(unit: str, timing: Json | None) -> list[Json]:
    made = instruction(None, quantity(5, unit))
    return [{**made, "timing": timing} if timing is not None else made]


PURPOSES = (
    [
        signed(f"'{text}': {how} is a stop, the act is only spoken of", ordered_for(text, text=how), STOP)
        for text in SPOKEN_OF
        for how in ("60 mg IV over 10 min", "35 mg IV push")
    ]
    + [
        signed(
            "F33.2 with RSI drugs available is a stop at 60 mg over 10 minutes",
            typical().orders(text="60 mg IV over 10 min", reason=concept("F33.2", "TRD, RSI drugs available")),
            STOP,
        )
    ]
    + [
        signed(f"'{text}' is what ketamine is given for now", ordered_for(text, text="140 mg IV push"), ASKED)
        for text in DONE_NOW
    ]
    + [
        signed(f"'{text}' states no depression: silence", ordered_for(text), SILENT)
        for text in (
            "procedural sedation protocol",
            "procedural sedation monitoring",
            "RSI drugs available",
            "RSI in pt hx depression",
        )
    ]
    + [signed(f"'{text}': the purpose is of another medicine", unstated(text=text), STOP) for text in OF_ANOTHER]
    + [
        signed(
            "An analgesic as needed beside the right order leaves it judged",
            unstated(text="35 mg IV over 40 min. Acetaminophen 650 mg PRN headache"),
            {**OURS, "dose": "met"},
        )
    ]
    + [signed(f"'{text}': the purpose is the ketamine's", unstated(text=text), ASKED) for text in OF_KETAMINE]
)

RATES = (
    [
        signed(
            f"A rate in {unit} that the timing {says} calls continuous is left alone without a reason",
            typical().orders(reason=None, dosageInstruction=_flowing(unit, {"code": code})),
            ASKED,
        )
        for unit in ("ug/kg/min", "mg/h")
        for says, code in (("in words", {"text": "CONTINUOUS"}), ("by a code", {"coding": [{"code": "CONTINUOUS"}]}))
    ]
    + [
        signed(
            "A rate by weight with neither a dose nor a time is left alone without a reason",
            typical().orders(reason=None, dosageInstruction=_flowing("ug/kg/min", None)),
            ASKED,
        ),
        signed(
            "A rate in mg an hour with neither a dose nor a time is judged, and not overwritten",
            typical().orders(reason=None, dosageInstruction=_flowing("mg/h", None)),
            {**OURS, **OPEN, "suggests": 0, "text": {"dose": "neither a dose nor how long"}},
        ),
    ]
    + [signed(f"'{text}' without a reason is left alone", unstated(text=text), ASKED) for text in BARE]
    + [
        Vignette(
            f"'{text}' for a stated depression is asked about, and not overwritten",
            texted(text),
            {**OURS, **OPEN, "suggests": 0, "text": {"dose": "neither a dose nor how long"}},
            "8",
            hook="order-sign",
        )
        for text in BARE[:2]
    ]
    + [
        signed(f"'{text}' is one infusion of ours", unstated(text=text), {**OURS, "dose": "met"})
        for text in ("0.75 mg/kg/h for 40 min", "0.5 mg/kg at 0.75 mg/kg/h")
    ]
    + [
        signed("'0.5 mg/kg at 3 mg/kg/h' is ours, and too fast", unstated(text="0.5 mg/kg at 3 mg/kg/h"), STOP),
    ]
)

DOSES = [
    signed(
        "A vial to the theatre tells no dose: judged, and no stop",
        unstated(text="50 mg/mL 10 mL vial to OR", route=None),
        {**OURS, "verdict": "caution"},
    ),
    signed(
        "A volume that is too much for depression and no anaesthetic is judged",
        unstated(text="50 mg/mL, 1.2 mL IV push"),
        STOP,
    ),
    *[
        signed(f"'{text}' is another route", unstated(text=text, route=None), ASKED)
        for text in ("caudal 0.5 mg/kg", "0.5 mg/kg PR")
    ],
    signed(
        "A PR interval is no route",
        unstated(text="0.5 mg/kg IV over 40 min, PR interval normal"),
        {**OURS, "dose": "met"},
    ),
]

VIGNETTES = [*PURPOSES, *RATES, *DOSES]
