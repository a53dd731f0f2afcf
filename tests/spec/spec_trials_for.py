"""What a dosage text says a drug was for, as it is printed and typed, and what only looks like it."""

from tests.spec.story import Json
from tests.spec.tried import counted, left_open, one_failed
from tests.spec.vignette import Vignette

START, END = "2025-04-01", "2025-08-01"
ELSEWHERE, OPEN, COUNTS = "is no trial of depression", "leaves open what for", "counts"


def _wanted(drug: str, says: str) -> Json:
    if says == COUNTS:
        return counted(drug)
    if says == OPEN:
        return left_open(drug, True, "outcome-unknown")
    return {"treatment-resistance": "not-met", "card": ("no trial of depression",), "trials": {drug: None}}


SIGS = {
    ELSEWHERE: (
        ("duloxetine", "60 mg, Oral, Daily, Indications: Neuropathic Pain"),
        ("duloxetine", "60 mg daily. Dx: neuropathy"),
        ("duloxetine", "60 mg daily. Reason: neuropathic pain"),
        ("venlafaxine", "225 mg daily for migraine prophylaxis"),
        ("venlafaxine", "225 mg daily for migraine prevention"),
        ("duloxetine", "60 mg daily for her back"),
        ("duloxetine", "60 mg daily for pain"),
    ),
    OPEN: (
        ("duloxetine", "60 mg daily (neuropathic pain)"),
        ("duloxetine", "60 mg daily - pain"),
        ("duloxetine", "60 mg daily, fibromyalgia"),
        ("amitriptyline", "150 mg qhs, migraine"),
        ("bupropion", "300 mg daily (smoking)"),
        ("trazodone", "300 mg qhs (sleep)"),
        ("venlafaxine", "225 mg daily for nerves"),
        ("venlafaxine", "225 mg daily, also for pain"),
        ("venlafaxine", "225 mg daily, works for pain too"),
        ("venlafaxine", "225 mg daily, take with ondansetron for nausea"),
    ),
    COUNTS: (
        ("duloxetine", "60 mg, Oral, Daily, Indications: Depression, Neuropathic Pain"),
        ("duloxetine", "60 mg daily (depression, pain)"),
        ("duloxetine", "60 mg daily for depression and pain"),
        ("duloxetine", "60 mg daily. Reason: MDD"),
        ("venlafaxine", "225 mg daily, held for surgery"),
        ("venlafaxine", "225 mg daily (held for colonoscopy)"),
        ("venlafaxine", "225 mg daily plus gabapentin for pain"),
        ("venlafaxine", "225 mg daily, see PCP for pain"),
        ("venlafaxine", "225 mg daily, no longer for pain"),
        ("venlafaxine", "225 mg daily, call for headache"),
        ("venlafaxine", "225 mg daily - may cause nausea"),
        ("venlafaxine", "225 mg daily with food (breakfast)"),
    ),
}

VIGNETTES = [
    Vignette(
        f"{drug} '{sig}' {says}",
        (one_failed("sertraline", 200)).took(drug, sig, START, END, stopped="ineffective"),
        _wanted(drug, says),
        "4.2 purpose",
    )
    for says, sigs in SIGS.items()
    for drug, sig in sigs
] + [
    Vignette(
        "What a drug was given for is told without the colon before it",
        one_failed().took("venlafaxine", "225 mg daily, Indication: neuropathy", START, END, stopped="ineffective"),
        {"treatment-resistance": "not-met", "card": ('given for "neuropathy"',)},
        "4.8",
    ),
]
