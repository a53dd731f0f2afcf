"""Which drug a record means: codes, names, brands, salts, combinations, and products that are no depression trial."""

from tests.spec.story import RXNORM, SNOMED, Json, Story, nobody
from tests.spec.tried import NOT, OPEN, counted, left_open, not_counted, one_failed
from tests.spec.vignette import Vignette

START, END = "2024-01-01", "2024-06-01"
ATC = "http://www.whocc.no/atc"


def _medication(concept: Json, text: str = "300 mg daily") -> Story:
    """Five months of something, stopped as ineffective."""
    record = {
        "resourceType": "MedicationStatement",
        "status": "completed",
        "medicationCodeableConcept": concept,
        "effectivePeriod": {"start": START, "end": END},
        "statusReason": [{"text": "ineffective"}],
        "dosage": [{"text": text}],
    }
    return one_failed().add("medicationStatements", record)


def _code(system: str, code: str, display: str | None = None) -> Json:
    coding = {"system": system, "code": code}
    return {"coding": [coding if display is None else {**coding, "display": display}]}


def _named(name: str, text: str = "300 mg daily") -> Story:
    return _medication({"text": name}, text)


CODES = [
    Vignette(
        "An RxNorm ingredient code without a word names the drug",
        _medication(_code(RXNORM, "36437"), "100 mg daily"),
        counted("sertraline"),
        "4.2",
    ),
    Vignette(
        "An RxNorm product code names the drug and its strength: one 50 mg tablet of sertraline a day is adequate",
        _medication(_code(RXNORM, "312941"), "1 tablet daily"),
        counted("sertraline", card_lacks=("matched by name",)),
        "4.2",
    ),
    Vignette(
        "An RxNorm product code of 25 mg tablets: one a day is too low",
        _medication(_code(RXNORM, "312940"), "1 tablet daily"),
        not_counted("sertraline", False, "failed"),
        "4.2",
    ),
    Vignette(
        "An ATC code names the drug",
        _medication(_code(ATC, "N06AB06"), "100 mg daily"),
        counted("sertraline", card_lacks=("matched by name",)),
        "4.2",
    ),
    Vignette(
        "A local code with the drug's name as display is matched by name, and the card says so",
        _medication(_code("urn:local:formulary", "SER100", "Sertraline 100 mg tab"), "100 mg daily"),
        counted("sertraline", card=("matched by name",)),
        "4.2",
    ),
    Vignette(
        "Among several codings the one that is known names the drug",
        _medication(
            {"coding": [{"system": "urn:local", "code": "77"}, {"system": RXNORM, "code": "36437"}]}, "100 mg daily"
        ),
        counted("sertraline"),
        "4.2",
    ),
    Vignette(
        "A code of a system that nobody here reads, without a word, is no known drug",
        _medication(_code(SNOMED, "372594008"), "100 mg daily"),
        NOT,
        "4.2",
    ),
    Vignette(
        "A medication referenced inside the record is read as well",
        one_failed().add(
            "medicationStatements",
            {
                "resourceType": "MedicationStatement",
                "status": "completed",
                "contained": [{"resourceType": "Medication", "id": "m", "code": _code(RXNORM, "36437")}],
                "medicationReference": {"reference": "#m"},
                "effectivePeriod": {"start": START, "end": END},
                "statusReason": [{"text": "ineffective"}],
                "dosage": [{"text": "100 mg daily"}],
            },
        ),
        counted("sertraline"),
        "4.2",
    ),
    Vignette(
        "A medication known only by a reference and its display is matched by name",
        one_failed().add(
            "medicationStatements",
            {
                "resourceType": "MedicationStatement",
                "status": "completed",
                "medicationReference": {"reference": "Medication/77", "display": "sertraline"},
                "effectivePeriod": {"start": START, "end": END},
                "statusReason": [{"text": "ineffective"}],
                "dosage": [{"text": "100 mg daily"}],
            },
        ),
        counted("sertraline", card=("matched by name",)),
        "4.2",
    ),
    Vignette(
        "A medication that is only a reference to something not sent leaves the trials open",
        one_failed().add(
            "medicationStatements",
            {
                "resourceType": "MedicationStatement",
                "status": "completed",
                "medicationReference": {"reference": "Medication/77"},
                "effectivePeriod": {"start": START, "end": END},
            },
        ),
        OPEN,
        "1.3",
    ),
]

