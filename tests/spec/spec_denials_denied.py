"""Denials that are themselves denied: what nobody could exclude is asked about, what was excluded is not."""

from tests.spec.story import typical
from tests.spec.vignette import Vignette

CONFIRM, NOTHING = "unknown", "met"

SAID = {
    "no-vascular-lesion": {
        "Cerebral aneurysm cannot be excluded": CONFIRM,
        "Cerebral aneurysm not excluded": CONFIRM,
        "Aneurysm not ruled out": CONFIRM,
        "Aneurysm has not been definitively ruled out": CONFIRM,
        "Not able to exclude aneurysm": CONFIRM,
        "CT does not exclude subarachnoid haemorrhage": CONFIRM,
        "Subarachnoid haemorrhage not excluded": CONFIRM,
        "AVM can't be excluded": CONFIRM,
        "Aneurysm unable to be ruled out": CONFIRM,
        "No meningioma, aneurysm cannot be ruled out": CONFIRM,
        "Aneurysm excluded": NOTHING,
        "Aneurysm ruled out": NOTHING,
        "Aneurysm has been ruled out": NOTHING,
        "Rule out aneurysm": NOTHING,
        "No aneurysm, meningioma not excluded": NOTHING,
        "Aneurysm: denies": NOTHING,
    },
    "no-psychosis": {
        "Psychosis cannot be ruled out": CONFIRM,
        "Psychosis not excluded": CONFIRM,
        "Cannot rule out psychosis": CONFIRM,
        "Unable to rule out psychosis": CONFIRM,
        "No improvement in psychosis": CONFIRM,
        "No response to clozapine for psychosis": CONFIRM,
        "Negative for mania and positive for psychosis": CONFIRM,
        "Not without psychotic symptoms": CONFIRM,
        "Denies SI, hears voices": CONFIRM,
        "Psychosis excluded": NOTHING,
        "Psychosis: denies": NOTHING,
        "Psychosis - not": NOTHING,
        "Negative for mania and psychosis": NOTHING,
        "Denies SI and hears no voices": NOTHING,
        "No longer hears voices": NOTHING,
        "Without psychotic symptoms": NOTHING,
    },
    "no-mania": {
        "Mania not ruled out": CONFIRM,
        "Bipolar, treated or not": NOTHING,
        "Mania ruled out": NOTHING,
    },
    "bipolar-coverage": {
        "Bipolar disorder cannot be ruled out": CONFIRM,
        "Bipolar, treated or not": CONFIRM,
        "Bipolar disorder ruled out": "not-applicable",
        "Bipolar - not": "not-applicable",
    },
    "no-raised-icp": {"Raised ICP cannot be excluded": CONFIRM, "Raised ICP excluded": NOTHING},
    "no-unstable-cardiac": {"Unstable angina not excluded": CONFIRM, "Unstable angina excluded": NOTHING},
    "hepatic": {"Cirrhosis not excluded": CONFIRM, "Cirrhosis excluded": NOTHING},
    "substance-use": {"Alcohol abuse cannot be ruled out": CONFIRM, "Alcohol abuse ruled out": NOTHING},
}

ORDERED = {
    "TRD, h/o mania": "unknown",
    "depression; history of mania": "unknown",
    "MDD, hx hypomania on sertraline": "unknown",
    "TRD, no mania": "not-applicable",
    "TRD, denies mania": "not-applicable",
    "TRD": "not-applicable",
}


VIGNETTES = [
    Vignette(
        f"The uncoded problem '{text}' {'is to be confirmed' if status == CONFIRM else 'says nothing'} ({criterion})",
        typical().problem(text=text),
        {criterion: status},
        "3 uncoded problems",
    )
    for criterion, said in SAID.items()
    for text, status in said.items()
] + [
    Vignette(
        f"An order for '{text}' {'may be one of a bipolar disorder' if status == 'unknown' else 'names no mania'}",
        typical().orders(mg=35, minutes=40, reason={"text": text}),
        {"bipolar-coverage": status, "verdict": "cannot-verify" if status == "unknown" else "criteria-met"},
        "6",
        hook="order-sign",
    )
    for text, status in ORDERED.items()
]
