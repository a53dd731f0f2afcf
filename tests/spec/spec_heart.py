"""Section 3, `no-unstable-cardiac`: recent infarction and unstable heart disease."""

from tests.spec.story import ICD10, ICD10CM, SNOMED, ago, typical
from tests.spec.vignette import Vignette

HEART = "3 no-unstable-cardiac"
ID = "no-unstable-cardiac"
STOP = {ID: "not-met", "severity_of": {ID: "critical"}, "verdict": "stop"}
FINE = {ID: "met"}

UNSTABLE = [
    ("I20.0", ICD10CM, "unstable angina (I20.0)"),
    ("I24.9", ICD10CM, "another acute coronary syndrome (I24.9)"),
    ("I50.21", ICD10CM, "acute systolic heart failure (I50.21)"),
    ("I50.23", ICD10CM, "acute on chronic systolic heart failure (I50.23)"),
    ("I50.31", ICD10CM, "acute diastolic heart failure (I50.31)"),
    ("I50.33", ICD10CM, "acute on chronic diastolic heart failure (I50.33)"),
    ("I50.41", ICD10CM, "acute combined heart failure (I50.41)"),
    ("I50.43", ICD10CM, "acute on chronic combined heart failure (I50.43)"),
    ("I44.2", ICD10CM, "complete heart block (I44.2)"),
    ("I46.9", ICD10CM, "cardiac arrest (I46.9)"),
    ("I47.20", ICD10CM, "ventricular tachycardia (I47.20)"),
    ("I49.01", ICD10CM, "ventricular fibrillation (I49.01)"),
    ("I20.0", ICD10, "unstable angina in WHO ICD-10 (I20.0)"),
    ("I47.2", ICD10, "ventricular tachycardia in WHO ICD-10 (I47.2)"),
    ("4557003", SNOMED, "unstable angina in SNOMED CT"),
    ("25569003", SNOMED, "ventricular tachycardia in SNOMED CT"),
    ("195111005", SNOMED, "decompensated heart failure in SNOMED CT"),
]

STABLE = [
    ("I20.9", "stable angina (I20.9)"),
    ("I25.2", "an old infarction (I25.2)"),
    ("I50.22", "chronic systolic heart failure (I50.22)"),
    ("I50.32", "chronic diastolic heart failure (I50.32)"),
    ("I50.9", "unspecified heart failure (I50.9)"),
    ("I44.1", "second-degree heart block (I44.1)"),
    ("I47.10", "supraventricular tachycardia (I47.10)"),
    ("I48.91", "atrial fibrillation (I48.91)"),
    ("I49.3", "ventricular ectopics (I49.3)"),
]


VIGNETTES = [
    *[
        Vignette(f"Active {name} stops ketamine", typical().problem(code, system=system), STOP, HEART)
        for code, system, name in UNSTABLE
    ],
    *[Vignette(f"Active {name} does not stop ketamine", typical().problem(code), FINE, HEART) for code, name in STABLE],
    Vignette(
        "A resolved unstable angina does not stop ketamine", typical().problem("I20.0", status="resolved"), FINE, HEART
    ),
    Vignette(
        "An infarction 42 days ago stops ketamine",
        typical().problem("I21.4", onset=ago(42)),
        STOP,
        HEART,
        bounds=("no-unstable-cardiac.infarction-window:in",),
    ),
    Vignette(
        "An infarction 43 days ago does not stop ketamine",
        typical().problem("I21.4", onset=ago(43)),
        FINE,
        HEART,
        bounds=("no-unstable-cardiac.infarction-window:out",),
    ),
    Vignette(
        "An infarction ten days ago stops ketamine although its entry is marked resolved",
        typical().problem("I21.4", onset=ago(10), status="resolved"),
        STOP,
        HEART,
    ),
    Vignette(
        "A second infarction (I22) ten days ago stops ketamine", typical().problem("I22.0", onset=ago(10)), STOP, HEART
    ),
    Vignette(
        "An infarction without onset, recorded 42 days ago, stops ketamine",
        typical().problem("I21.9", recorded=ago(42)),
        STOP,
        HEART,
    ),
    Vignette(
        "An infarction without onset, recorded 43 days ago, does not stop ketamine",
        typical().problem("I21.9", recorded=ago(43)),
        FINE,
        HEART,
    ),
    Vignette(
        "An infarction that began 60 days ago and was recorded last week does not stop ketamine: the onset counts",
        typical().problem("I21.9", onset=ago(60), recorded=ago(7)),
        FINE,
        HEART,
    ),
    Vignette("An undated active infarction stops ketamine", typical().problem("I21.9"), STOP, HEART),
    Vignette(
        "An undated resolved infarction does not stop ketamine",
        typical().problem("I21.9", status="resolved"),
        FINE,
        HEART,
    ),
    Vignette(
        "An infarction dated only October 2026 may be 23 days ago: it stops ketamine",
        typical().problem("I21.9", onset="2026-10"),
        STOP,
        "1.7",
    ),
    Vignette(
        "An infarction dated only September 2026 is over 42 days ago by every reading",
        typical().problem("I21.9", onset="2026-09"),
        FINE,
        "1.7",
    ),
    Vignette(
        "An infarction dated only 2026 may be recent: it stops ketamine",
        typical().problem("I21.9", onset="2026"),
        STOP,
        "1.7",
    ),
    Vignette("An infarction dated only 2025 is long ago", typical().problem("I21.9", onset="2025"), FINE, "1.7"),
    Vignette(
        "'Unstable angina' without a code must be confirmed",
        typical().problem(text="Unstable angina"),
        {ID: "unknown", "missing": {ID: "uncoded"}, "verdict": "caution"},
        "3 uncoded",
    ),
    Vignette(
        "'Ventricular tachycardia' without a code must be confirmed",
        typical().problem(text="Ventricular tachycardia"),
        {ID: "unknown"},
        "3 uncoded",
    ),
    Vignette(
        "'Rule out myocardial infarction' without a code is no hit",
        typical().problem(text="Rule out myocardial infarction"),
        FINE,
        "3 uncoded",
    ),
    *[
        Vignette(
            f"An infarction whose onset is told as {name} and so cannot be placed: active, it stops ketamine",
            typical().problem("I21.9").changed("conditions", **fields),
            STOP,
            HEART,
        )
        for name, fields in (
            ("a text", {"onsetString": "recently"}),
            ("an age", {"onsetAge": {"value": 45, "unit": "a"}}),
        )
    ],
    Vignette(
        "An infarction whose onset is a period that began ten days ago stops ketamine",
        typical().problem("I21.9", status="resolved").changed("conditions", onsetPeriod={"start": ago(10)}),
        STOP,
        HEART,
    ),
    Vignette(
        "An infarction in SNOMED CT ten days ago stops ketamine",
        typical().problem("22298006", system=SNOMED, onset=ago(10)),
        STOP,
        HEART,
    ),
    Vignette(
        "An infarction in SNOMED CT ten months ago does not stop ketamine",
        typical().problem("22298006", system=SNOMED, onset=ago(300)),
        FINE,
        HEART,
    ),
]
