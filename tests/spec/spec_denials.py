"""Words that deny, and words that only look as if they did."""

from tests.spec.story import LOINC, ago, concept, nobody, typical
from tests.spec.tried import left_open, one_failed
from tests.spec.vignette import Vignette

CONFIRM, NOTHING = "unknown", "met"

SAID = {
    "Abdominal aortic aneurysm found on screening": CONFIRM,
    "Aortic aneurysm screening": NOTHING,
    "Screening for aortic aneurysm": NOTHING,
    "No change in known aortic aneurysm": CONFIRM,
    "No aortic aneurysm": NOTHING,
    "Aneurysm excluded by coiling": CONFIRM,
    "Cerebral aneurysm excluded": NOTHING,
    "Cerebral aneurysm, ruled out": NOTHING,
    "Cerebral aneurysm. (Ruled out)": NOTHING,
    "Cerebral aneurysm (2011), ruled out": NOTHING,
    "Cerebral aneurysm 2011; meningioma, ruled out": CONFIRM,
    "Wife had a cerebral aneurysm": NOTHING,
    "Cerebral aneurysm; wife informed": CONFIRM,
    "Cerebral aneurysm, not treated": CONFIRM,
    "Family history of cerebral aneurysm": NOTHING,
    "At risk of cerebral aneurysm": NOTHING,
}

