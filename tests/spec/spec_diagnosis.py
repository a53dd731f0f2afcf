"""Section 3, `depression-diagnosis`: what on the problem list is a current depressive episode."""

from tests.spec.story import ICD10, ICD10CM, SNOMED, Story, concept, concepts, nobody, typical
from tests.spec.vignette import Vignette

ROW = "3 depression-diagnosis"
ICD9 = "http://hl7.org/fhir/sid/icd-9-cm"
ID = "depression-diagnosis"

MET = {ID: "met"}
NOT_MET = {ID: "not-met", "verdict": "criteria-not-met"}
UNKNOWN = {ID: "unknown"}


def unknown(why: str) -> dict:
    """The diagnosis is not known for this reason."""
    return {ID: "unknown", "missing": {ID: why}}


def for_suicidality() -> Story:
    """Ketamine ordered for suicidal ideation alone, which states no depression; the problem list is empty."""
    return nobody().orders(reason="R45.851")


EPISODES = [
    ("F32.0", ICD10CM, "a mild depressive episode (F32.0)"),
    ("F32.1", ICD10CM, "a moderate depressive episode (F32.1)"),
    ("F32.2", ICD10CM, "a severe depressive episode (F32.2)"),
    ("F32.3", ICD10CM, "a psychotic depressive episode (F32.3)"),
    ("F32.9", ICD10CM, "a depressive episode without stated severity (F32.9)"),
    ("F33.0", ICD10CM, "a mild recurrent depression (F33.0)"),
    ("F33.1", ICD10CM, "a moderate recurrent depression (F33.1)"),
    ("F33.2", ICD10CM, "a severe recurrent depression (F33.2)"),
    ("F33.3", ICD10CM, "a psychotic recurrent depression (F33.3)"),
    ("F33.9", ICD10CM, "a recurrent depression without stated severity (F33.9)"),
    ("F31.30", ICD10CM, "a bipolar depression without stated severity (F31.30)"),
    ("F31.31", ICD10CM, "a mild bipolar depression (F31.31)"),
    ("F31.32", ICD10CM, "a moderate bipolar depression (F31.32)"),
    ("F31.4", ICD10CM, "a severe bipolar depression (F31.4)"),
    ("F31.5", ICD10CM, "a psychotic bipolar depression (F31.5)"),
    ("F32.1", ICD10, "a moderate depressive episode in WHO ICD-10 (F32.1)"),
    ("F33.2", ICD10, "a severe recurrent depression in WHO ICD-10 (F33.2)"),
    ("F31.3", ICD10, "a mild or moderate bipolar depression in WHO ICD-10 (F31.3)"),
    ("F31.4", ICD10, "a severe bipolar depression in WHO ICD-10 (F31.4)"),
    ("370143000", SNOMED, "major depressive disorder in SNOMED CT"),
    ("66344007", SNOMED, "recurrent major depression in SNOMED CT"),
    ("36923009", SNOMED, "a single major depressive episode in SNOMED CT"),
    ("191627008", SNOMED, "bipolar disorder, current episode depressed, in SNOMED CT"),
]

REMITTED = [
    ("F32.4", ICD10CM, "a depressive episode in partial remission (F32.4)"),
    ("F32.5", ICD10CM, "a depressive episode in full remission (F32.5)"),
    ("F33.40", ICD10CM, "a recurrent depression in remission (F33.40)"),
    ("F33.41", ICD10CM, "a recurrent depression in partial remission (F33.41)"),
    ("F33.42", ICD10CM, "a recurrent depression in full remission (F33.42)"),
    ("F31.75", ICD10CM, "a bipolar depression in partial remission (F31.75)"),
    ("F31.76", ICD10CM, "a bipolar depression in full remission (F31.76)"),
    ("F33.4", ICD10, "a recurrent depression in remission in WHO ICD-10 (F33.4)"),
    ("F31.7", ICD10, "a bipolar disorder in remission in WHO ICD-10 (F31.7)"),
]

UNSPECIFIED = [
    ("F32.A", "unspecified depression (F32.A)"),
    ("F31.9", "unspecified bipolar disorder (F31.9)"),
    ("F31.81", "bipolar II disorder (F31.81)"),
    ("F31.89", "other bipolar disorder (F31.89)"),
]

OTHER = [
    ("F34.1", "dysthymia (F34.1)"),
    ("F31.2", "bipolar mania (F31.2)"),
    ("F31.61", "a mixed bipolar episode (F31.61)"),
    ("F41.1", "generalised anxiety (F41.1)"),
    ("F43.21", "an adjustment disorder (F43.21)"),
]

