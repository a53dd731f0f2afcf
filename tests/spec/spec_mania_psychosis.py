"""Section 3, `no-mania` and `no-psychosis`: what is current, what is superseded, what is only words."""

from tests.spec.story import ICD10, ICD10CM, SNOMED, ago, hours_ago, typical
from tests.spec.vignette import Vignette

MANIA = "3 no-mania"
PSYCHOSIS = "3 no-psychosis"
CURRENT = {"no-mania": "not-met", "severity_of": {"no-mania": "critical"}, "verdict": "stop"}
PSYCHOTIC = {"no-psychosis": "not-met", "severity_of": {"no-psychosis": "critical"}, "verdict": "stop"}

MANIC = [
    ("F30.10", ICD10CM, "a manic episode (F30.10)"),
    ("F30.2", ICD10CM, "a psychotic manic episode (F30.2)"),
    ("F30.8", ICD10CM, "hypomania (F30.8)"),
    ("F30.9", ICD10CM, "a manic episode without stated severity (F30.9)"),
    ("F31.0", ICD10CM, "a bipolar hypomanic episode (F31.0)"),
    ("F31.13", ICD10CM, "a severe bipolar manic episode (F31.13)"),
    ("F31.2", ICD10CM, "a psychotic bipolar manic episode (F31.2)"),
    ("F31.60", ICD10CM, "a bipolar mixed episode (F31.60)"),
    ("F31.63", ICD10CM, "a severe bipolar mixed episode (F31.63)"),
    ("F30.0", ICD10, "hypomania in WHO ICD-10 (F30.0)"),
    ("F31.1", ICD10, "bipolar mania in WHO ICD-10 (F31.1)"),
    ("F31.6", ICD10, "a bipolar mixed episode in WHO ICD-10 (F31.6)"),
    ("231494001", SNOMED, "mania in SNOMED CT"),
]

NOT_MANIC = [
    ("F30.3", "a manic episode in partial remission (F30.3)"),
    ("F30.4", "a manic episode in full remission (F30.4)"),
    ("F31.73", "bipolar disorder, last episode manic, in partial remission (F31.73)"),
    ("F31.74", "bipolar disorder, last episode manic, in full remission (F31.74)"),
    ("F31.32", "a bipolar depression (F31.32)"),
    ("F31.9", "an unspecified bipolar disorder (F31.9)"),
]

PSYCHOSES = [
    ("F20.9", ICD10CM, "schizophrenia (F20.9)"),
    ("F22", ICD10CM, "a delusional disorder (F22)"),
    ("F23", ICD10CM, "a brief psychosis (F23)"),
    ("F24", ICD10CM, "a shared psychosis (F24)"),
    ("F25.1", ICD10CM, "a schizoaffective disorder (F25.1)"),
    ("F28", ICD10CM, "another psychosis (F28)"),
    ("F29", ICD10CM, "an unspecified psychosis (F29)"),
    ("F30.2", ICD10CM, "mania with psychotic features (F30.2)"),
    ("F31.2", ICD10CM, "bipolar mania with psychotic features (F31.2)"),
    ("F31.5", ICD10CM, "bipolar depression with psychotic features (F31.5)"),
    ("F31.64", ICD10CM, "a bipolar mixed episode with psychotic features (F31.64)"),
    ("F32.3", ICD10CM, "a depressive episode with psychotic features (F32.3)"),
    ("F33.3", ICD10CM, "a recurrent depression with psychotic features (F33.3)"),
    ("F20.0", ICD10, "paranoid schizophrenia in WHO ICD-10 (F20.0)"),
    ("F32.3", ICD10, "a psychotic depressive episode in WHO ICD-10 (F32.3)"),
    ("58214004", SNOMED, "schizophrenia in SNOMED CT"),
    ("69322001", SNOMED, "psychotic disorder in SNOMED CT"),
]

NOT_PSYCHOTIC = [
    ("F21", "a schizotypal disorder (F21)"),
    ("F31.63", "a severe mixed episode without psychotic features (F31.63)"),
    ("F32.2", "a severe depressive episode without psychotic features (F32.2)"),
    ("F60.0", "a paranoid personality (F60.0)"),
]

