"""Section 3, uncoded problems: the abbreviations and everyday spellings of problem lists, and what only looks alike."""

from __future__ import annotations

from tests.spec.story import ICD10, ICD10CM, SNOMED, Json, Story, ago, concepts, typical
from tests.spec.vignette import Vignette

WORDS = "3 uncoded"


def tested() -> Story:
    """A woman of 34 with a negative pregnancy test of today."""
    return typical().born("1992-01-01", "female").lab("2106-3", "Negative", None, ago(0))


def _confirm(criterion: str, *texts: str) -> list[Vignette]:
    return [
        Vignette(
            f"A problem list that says '{text}' is to be confirmed",
            typical().problem(text=text),
            {criterion: "unknown"},
            WORDS,
        )
        for text in texts
    ]


def _nothing(criterion: str, *texts: str) -> list[Vignette]:
    return [
        Vignette(
            f"A problem list that says '{text}' disturbs nothing",
            typical().problem(text=text),
            {criterion: "met", "verdict": "criteria-met"},
            WORDS,
        )
        for text in texts
    ]


HEART = [
    *_confirm(
        "no-unstable-cardiac",
        "VT",
        "Polymorphic VT",
        "VT/VF",
        "VT s/p ICD",
        "3rd degree AVB",
        "AV block, complete",
        "CHF, acute",
        "Acute on chronic HFrEF",
        "HF decompensation",
        "Flash pulmonary edema",
        "Angina, unstable",
        "Asystole",
        "MI",
        "Non-ST elevation MI",
        "CHF NYHA IV",
    ),
    *_nothing(
        "no-unstable-cardiac",
        "VTE",
        "SVT",
        "No VT on Holter",
        "VT ruled out",
        "Family history of VT",
        "CHF, stable",
        "HFrEF EF 35%, compensated",
        "1st degree AV block",
        "Old MI 2010",
        "Father with MI at 50",
        "MI (mitral insufficiency)",
    ),
]

PRESSURE = [
    *_confirm(
        "no-raised-icp",
        "PRES",
        "Hypertensive emergency",
        "Hypertensive urgency",
        "Hypertensive crisis",
        "HTN emergency",
        "Malignant HTN",
        "Accelerated hypertension",
        "NPH",
        "VP shunt",
        "Papilledema",
        "ICP elevated",
        "Brain tumor with mass effect",
        "Pseudotumor",
    ),
    *_nothing(
        "no-raised-icp",
        "HTN",
        "White coat HTN",
        "r/o hypertensive emergency",
        "No hypertensive emergency",
        "Hx of hypertensive emergency",
        "Family history of malignant hypertension",
        "T2DM on NPH insulin",
        "High blood pres",
        "Orbital pseudotumor",
        "Chronic migraine, no papilledema",
    ),
    *[
        Vignette(
            f"{name} as a code asks whether there is encephalopathy",
            typical().problem(code, system=system),
            {"no-raised-icp": "unknown"},
            "3 no-raised-icp",
        )
        for code, system, name in (
            ("I16.1", ICD10CM, "Hypertensive emergency (I16.1)"),
            ("132721000119104", SNOMED, "Hypertensive emergency in SNOMED CT"),
        )
    ],
    Vignette(
        "A hypertensive emergency (I16.1) that is resolved asks nothing",
        typical().problem("I16.1", status="resolved"),
        {"no-raised-icp": "met"},
        "3 no-raised-icp",
    ),
]


def _both(code: str, text: str) -> Json:
    return concepts((SNOMED, "230690007"), (ICD10CM, code), text=text)