VIGNETTES = [
    *[
        Vignette(
            f"Active on the problem list, {name} is a depressive episode",
            nobody().problem(code, system=system),
            MET,
            ROW,
        )
        for code, system, name in EPISODES
    ],
    *[
        Vignette(
            f"On the problem list as active, {name} is still no depressive episode of today",
            for_suicidality().problem(code, system=system),
            NOT_MET,
            ROW,
        )
        for code, system, name in REMITTED
    ],
    *[
        Vignette(
            f"Active on the problem list, {name} alone leaves the diagnosis open", nobody().problem(code), UNKNOWN, ROW
        )
        for code, name in UNSPECIFIED
    ],
    *[
        Vignette(
            f"Active on the problem list, {name} alone is no depressive episode of today",
            for_suicidality().problem(code),
            {ID: "not-met"},
            ROW,
        )
        for code, name in OTHER
    ],
    *[
        Vignette(
            f"A depression whose status is {status} is no depressive episode of today",
            for_suicidality().problem("F33.2", status=status),
            NOT_MET,
            ROW,
        )
        for status in ("resolved", "inactive", "remission")
    ],
    *[
        Vignette(
            f"A depression whose status is {status or 'missing'} is a depressive episode of today",
            for_suicidality().problem("F33.2", status=status),
            MET,
            ROW,
        )
        for status in (None, "active", "recurrence", "relapse")
    ],
    *[
        Vignette(
            f"A depression marked {mark} does not exist: there is no diagnosis",
            for_suicidality().problem("F33.2", verification=mark),
            NOT_MET,
            "1.5",
        )
        for mark in ("refuted", "entered-in-error")
    ],
    Vignette(
        "Suicidal ideation as the only reason and an empty problem list: there is no depression diagnosis",
        for_suicidality(),
        NOT_MET,
        ROW,
    ),
    Vignette(
        "Depression stated on the order only leaves the diagnosis open",
        nobody(),
        {**UNKNOWN, "text": {ID: "on the order only"}},
        ROW,
    ),
    Vignette(
        "Depression stated on the order and only a remission on the list leaves the diagnosis open",
        nobody().problem("F33.42"),
        UNKNOWN,
        ROW,
    ),
    Vignette(
        "Depression stated on the order in words only leaves the diagnosis open",
        nobody().orders(reason=concept(None, "treatment-resistant depression")),
        UNKNOWN,
        ROW,
    ),
    Vignette(
        "An unspecified depression beside a specific one: the specific one is the diagnosis",
        nobody().problem("F32.A").problem("F33.1"),
        MET,
        ROW,
    ),
    Vignette(
        "A remission beside an active episode: the active one is the diagnosis",
        nobody().problem("F33.42").problem("F33.1"),
        MET,
        ROW,
    ),
    Vignette(
        "A problem coded in SNOMED CT and in ICD-10-CM is one problem, read by either code",
        nobody().problem(concepts((SNOMED, "35489007"), (ICD10CM, "F33.2"))),
        MET,
        ROW,
    ),
    Vignette(
        "A lower-case code with blanks around it is read",
        nobody().problem(" f33.2 "),
        MET,
        ROW,
    ),
    # what is not known
    Vignette(
        "Without a problem list the diagnosis is not known, even if the order states it",
        nobody().not_supplied("conditions"),
        unknown("not-supplied"),
        ROW,
    ),
    Vignette(
        "With a failed problem list the diagnosis is not known",
        for_suicidality().failed("conditions"),
        unknown("failed"),
        ROW,
    ),
    Vignette(
        "A problem list that came as null holds nothing: there is no depression diagnosis",
        for_suicidality().null("conditions"),
        NOT_MET,
        "1.3",
    ),
    Vignette(
        "A cut-off problem list without a depression cannot prove that there is none",
        for_suicidality().problem("I10").truncated("conditions"),
        unknown("truncated"),
        "1.3",
    ),
    Vignette(
        "A cut-off problem list that shows the depression proves it",
        for_suicidality().problem("F33.2").truncated("conditions"),
        MET,
        "1.1",
    ),
    Vignette(
        "A problem list with an unreadable entry and no depression cannot prove that there is none",
        for_suicidality().unreadable("conditions"),
        unknown("unreadable"),
        "1.3",
    ),
    # uncoded
    Vignette(
        "Depression written without a code leaves the diagnosis open",
        for_suicidality().problem(text="Major depressive disorder, recurrent"),
        {**unknown("uncoded"), "text": {ID: "uncoded problem"}},
        "3 uncoded",
    ),
    Vignette(
        "Depression coded in ICD-9 only counts as uncoded: its words leave the diagnosis open",
        for_suicidality().problem("296.33", text="Recurrent major depression", system=ICD9),
        unknown("uncoded"),
        "3 uncoded",
    ),
    Vignette(
        "A bare ICD-9 code says nothing: there is no depression diagnosis",
        for_suicidality().problem("296.33", system=ICD9),
        NOT_MET,
        "3 uncoded",
    ),
    *[
        Vignette(
            f"'{words}' without a code is no depression", for_suicidality().problem(text=words), NOT_MET, "3 uncoded"
        )
        for words in (
            "No depression",
            "Family history of depression",
            "Depression screening",
            "Rule out major depression",
            "Respiratory depression",
        )
    ],
    Vignette(
        "A resolved depression written without a code is no depression of today",
        for_suicidality().problem(text="Major depression", status="resolved"),
        NOT_MET,
        "3 uncoded",
    ),
    Vignette(
        "A psychotic bipolar depression is the diagnosis, and a psychosis",
        typical().problem("F31.5"),
        {ID: "met", "no-psychosis": "not-met", "verdict": "stop"},
        ROW,
    ),
    *[
        Vignette(
            f"A depression whose verification is {mark} leaves the diagnosis open",
            for_suicidality().problem("F33.2", verification=mark),
            UNKNOWN,
            ROW,
        )
        for mark in ("provisional", "differential", "unconfirmed")
    ],
]