VIGNETTES = [
    Vignette(
        f"The uncoded problem '{text}' {'is to be confirmed' if status == CONFIRM else 'says nothing'}",
        typical().problem(text=text),
        {"no-vascular-lesion": status},
        "3 uncoded problems",
    )
    for text, status in SAID.items()
] + [
    Vignette(
        "The uncoded problem 'Alcohol use disorder - relapse prevention' is to be confirmed",
        typical().problem(text="Alcohol use disorder - relapse prevention"),
        {"substance-use": CONFIRM},
        "3 uncoded problems",
    ),
    Vignette(
        "The uncoded problem 'Schizophrenia - unlikely to respond' is to be confirmed",
        typical().problem(text="Schizophrenia - unlikely to respond"),
        {"no-psychosis": CONFIRM},
        "3 uncoded problems",
    ),
    Vignette(
        "A code for the whole category of recurrent depression does not say which episode: not known",
        typical().changed("conditions", code=concept("F33")),
        {"depression-diagnosis": "unknown", "verdict": "cannot-verify"},
        "3 depression-diagnosis",
    ),
    Vignette(
        "A first weight coded as measured but called stated is no weight",
        typical()
        .empty("vitalSigns")
        .weighs(70)
        .changed("vitalSigns", code=concept("29463-7", "Stated body weight", LOINC)),
        {"weight": "unknown"},
        "7",
    ),
    Vignette(
        "A dose that is too much and too fast says both",
        typical().orders(mg=56, minutes=10),
        {"dose": "not-met", "text": {"dose": "above 0.75 mg/kg"}},
        "8",
        hook="order-sign",
    ),
    Vignette(
        "A dosage text 'for acute pain' in a depressed patient without a stated reason gets no depression advice",
        typical().orders(mg=21, minutes=15, reason=None, text="21 mg IV over 15 min for acute pain"),
        {"scope": "ambiguous", "cards": 1, "removes": False},
        "2",
        hook="order-sign",
    ),
    Vignette(
        "An order as needed for pain in a depressed patient is not ours",
        typical().orders(mg=21, reason=None).needed_for("pain"),
        {"scope": "out-of-scope", "cards": 0},
        "2",
        hook="order-sign",
    ),
    Vignette(
        "A dosage text 'for depression' states the reason",
        nobody().orders(mg=35, minutes=40, reason=None, text="35 mg IV over 40 min for depression"),
        {"scope": "in-scope"},
        "2",
    ),
    Vignette(
        "A plain dose above 1 mg/kg at every plausible weight looks anaesthetic without a weight",
        typical().empty("vitalSigns").orders(mg=250, reason=None),
        {"scope": "ambiguous"},
        "2",
    ),
    Vignette(
        "A plain dose that is too much for depression at every plausible weight looks anaesthetic without a weight",
        typical().empty("vitalSigns").orders(mg=188, reason=None),
        {"scope": "ambiguous"},
        "2",
    ),
    Vignette(
        "A plain dose that may be one for depression at some weight does not look anaesthetic without a weight",
        typical().empty("vitalSigns").orders(mg=187, reason=None),
        {"scope": "in-scope"},
        "2",
    ),
    Vignette(
        "A drug stopped with some improvement did not respond by that word alone",
        nobody().took("sertraline", 100, "2025-01-01", "2025-04-01", stopped="some improvement"),
        {"trials": {"sertraline": (True, "outcome-unknown")}},
        "4.6",
    ),
    Vignette(
        "Anaesthesia for ECT in depression, at an anaesthetic dose, is not stopped",
        typical().orders(mg=140, reason=concept(text="Anaesthesia for ECT in depression")),
        {"scope": "ambiguous"},
        "2",
        hook="order-sign",
    ),
    Vignette(
        "A reason that names both depression and sedation is ours at a dose below the anaesthetic one",
        typical().orders(mg=35, minutes=40, reason=concept(text="Depression, light sedation accepted")),
        {"scope": "in-scope"},
        "2",
        hook="order-sign",
    ),
    Vignette(
        "Five minutes of flushing the line afterwards are not the drug's minutes",
        typical().orders(mg=35, minutes=40, text="35 mg IV over 40 min, then flush with 10 mL saline over 5 min"),
        {"dose": "met"},
        "8",
        hook="order-sign",
    ),
    Vignette(
        "A flush before it does not hide a fast infusion",
        typical().orders(text="Flush the line then give 35 mg over 10 min"),
        {"dose": "not-met", "severity_of": {"dose": "critical"}},
        "8",
        hook="order-sign",
    ),
    Vignette(
        "An undated record that says ineffective does not document the failure of a dated trial",
        one_failed()
        .took("sertraline", 100, "2025-01-01", "2025-04-01")
        .took("sertraline", 100, status="stopped", stopped="ineffective"),
        left_open("sertraline", "unknown", "failed"),
        "4.6",
    ),
    Vignette(
        "Lithium that is to begin next week is not on board today",
        typical().problem("F31.32").prescribed("lithium", 900, ago(1), bounds=(ago(-7), None)),
        {"bipolar-coverage": "not-met"},
        "6",
    ),
    Vignette(
        "Lithium that ended on some day of this month is not proven to be on board, nor proven to be gone",
        typical().problem("F31.32").prescribed("lithium", 900, ago(40), bounds=(ago(40), "2026-11")),
        {"bipolar-coverage": "unknown", "missing": {"bipolar-coverage": "not-recorded"}},
        "6",
    ),
    Vignette(
        "Lithium that ended on some day of last month is not taken today",
        typical().problem("F31.32").prescribed("lithium", 900, ago(90), bounds=(ago(90), "2026-10")),
        {"bipolar-coverage": "not-met"},
        "6",
    ),
    Vignette(
        "Esketamine given last week is warned of",
        typical().given("esketamine", ago(7), 84, route="nasal"),
        {"interactions": "not-met", "verdict": "caution"},
        "3 interactions",
    ),
    Vignette(
        "Esketamine last given half a year and a day ago is past",
        typical().given("esketamine", ago(181), 84, route="nasal"),
        {"interactions": "met"},
        "3 interactions",
    ),
    Vignette(
        "A score of an ongoing trial's seventh day is still where it began",
        nobody().took("sertraline", 100, ago(29), asserted=ago(1)).score("PHQ-9", 19, ago(22)),
        {"trials": {"sertraline": (True, "outcome-unknown")}},
        "4.6",
    ),
    Vignette(
        "A score of an ongoing trial's eighth day may tell how it goes",
        nobody().took("sertraline", 100, ago(29), asserted=ago(1)).score("PHQ-9", 19, ago(21)),
        {"trials": {"sertraline": (True, "failed")}},
        "4.6",
    ),
    Vignette(
        "A drug begun on a day and never ended on record is not judged by a score",
        nobody().took("sertraline", 100, at=ago(60), status="stopped").score("PHQ-9", 19, ago(3)),
        {"trials": {"sertraline": ("unknown", "outcome-unknown")}},
        "4.6",
    ),
]