NAMES = [
    Vignette(
        f'"{name}" is {drug}, matched by name',
        _named(name, "40 mg daily" if drug in {"citalopram", "escitalopram"} else "300 mg daily"),
        counted(drug, card=("matched by name",)),
        "4.2",
    )
    for name, drug in (
        ("Zoloft", "sertraline"),
        ("ZOLOFT", "sertraline"),
        ("sertraline HCl 100 mg oral tablet", "sertraline"),
        ("Effexor XR", "venlafaxine"),
        ("venlafaxine extended release", "venlafaxine"),
        ("desvenlafaxine succinate", "desvenlafaxine"),
        ("escitalopram oxalate", "escitalopram"),
        ("citalopram hydrobromide", "citalopram"),
        ("Wellbutrin XL", "bupropion"),
        ("levomilnacipran", "levomilnacipran"),
        ("milnacipran", "milnacipran"),
        ("Elavil", "amitriptyline"),
    )
]

ONE_DRUG = [
    Vignette(
        f"{first} and later {second} are one drug and one failure",
        nobody()
        .problem("F33.2")
        .took(first, mg, "2020-01-01", "2020-06-01", stopped="ineffective")
        .took(second, mg, "2022-01-01", "2022-06-01", stopped="ineffective"),
        NOT,
        "4.2",
    )
    for first, second, mg in (
        ("sertraline", "Zoloft", 100),
        ("Effexor", "venlafaxine XR", 300),
        ("bupropion", "bupropion hydrobromide", 300),
        ("Paxil", "paroxetine mesylate", 40),
    )
] + [
    Vignette(
        f"{first} and later {second} are two drugs and two failures",
        nobody()
        .problem("F33.2")
        .took(first, mg, "2020-01-01", "2020-06-01", stopped="ineffective")
        .took(second, mg, "2022-01-01", "2022-06-01", stopped="ineffective"),
        {"treatment-resistance": "met"},
        "4.2",
    )
    for first, second, mg in (
        ("citalopram", "escitalopram", 40),
        ("venlafaxine", "desvenlafaxine", 300),
        ("amitriptyline", "nortriptyline", 300),
        ("milnacipran", "levomilnacipran", 300),
    )
]

COMBINATIONS = [
    Vignette(
        "Olanzapine with fluoxetine in one capsule is one trial, of fluoxetine",
        _medication(_code(RXNORM, "403972"), "1 capsule daily"),
        counted("fluoxetine"),
        "4.2",
    ),
    Vignette(
        "Olanzapine with fluoxetine in one capsule and fluoxetine alone are one drug",
        nobody()
        .problem("F33.2")
        .took("fluoxetine", 40, "2020-01-01", "2020-06-01", stopped="ineffective")
        .took("Symbyax", "50 mg fluoxetine daily", "2022-01-01", "2022-06-01", stopped="ineffective"),
        {"treatment-resistance": "not-met"},
        "4.2",
    ),
    Vignette(
        "Amitriptyline with perphenazine is a trial of amitriptyline, here too low at 50 mg a day",
        _medication(_code(RXNORM, "856840"), "1 tablet daily"),
        not_counted("amitriptyline", False, "failed"),
        "4.2",
    ),
    Vignette(
        "Amitriptyline with perphenazine, three tablets of 50 mg a day, is an adequate trial of amitriptyline",
        _medication(_code(RXNORM, "856840"), "3 tablets daily"),
        counted("amitriptyline"),
        "4.2",
    ),
]

