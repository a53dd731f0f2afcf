"""The least daily dose of every antidepressant, at the limit and just below; drugs without one; the daily dose."""

from tests.spec.story import Story
from tests.spec.tried import counted, day, left_open, not_counted, one_failed
from tests.spec.vignette import Vignette

MINIMA = {
    "citalopram": 20,
    "escitalopram": 10,
    "fluoxetine": 20,
    "fluvoxamine": 100,
    "paroxetine": 20,
    "sertraline": 50,
    "venlafaxine": 150,
    "desvenlafaxine": 50,
    "duloxetine": 60,
    "levomilnacipran": 40,
    "milnacipran": 100,
    "bupropion": 300,
    "mirtazapine": 15,
    "trazodone": 300,
    "nefazodone": 300,
    "vilazodone": 40,
    "vortioxetine": 10,
    "amitriptyline": 150,
    "amoxapine": 150,
    "clomipramine": 150,
    "desipramine": 150,
    "doxepin": 150,
    "imipramine": 150,
    "nortriptyline": 75,
    "protriptyline": 30,
    "trimipramine": 150,
    "maprotiline": 150,
    "isocarboxazid": 30,
    "phenelzine": 45,
    "tranylcypromine": 30,
}
"""mg a day, copied from the clinical data sheet, not from the content of the service."""

NO_MINIMUM = (
    "mianserin",
    "gepirone",
    "agomelatine",
    "reboxetine",
    "tianeptine",
    "dosulepin",
    "lofepramine",
    "moclobemide",
    "zuranolone",
    "brexanolone",
)

START, END = "2024-01-01", "2024-03-01"


def _with(drug: str, mg: float | str | None, *, named: str | None = None) -> Story:
    other = "sertraline" if drug == "mirtazapine" else "mirtazapine"
    return one_failed(other, 150 if other == "sertraline" else 45).took(
        named or drug, mg, START, END, stopped="ineffective"
    )


AT_THE_MINIMUM = [
    Vignette(
        f"Sixty days of {drug} at its least adequate dose of {mg} mg a day without effect are a failed trial",
        _with(drug, mg),
        counted(drug),
        "4.4",
        bounds=(f"{drug}.minimum_daily_dose:in",),
    )
    for drug, mg in MINIMA.items()
]

BELOW_THE_MINIMUM = [
    Vignette(
        f"Sixty days of {drug} at {mg - 0.5:g} mg a day, just below its minimum, are not an adequate trial",
        _with(drug, mg - 0.5),
        not_counted(drug, False, "failed"),
        "4.4",
        bounds=(f"{drug}.minimum_daily_dose:out",),
    )
    for drug, mg in MINIMA.items()
]

WITHOUT_MINIMUM = [
    Vignette(
        f"There is no agreed minimum dose of {drug}, so the adequacy of its trial stays unknown at any dose",
        _with(drug, 500),
        left_open(drug, "unknown", "failed"),
        "4.4",
    )
    for drug in NO_MINIMUM
]

PATCH = [
    Vignette(
        "A selegiline patch of 6 mg in 24 hours reaches the minimum dose",
        _with("selegiline", 6, named="selegiline 6 mg/24 hr transdermal patch"),
        counted("selegiline"),
        "4.4",
        bounds=("selegiline.minimum_daily_dose:in",),
    ),
    Vignette(
        "A selegiline patch stated as 5.5 mg a day stays below the minimum dose",
        _with("selegiline", 5.5, named="selegiline transdermal patch"),
        not_counted("selegiline", False, "failed"),
        "4.4",
        bounds=("selegiline.minimum_daily_dose:out",),
    ),
    Vignette(
        "The combination of bupropion and dextromethorphan post-dates the instruments: its adequacy stays unknown",
        _with("bupropion", 300, named="Auvelity"),
        left_open("bupropion", "unknown", "failed"),
        "4.4",
    ),
]

