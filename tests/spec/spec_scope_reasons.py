"""Section 2, stated reasons: which ones make a ketamine order ours, and which ones we leave alone."""

from tests.spec.story import ICD10, ICD10CM, SNOMED, Story, concept, concepts, nobody, typical
from tests.spec.vignette import Vignette

LOCAL = "https://ehr.example.org/reasons"
ICD9 = "http://hl7.org/fhir/sid/icd-9-cm"

OURS = {"scope": "in-scope"}
SILENT = {"cards": 0, "scope": "out-of-scope"}


def ordered_for(code: str | None = None, text: str | None = None, system: str = ICD10CM) -> Story:
    """Ketamine for this reason, for a patient whose problem list is supplied and empty."""
    return nobody().orders(reason=concept(code, text, system))


def depressed_but_ordered_for(code: str | None = None, text: str | None = None, system: str = ICD10CM) -> Story:
    """Ketamine for this reason, for a patient with depression on the problem list."""
    return typical().orders(mg=35, minutes=40, reason=concept(code, text, system))


CODED = [
    ("F32.2", ICD10CM, "a severe depressive episode (F32.2)"),
    ("F32.A", ICD10CM, "an unspecified depression (F32.A)"),
    ("F32.5", ICD10CM, "a depressive episode in remission (F32.5)"),
    ("F33.1", ICD10CM, "a recurrent depression (F33.1)"),
    ("F33.42", ICD10CM, "a recurrent depression in remission (F33.42)"),
    ("F34.1", ICD10CM, "dysthymia (F34.1)"),
    ("F53.0", ICD10CM, "postpartum depression (F53.0)"),
    ("F31.32", ICD10CM, "bipolar depression (F31.32)"),
    ("F31.2", ICD10CM, "bipolar mania (F31.2)"),
    ("F31.9", ICD10CM, "an unspecified bipolar disorder (F31.9)"),
    ("F31.81", ICD10CM, "bipolar II disorder (F31.81)"),
    ("R45.851", ICD10CM, "suicidal ideation (R45.851)"),
    ("F32.2", ICD10, "a severe depressive episode in WHO ICD-10 (F32.2)"),
    ("F53.0", ICD10, "a postnatal depression in WHO ICD-10 (F53.0)"),
    ("F31.8", ICD10, "another bipolar disorder in WHO ICD-10 (F31.8)"),
    ("370143000", SNOMED, "major depressive disorder in SNOMED CT"),
    ("35489007", SNOMED, "depressive disorder in SNOMED CT"),
    ("13746004", SNOMED, "bipolar disorder in SNOMED CT"),
    ("6471006", SNOMED, "suicidal thoughts in SNOMED CT"),
]

WORDS = [
    "treatment-resistant depression",
    "Major Depressive Disorder",
    "DEPRESSION",
    "severe depressive episode",
    "MDD, recurrent",
    "TRD",
    "bipolar depression",
    "bipolar disorder",
    "suicidal ideation",
    "TRD; watch for respiratory depression",
]

OTHER = [
    ("Z01.818", None, ICD10CM, "a pre-procedural examination (Z01.818)"),
    ("G89.4", None, ICD10CM, "chronic pain (G89.4)"),
    ("G41.9", None, ICD10, "status epilepticus in WHO ICD-10 (G41.9)"),
    ("J45.902", None, ICD10CM, "status asthmaticus (J45.902)"),
    ("F43.10", None, ICD10CM, "PTSD (F43.10)"),
    ("F42.2", None, ICD10CM, "OCD (F42.2)"),
    ("F41.1", None, ICD10CM, "generalised anxiety (F41.1)"),
    ("F53.1", None, ICD10CM, "puerperal psychosis (F53.1)"),
    ("F34.0", None, ICD10CM, "cyclothymia (F34.0)"),
    ("22253000", None, SNOMED, "pain in SNOMED CT"),
    (None, "Induction of anesthesia", ICD10CM, "the words 'Induction of anesthesia'"),
    (None, "general anaesthesia", ICD10CM, "the words 'general anaesthesia'"),
    (None, "Procedural sedation in the ED", ICD10CM, "the words 'Procedural sedation in the ED'"),
    (None, "acute pain", ICD10CM, "the words 'acute pain'"),
    (None, "refractory status epilepticus", ICD10CM, "the words 'refractory status epilepticus'"),
    (None, "severe asthma", ICD10CM, "the words 'severe asthma'"),
    (None, "PTSD", ICD10CM, "the word 'PTSD'"),
    (None, "OCD", ICD10CM, "the word 'OCD'"),
    (None, "anxiety", ICD10CM, "the word 'anxiety'"),
    (None, "rapid sequence intubation", ICD10CM, "the words 'rapid sequence intubation'"),
]

NOT_THAT_DEPRESSION = [
    "respiratory depression",
    "CNS depression",
    "central nervous system depression",
    "bone marrow depression",
    "depressed skull fracture",
]

