"""Words that deny, and words that only look as if they did."""

from tests.spec.story import LOINC, concept, typical
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
]