NO_TRIAL = (
    [
        Vignette(
            f"{name} {dose} is no depression trial and never counts",
            _named(name, dose),
            {**NOT, "trials": {drug: None}},
            "4.2",
        )
        for name, dose, drug in (
            ("Zyban", "300 mg daily", "bupropion"),
            ("bupropion SR for smoking cessation", "300 mg daily", "bupropion"),
            ("Contrave", "300 mg daily", "bupropion"),
            ("Sarafem", "20 mg daily", "fluoxetine"),
            ("Silenor", "6 mg daily", "doxepin"),
            ("doxepin 6 mg oral tablet", "1 tablet daily", "doxepin"),
            ("doxepin cream", "apply daily", "doxepin"),
            ("Brisdelle", "7.5 mg daily", "paroxetine"),
            ("Savella", "100 mg daily", "milnacipran"),
            ("Yentreve", "80 mg daily", "duloxetine"),
            ("selegiline 5 mg oral capsule", "10 mg daily", "selegiline"),
            ("Eldepryl", "10 mg daily", "selegiline"),
        )
    ]
    + [
        Vignette(
            f"The RxNorm product {code} ({what}) is no depression trial and never counts",
            _medication(_code(RXNORM, code), "2 a day"),
            NOT,
            "4.2",
        )
        for code, what in (("966793", "doxepin 6 mg tablet"), ("859186", "selegiline 5 mg capsule"))
    ]
    + [
        Vignette(
            f"{name} is shown as augmentation and never counted as a trial",
            _named(name, dose),
            {**NOT, "trials": {name: None}, "card": (name,)},
            "4.2",
        )
        for name, dose in (
            ("lithium", "900 mg daily"),
            ("aripiprazole", "10 mg daily"),
            ("quetiapine", "300 mg daily"),
            ("olanzapine", "10 mg daily"),
            ("risperidone", "2 mg daily"),
            ("liothyronine", "25 ug daily"),
            ("buspirone", "30 mg daily"),
            ("lamotrigine", "200 mg daily"),
        )
    ]
    + [
        Vignette(
            f"{name} is no antidepressant trial here",
            _named(name, dose),
            {**NOT, "trials": {name: None}},
            "4.2",
        )
        for name, dose in (
            ("ketamine", "50 mg weekly"),
            ("esketamine", "84 mg twice a week"),
            ("Spravato", "84 mg weekly"),
        )
    ]
    + [
        Vignette(
            f"{name} is no drug of this protocol",
            _named(name),
            NOT,
            "4.2",
        )
        for name in ("metformin", "St. John's wort", "clonazepam")
    ]
)

WEEKLY = [
    Vignette(
        "Fluoxetine 90 mg once a week is another rhythm: its adequacy is unknown",
        _medication(_code(RXNORM, "313995"), "90 mg once a week"),
        left_open("fluoxetine", "unknown", "failed"),
        "4.4",
    ),
    Vignette(
        "The weekly fluoxetine capsule by its code, said to be taken daily, is not simply 90 mg a day",
        _medication(_code(RXNORM, "313995"), "1 capsule daily"),
        left_open("fluoxetine", "unknown", "failed"),
        "4.4",
    ),
]

STRENGTH = [
    Vignette(
        "A paroxetine capsule of 7.5 mg is for hot flushes, however many are taken",
        _named("paroxetine 7.5 mg oral capsule", "4 capsules daily"),
        {**NOT, "trials": {"paroxetine": None}},
        "4.2",
        bounds=("paroxetine.not_a_trial_strength:in",),
    ),
    Vignette(
        "A paroxetine tablet of 10 mg is a depression trial at two tablets a day",
        _named("paroxetine 10 mg oral tablet", "2 tablets daily"),
        counted("paroxetine"),
        "4.2",
        bounds=("paroxetine.not_a_trial_strength:out",),
    ),
    Vignette(
        "A doxepin tablet of 6 mg is for sleep, however many are taken",
        _named("doxepin 6 mg oral tablet", "25 tablets daily"),
        {**NOT, "trials": {"doxepin": None}},
        "4.2",
        bounds=("doxepin.not_a_trial_strength:in",),
    ),
    Vignette(
        "A doxepin capsule of 10 mg is a depression trial, here too low at three capsules a day",
        _named("doxepin 10 mg oral capsule", "3 capsules daily"),
        not_counted("doxepin", False, "failed"),
        "4.2",
        bounds=("doxepin.not_a_trial_strength:out",),
    ),
]

VIGNETTES = [*CODES, *NAMES, *ONE_DRUG, *COMBINATIONS, *NO_TRIAL, *WEEKLY, *STRENGTH]