VIGNETTES = [
    *[
        Vignette(
            f"Ketamine ordered for {name} is ours, even with an empty problem list",
            ordered_for(code, None, system),
            OURS,
            "2",
        )
        for code, system, name in CODED
    ],
    *[
        Vignette(
            f"Ketamine ordered for the words '{words}' is ours, even with an empty problem list",
            ordered_for(None, words),
            OURS,
            "2",
        )
        for words in WORDS
    ],
    *[
        Vignette(
            f"Ketamine ordered for {name} is left alone, even when the patient also has depression",
            depressed_but_ordered_for(code, text, system),
            SILENT,
            "2",
        )
        for code, text, system, name in OTHER
    ],
    *[
        Vignette(
            f"The words '{words}' do not make an order ours: the patient has no mood disorder",
            ordered_for(None, words),
            SILENT,
            "2",
        )
        for words in NOT_THAT_DEPRESSION
    ],
    Vignette(
        "Of two stated reasons, pain and depression, one that is ours is enough",
        nobody().orders(reasonCode=[concept("G89.4"), concept("F33.2")]),
        OURS,
        "2",
    ),
    Vignette(
        "Of two stated reasons, sedation and a local code nobody knows, the recognised one decides: silence",
        typical().orders(
            mg=35, minutes=40, reasonCode=[concept(None, "procedural sedation"), concept("KET7", None, LOCAL)]
        ),
        SILENT,
        "2",
    ),
    Vignette(
        "One reason coded twice, locally and in ICD-10-CM, is read by the code we know",
        nobody().orders(reason=concepts((LOCAL, "MOOD-1"), (ICD10CM, "F33.2"))),
        OURS,
        "2",
    ),
    Vignette(
        "A local code with a text that names depression is read by its words",
        ordered_for("MOOD-1", "Depression, treatment resistant", LOCAL),
        OURS,
        "2",
    ),
    Vignette(
        "A local code whose display names depression is read by its words",
        nobody().orders(reason={"coding": [{"system": LOCAL, "code": "MOOD-1", "display": "Major depression"}]}),
        OURS,
        "2",
    ),
    Vignette(
        "A reason in ICD-9 alone counts as none stated: with an empty problem list there is silence",
        ordered_for("296.33", None, ICD9),
        SILENT,
        "2",
    ),
    Vignette(
        "A reason in ICD-9 alone counts as none stated: with active depression on the list the order is ours",
        depressed_but_ordered_for("338.4", None, ICD9),
        OURS,
        "2",
    ),
    Vignette(
        "A reason in words nobody knows counts as none stated: with active depression on the list the order is ours",
        depressed_but_ordered_for(None, "as discussed in conference"),
        OURS,
        "2",
    ),
    Vignette(
        "A reason in words nobody knows counts as none stated: without a problem list the scope cannot be decided",
        ordered_for(None, "as discussed in conference").not_supplied("conditions"),
        {"http": 412},
        "2",
    ),
    Vignette(
        "A stated depression needs no problem list to make the order ours",
        ordered_for("F33.2").not_supplied("conditions"),
        OURS,
        "2",
    ),
    Vignette(
        "A stated anaesthesia needs no problem list to be left alone",
        ordered_for(None, "anesthesia").not_supplied("conditions"),
        SILENT,
        "2",
    ),
    Vignette(
        "Sedation of a patient said to have no depression is left alone",
        depressed_but_ordered_for(None, "procedural sedation, no history of depression"),
        SILENT,
        "2",
    ),
    Vignette(
        "A reason that is a reference to depression on the problem list makes the order ours",
        nobody().problem("F33.2").orders(reason=None, reasonReference=[{"reference": "Condition/conditions-1"}]),
        OURS,
        "2",
    ),
    Vignette(
        "A reason that is a reference to pain on the problem list is left alone, although depression stands beside it",
        nobody()
        .problem("G89.4")
        .problem("F33.2")
        .orders(reason=None, reasonReference=[{"reference": "Condition/conditions-1"}]),
        SILENT,
        "2",
    ),
    Vignette(
        "A reason that is a reference to a resolved depression is still a stated depression",
        nobody()
        .problem("F33.2", status="resolved")
        .orders(reason=None, reasonReference=[{"reference": "Condition/conditions-1"}]),
        OURS,
        "2",
    ),
    Vignette(
        "A reason that is a reference to a refuted depression states nothing",
        nobody()
        .problem("F33.2", verification="refuted")
        .orders(reason=None, reasonReference=[{"reference": "Condition/conditions-1"}]),
        SILENT,
        "2",
    ),
    Vignette(
        "A reason contained in the order itself is read",
        nobody().orders(
            reason=None,
            contained=[
                {
                    "resourceType": "Condition",
                    "id": "c1",
                    "code": concept("F33.2"),
                    "subject": {"reference": "Patient/p1"},
                }
            ],
            reasonReference=[{"reference": "#c1"}],
        ),
        OURS,
        "2",
    ),
    Vignette(
        "A reason that is a reference known only by its display is read by its words",
        nobody().orders(reason=None, reasonReference=[{"display": "Major depressive disorder"}]),
        OURS,
        "2",
    ),
    Vignette(
        "A reason that is a reference to a problem which nobody sent counts as none stated",
        typical().orders(mg=35, minutes=40, reason=None, reasonReference=[{"reference": "Condition/elsewhere"}]),
        OURS,
        "2",
    ),
]