STROKE = [
    *_confirm(
        "no-vascular-lesion", "Stroke", "H/o CVA", "CVA 2015 with L hemiparesis", "IVH", "EDH", "TAA", "s/p EVAR"
    ),
    *_nothing(
        "no-vascular-lesion",
        "Ischemic stroke 2019",
        "Lacunar CVA 2018",
        "CVA, ischemic",
        "Acute ischemic left MCA stroke",
        "Mini-stroke",
        "Heat stroke 2012",
        "At risk for stroke",
        "Family hx of stroke",
        "TIA 2020",
        "Aneurysm: no",
    ),
    *_confirm(
        "no-vascular-lesion",
        "Aneurysm: no growth",
        "Aneurysm repaired: no",
        "Ischemic cardiomyopathy, CVA",
        "Stroke, not ischemic",
        "Stroke, ischemic vs hemorrhagic",
        "Ischemic stroke with hemorrhage",
    ),
    *[
        Vignette(
            f"A stroke of a type that is not told ({code}, {status}) may have been a haemorrhage",
            typical().problem(code, system=system, text=text, status=status),
            {"no-vascular-lesion": "unknown"},
            "3 no-vascular-lesion",
        )
        for code, system, text, status in (
            ("230690007", SNOMED, None, "active"),
            ("230690007", SNOMED, "Stroke", "resolved"),
            ("I64", ICD10, None, "active"),
        )
    ],
    *[
        Vignette(
            f"'{text}' coded as {name} was no haemorrhage",
            typical().problem(code, system=system, text=text),
            {"no-vascular-lesion": "met", "verdict": "criteria-met"},
            "3 no-vascular-lesion",
        )
        for code, system, text, name in (
            ("I63.9", ICD10CM, "Cerebrovascular accident (CVA), unspecified mechanism", "an infarction (I63.9)"),
            ("Z86.73", ICD10CM, "History of CVA", "an old infarction (Z86.73)"),
            ("422504002", SNOMED, "Stroke", "an ischaemic stroke in SNOMED CT"),
        )
    ],
    Vignette(
        "A stroke with a SNOMED code of no type beside I63.9 was an infarction",
        typical().problem(_both("I63.9", "Stroke")),
        {"no-vascular-lesion": "met"},
        "3 no-vascular-lesion",
    ),
    Vignette(
        "A stroke with a SNOMED code of no type beside I61.9 was a haemorrhage",
        typical().problem(_both("I61.9", "Stroke")),
        {"no-vascular-lesion": "not-met", "verdict": "stop"},
        "3 no-vascular-lesion",
    ),
    Vignette(
        "A haemorrhagic stroke coded as an infarction (I63.9) is to be confirmed",
        typical().problem("I63.9", text="Hemorrhagic stroke"),
        {"no-vascular-lesion": "unknown"},
        "3 no-vascular-lesion",
    ),
]

MIND = [
    *_confirm("no-psychosis", "SCZ", "Schizoaff d/o", "AVH", "Paranoia"),
    *_nothing("no-psychosis", "Schizoid personality disorder", "Paranoid personality disorder", "Psychosis: no"),
    *_nothing("no-mania", "Manic: no", "Mania: no"),
    *_confirm("no-mania", "Mania: no longer on lithium", "Manic: no meds", "Currently manic"),
    *_confirm("bipolar-coverage", "BD1", "BPII"),
]

OTHERS = [
    *_confirm(
        "substance-use",
        "Alcohol use d/o",
        "Alcoholic",
        "Ketamine cystitis",
        "Opiate misuse",
        "THC abuse",
        "On methadone maintenance",
        "DTs",
    ),
    *_nothing(
        "substance-use",
        "OUD in remission",
        "AUD, in sustained remission",
        "EtOH socially",
        "No EtOH misuse",
        "Non-alcoholic fatty liver",
    ),
    *_confirm("other-precautions", "AACG", "Nursing infant"),
]

PREGNANCY = [
    *[
        Vignette(
            f"With a negative test of today, '{text}' is over, in its own words",
            tested().problem(text=text),
            {"not-pregnant": "met", "verdict": "criteria-met"},
            "3 not-pregnant",
        )
        for text in (
            "h/o ectopic pregnancy",
            "Hx ectopic pregnancy",
            "s/p tubal pregnancy 2009",
            "Prior molar pregnancy",
            "Hx of pregnancy",
            "Pregnancy test neg",
            "Preg test neg",
            "Pregnant: no",
        )
    ],
    *[
        Vignette(
            f"With a negative test of today, '{text}' is still to be confirmed",
            tested().problem(text=text),
            {"not-pregnant": "unknown"},
            "3 not-pregnant",
        )
        for text in (
            "h/o ectopic pregnancy, now pregnant",
            "Ectopic pregnancy",
            "s/p pregnancy test positive",
            "SIUP",
            "Preg",
            "UPT positive",
            "Pregnancy: no prenatal care",
        )
    ],
    Vignette(
        "'H/o ectopic pregnancy' on a man's problem list disturbs nothing",
        typical().problem(text="h/o ectopic pregnancy"),
        {"not-pregnant": "not-applicable", "verdict": "criteria-met"},
        "3 not-pregnant",
    ),
]

VIGNETTES = [*HEART, *PRESSURE, *STROKE, *MIND, *OTHERS, *PREGNANCY]
