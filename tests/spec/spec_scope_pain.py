"""Section 2: ketamine for pain or sedation that only its text tells, and orders that stay ours beside such words."""

from __future__ import annotations

from tests.spec.theatre import ASKED, OURS, STOP, signed, unstated

PAIN = [
    signed(f"'{text}' without a reason is left alone", unstated(text=text), ASKED)
    for text in (
        "20 mg, Intravenous, Every 15 min PRN, severe pain (7-10)",
        "20 mg, IV, Q4H PRN, Pain, Severe",
        "20 mg, Intravenous, Once as needed, pain score 7-10",
        "20 mg, Intravenous, Every 15 min PRN",
        "Ketamine 0.2 mg/kg/h IV, pain service",
        "0.3 mg/kg IV once, ED pain",
        "Titrate to RASS 0 to -2",
    )
]

STILL_OURS = [
    signed(f"'{text}' is ours and a stop", unstated(text=text), STOP)
    for text in (
        "35 mg IV push; acetaminophen q6h prn",
        "35 mg IV push. Pain score before and after",
        "35 mg IV over 10 min; may repeat if needed",
        "60 mg IV over 40 min; stop for injection site pain",
        "35 mg IV push; slow if needed",
        "35 mg IV over 10 min; hold if RASS -3",
    )
] + [
    signed(f"'{text}' is ours", unstated(text=text), OURS)
    for text in ("35 mg IV over 40 min. Tylenol 650 mg, pain", "35 mg IV over 40 min, may extend if needed")
]

VIGNETTES = [*PAIN, *STILL_OURS]