VIGNETTES = [
    *[
        Vignette(
            f"Active {name} is current mania: ketamine is stopped",
            typical().problem(code, system=system),
            CURRENT,
            MANIA,
        )
        for code, system, name in MANIC
    ],
    *[
        Vignette(f"Active on the list, {name} is no current mania", typical().problem(code), {"no-mania": "met"}, MANIA)
        for code, name in NOT_MANIC
    ],
    *[
        Vignette(
            f"A bipolar mania whose status is {status} is no current mania",
            typical().problem("F31.13", status=status),
            {"no-mania": "met"},
            MANIA,
        )
        for status in ("resolved", "inactive", "remission")
    ],
    Vignette("A mania without a status counts as active", typical().problem("F31.13", status=None), CURRENT, MANIA),
    Vignette(
        "A refuted mania does not exist",
        typical().problem("F31.13", verification="refuted"),
        {"no-mania": "met"},
        "1.5",
    ),
    # superseded
    Vignette(
        "A bipolar mania of last year is superseded by a bipolar depression of this year",
        typical().problem("F31.13", onset="2025-03-01").problem("F31.32", onset="2026-06-01"),
        {"no-mania": "met"},
        MANIA,
    ),
    Vignette(
        "A bipolar mania is superseded by a depression dated one day later",
        typical().problem("F31.13", onset="2026-05-31").problem("F31.32", onset="2026-06-01"),
        {"no-mania": "met"},
        MANIA,
    ),
    Vignette(
        "A bipolar mania and a depression of the same day: the mania stands",
        typical().problem("F31.13", onset="2026-06-01").problem("F31.32", onset="2026-06-01"),
        CURRENT,
        MANIA,
    ),
    Vignette(
        "A bipolar depression of last year does not supersede a mania of this year",
        typical().problem("F31.32", onset="2025-03-01").problem("F31.13", onset="2026-10-01"),
        CURRENT,
        MANIA,
    ),
    Vignette(
        "An undated mania is superseded by nothing",
        typical().problem("F31.13").problem("F31.32", onset="2026-10-01"),
        CURRENT,
        MANIA,
    ),
    Vignette(
        "A mania dated only 2026 may be later than a depression of June 2026: the mania stands",
        typical().problem("F31.13", onset="2026").problem("F31.32", onset="2026-06-01"),
        CURRENT,
        "1.7",
    ),
    Vignette(
        "A mania dated only 2025 is superseded by a depression of June 2026",
        typical().problem("F31.13", onset="2025").problem("F31.32", onset="2026-06-01"),
        {"no-mania": "met"},
        "1.7",
    ),
    Vignette(
        "A resolved depression, however late, does not supersede a mania",
        typical().problem("F31.13", onset="2025-03-01").problem("F31.32", onset="2026-06-01", status="resolved"),
        CURRENT,
        MANIA,
    ),
    # YMRS
    Vignette(
        "A YMRS of 12 two weeks ago is current mania",
        typical().score("YMRS", 12, ago(14)),
        CURRENT,
        MANIA,
        bounds=("no-mania.ymrs-at-least:in", "no-mania.ymrs-window:in"),
    ),
    Vignette(
        "A YMRS of 11 is no current mania",
        typical().score("YMRS", 11, ago(1)),
        {"no-mania": "met"},
        MANIA,
        bounds=("no-mania.ymrs-at-least:out",),
    ),
    Vignette(
        "A YMRS of 30 fifteen days ago says nothing of today",
        typical().score("YMRS", 30, ago(15)),
        {"no-mania": "met"},
        MANIA,
        bounds=("no-mania.ymrs-window:out",),
    ),
    Vignette(
        "A YMRS of 12 is current mania even when the problem list is not supplied",
        typical().score("YMRS", 20, ago(1)).not_supplied("conditions"),
        CURRENT,
        MANIA,
    ),
    Vignette(
        "A low YMRS does not replace a problem list that is not supplied",
        typical().score("YMRS", 2, ago(1)).not_supplied("conditions"),
        {"no-mania": "unknown"},
        MANIA,
    ),
    Vignette(
        "Without any scores the problem list alone decides on mania",
        typical().not_supplied("surveys", "observations"),
        {"no-mania": "met"},
        MANIA,
    ),
    Vignette(
        "A YMRS marked entered-in-error does not exist",
        typical().score("YMRS", 30, hours_ago(20)).changed("surveys", status="entered-in-error"),
        {"no-mania": "met"},
        "1.5",
    ),
    # psychosis
    *[
        Vignette(
            f"Active {name} is psychosis: ketamine is stopped",
            typical().problem(code, system=system),
            PSYCHOTIC,
            PSYCHOSIS,
        )
        for code, system, name in PSYCHOSES
    ],
    *[
        Vignette(
            f"Active on the list, {name} is no psychosis", typical().problem(code), {"no-psychosis": "met"}, PSYCHOSIS
        )
        for code, name in NOT_PSYCHOTIC
    ],
    *[
        Vignette(
            f"A psychosis whose status is {status} does not stop ketamine",
            typical().problem("F29", status=status),
            {"no-psychosis": "met"},
            PSYCHOSIS,
        )
        for status in ("resolved", "inactive", "remission")
    ],
    Vignette(
        "Of two entries of schizophrenia, one resolved and one active, the active one counts",
        typical().problem("F20.9", status="resolved").problem("F20.9"),
        PSYCHOTIC,
        PSYCHOSIS,
    ),
    # words
    *[
        Vignette(
            f"'{words}' without a code must be confirmed: {criterion} is not known",
            typical().problem(text=words),
            {criterion: "unknown", "missing": {criterion: "uncoded"}, "verdict": verdict},
            "3 uncoded",
        )
        for criterion, words, verdict in (
            ("no-mania", "Acute mania", "cannot-verify"),
            ("no-mania", "Hypomanic episode", "cannot-verify"),
            ("no-psychosis", "Schizophrenia", "caution"),
            ("no-psychosis", "Psychotic depression", "caution"),
        )
    ],
    *[
        Vignette(
            f"'{words}' without a code is no hit: {criterion} is met",
            typical().problem(text=words),
            {criterion: "met"},
            "3 uncoded",
        )
        for criterion, words in (
            ("no-mania", "No mania"),
            ("no-mania", "Family history of mania"),
            ("no-psychosis", "Rule out psychosis"),
            ("no-psychosis", "Depression without psychotic features"),
            ("no-psychosis", "Family history of schizophrenia"),
        )
    ],
    Vignette(
        "'Family history of schizophrenia' with its code Z81.8 is no psychosis",
        typical().problem("Z81.8", text="Family history of schizophrenia"),
        {"no-psychosis": "met"},
        "3 uncoded",
    ),
    Vignette(
        "A YMRS of 20 ten days ago is not undone by a 2 yesterday: the two weeks count",
        typical().score("YMRS", 20, ago(10)).score("YMRS", 2, ago(1)),
        CURRENT,
        MANIA,
    ),
    Vignette(
        "A YMRS found among the coded observations counts as well",
        typical().score("YMRS", 20, ago(1), key="observations"),
        CURRENT,
        MANIA,
    ),
    Vignette(
        "A YMRS dated only November 2026 may be of this week and counts",
        typical().score("YMRS", 20, "2026-11"),
        CURRENT,
        "1.7",
    ),
    Vignette(
        "A YMRS of 70 is out of range and adds nothing",
        typical().score("YMRS", 70, ago(1)),
        {"no-mania": "met"},
        MANIA,
    ),
    *[
        Vignette(
            f"A psychosis whose verification is {mark or 'missing'} counts: only refuted ones do not exist",
            typical().problem("F20.9", verification=mark),
            PSYCHOTIC,
            "1.5",
        )
        for mark in ("provisional", "differential", "unconfirmed", None)
    ],
    *[
        Vignette(
            f"'{words}' without a code must be confirmed: the denial is of something else",
            typical().problem(text=words),
            {"no-psychosis": "unknown"},
            "3 uncoded",
        )
        for words in ("Psychosis, no suicidal ideation", "Depression, no anxiety, with psychosis")
    ],
]