NAMED_DOSES = [
    Vignette(
        f'A daily dose written as "{text}" of {name} is read as {verdict}',
        _with(drug, text, named=name),
        expect(drug),
        "4.4",
    )
    for name, drug, text, verdict, expect in [
        ("sertraline", "sertraline", "150 mg daily", "adequate", lambda d: counted(d)),
        ("sertraline", "sertraline", "25 mg daily", "too low", lambda d: not_counted(d, False, "failed")),
        ("sertraline", "sertraline", "Take 50 mg by mouth once daily", "adequate", lambda d: counted(d)),
        ("venlafaxine", "venlafaxine", "75 mg BID", "adequate", lambda d: counted(d)),
        ("venlafaxine", "venlafaxine", "75 mg twice a day", "adequate", lambda d: counted(d)),
        ("venlafaxine", "venlafaxine", "75 mg daily", "too low", lambda d: not_counted(d, False, "failed")),
        ("venlafaxine", "venlafaxine", "37.5 mg BID", "too low", lambda d: not_counted(d, False, "failed")),
        ("bupropion", "bupropion", "100 mg TID", "adequate", lambda d: counted(d)),
        ("sertraline 50 mg oral tablet", "sertraline", "1 tablet daily", "adequate", lambda d: counted(d)),
        (
            "sertraline 25 mg oral tablet",
            "sertraline",
            "1 tablet daily",
            "too low",
            lambda d: not_counted(d, False, "failed"),
        ),
        ("sertraline 25 mg oral tablet", "sertraline", "2 tablets daily", "adequate", lambda d: counted(d)),
        ("sertraline", "sertraline", "1 tablet daily", "not known", lambda d: left_open(d, "unknown", "failed")),
        ("sertraline", "sertraline", "50-100 mg daily", "adequate", lambda d: counted(d)),
        (
            "venlafaxine",
            "venlafaxine",
            "75-150 mg daily",
            "too low by its lower end",
            lambda d: not_counted(d, False, "failed"),
        ),
        ("sertraline", "sertraline", "as directed", "not known", lambda d: left_open(d, "unknown", "failed")),
        ("sertraline", "sertraline", "100 mg every other day", "adequate", lambda d: counted(d)),
        ("sertraline", "sertraline", "50 mg every other day", "too low", lambda d: not_counted(d, False, "failed")),
        (
            "fluoxetine 90 mg delayed release oral capsule",
            "fluoxetine",
            "90 mg once a week",
            "not known",
            lambda d: left_open(d, "unknown", "failed"),
        ),
        ("Prozac Weekly", "fluoxetine", "1 capsule weekly", "not known", lambda d: left_open(d, "unknown", "failed")),
    ]
]


def _steps(low_days: int, full_days: int, *, full: float | str | None = 50, low: float | str | None = 25) -> Story:
    """Sertraline raised from a low step to a full one without a gap, then stopped as ineffective."""
    raised, end = day("2024-01-01", low_days), day("2024-01-01", low_days + full_days)
    return (
        one_failed()
        .took("sertraline", low, "2024-01-01", raised, status="completed")
        .took("sertraline", full, raised, end, stopped="ineffective")
    )


TITRATION = [
    Vignette(
        "Of a trial that began with 25 mg of sertraline only the 28 days at 50 mg count, and they are enough",
        _steps(14, 28),
        counted("sertraline", adequate_days={"sertraline": 28}),
        "4.4",
        bounds=("treatment-resistance.adequate-days:in",),
    ),
    Vignette(
        "Of a trial of eight weeks only the 27 days at full dose count, and they are not enough",
        _steps(29, 27),
        not_counted("sertraline", False, "failed", adequate_days={"sertraline": 27}),
        "4.4",
        bounds=("treatment-resistance.adequate-days:out",),
    ),
    Vignette(
        "Twenty-seven days at full dose and a week at an unknown dose leave the adequacy of the trial unknown",
        _steps(7, 27, low=None),
        left_open("sertraline", "unknown", "failed"),
        "4.4",
    ),
    Vignette(
        "Twenty-eight days at full dose are enough, whatever was taken in the week before",
        _steps(7, 28, low=None),
        counted("sertraline"),
        "4.4",
    ),
    Vignette(
        "Without any dose on record the adequacy of a trial is unknown, not absent",
        one_failed().took("sertraline", None, START, END, stopped="ineffective"),
        left_open("sertraline", "unknown", "failed", missing={"treatment-resistance": "not-recorded"}),
        "4.4",
    ),
    Vignette(
        "Two months of sertraline 25 mg from two overlapping sources are 25 mg a day, never the sum of both",
        one_failed()
        .took("sertraline", 25, START, END, stopped="ineffective")
        .prescribed("sertraline", 25, START, bounds=(START, END), status="completed"),
        not_counted("sertraline", False, "failed"),
        "4.1",
    ),
    Vignette(
        "Where a statement says 25 mg and the prescription says 100 mg the higher single daily dose counts",
        one_failed()
        .took("sertraline", 25, START, END, stopped="ineffective")
        .prescribed("sertraline", 100, START, bounds=(START, END), status="completed"),
        counted("sertraline"),
        "4.1",
    ),
]

VIGNETTES = [
    *AT_THE_MINIMUM,
    *BELOW_THE_MINIMUM,
    *WITHOUT_MINIMUM,
    *PATCH,
    *NAMED_DOSES,
    *TITRATION,
]
