"""Section 3, `not-pregnant`: whom it concerns, what a test proves and for how long."""

from tests.spec.story import Story, ago, typical
from tests.spec.vignette import Vignette

ROW = "3 not-pregnant"
ID = "not-pregnant"
URINE = "2106-3"
PREGNANT = {ID: "not-met", "severity_of": {ID: "critical"}, "verdict": "stop"}
UNKNOWN = {ID: "unknown", "verdict": "criteria-met"}
FREE = {ID: "not-applicable", "verdict": "criteria-met"}


def woman(born: str = "1990-05-01") -> Story:
    """The typical story, told of a woman of 36."""
    return typical().born(born, "female")


def tested(answer: str, days: int) -> Story:
    """A woman of 36 whose urine pregnancy test so many days ago had this answer."""
    return woman().lab(URINE, answer, on=ago(days))


CODES = [
    ("O00.90", "an ectopic pregnancy (O00.90)"),
    ("O09.90", "a high-risk pregnancy (O09.90)"),
    ("O26.891", "a complication of pregnancy (O26.891)"),
    ("O48.0", "a post-term pregnancy (O48.0)"),
    ("O60.10X0", "a preterm labour (O60.10X0)"),
    ("O77.9", "a labour with fetal distress (O77.9)"),
    ("O80", "a delivery (O80)"),
    ("O82", "a caesarean delivery (O82)"),
    ("Z33.1", "an incidental pregnancy (Z33.1)"),
    ("Z34.90", "a supervised pregnancy (Z34.90)"),
]

AFTER = [
    ("O85", "a puerperal sepsis (O85)"),
    ("O90.0", "a complication of the puerperium (O90.0)"),
    ("Z39.2", "a postpartum visit (Z39.2)"),
    ("F53.0", "a postpartum depression (F53.0)"),
]

VIGNETTES = [
    Vignette(
        "A woman of 36 without a test: pregnancy is not known, which is no alarm at order time",
        woman(),
        {**UNKNOWN, "card": ("pregnancy test",)},
        ROW,
    ),
    Vignette(
        "A negative test seven days ago counts",
        tested("Negative", 7),
        {ID: "met"},
        ROW,
        bounds=("not-pregnant.negative-test-window:in",),
    ),
    Vignette(
        "A negative test eight days ago is too old",
        tested("Negative", 8),
        {**UNKNOWN, "missing": {ID: "too-old"}},
        ROW,
        bounds=("not-pregnant.negative-test-window:out",),
    ),
    Vignette(
        "A positive test 30 days ago stops ketamine",
        tested("Positive", 30),
        PREGNANT,
        ROW,
        bounds=("not-pregnant.positive-test-window:in",),
    ),
    Vignette(
        "A positive test 31 days ago says nothing of today",
        tested("Positive", 31),
        UNKNOWN,
        ROW,
        bounds=("not-pregnant.positive-test-window:out",),
    ),
    Vignette("A test answered 'pending' proves nothing", tested("pending", 1), UNKNOWN, ROW),
    Vignette("A test answered 'Not detected' is negative", tested("Not detected", 1), {ID: "met"}, ROW),
    Vignette("A test answered 'Detected' is positive", tested("Detected", 1), PREGNANT, ROW),
    Vignette(
        "A positive test three weeks ago is not undone by a negative one yesterday",
        tested("Positive", 21).lab(URINE, "Negative", on=ago(1)),
        PREGNANT,
        ROW,
    ),
    Vignette(
        "A negative test five days ago and a positive one yesterday: pregnant",
        tested("Negative", 5).lab(URINE, "Positive", on=ago(1)),
        PREGNANT,
        ROW,
    ),
    Vignette(
        "A quantitative hCG is not read as a pregnancy test",
        woman().lab("21198-7", 2, "[IU]/L", ago(1)),
        UNKNOWN,
        ROW,
    ),
    Vignette(
        "A negative test dated later than tomorrow is unreadable",
        woman().lab(URINE, "Negative", on="2026-11-25"),
        {ID: "unknown"},
        "1.6",
    ),
    Vignette(
        "A preliminary negative test does not count",
        tested("Negative", 1).changed("observations", status="preliminary"),
        UNKNOWN,
        "1.5",
    ),
    # pregnancy on the problem list
    *[
        Vignette(f"On the problem list of a woman, {name} stops ketamine", woman().problem(code), PREGNANT, ROW)
        for code, name in CODES
    ],
    *[
        Vignette(f"On the problem list of a woman, {name} is no pregnancy", woman().problem(code), {ID: "unknown"}, ROW)
        for code, name in AFTER
    ],
    Vignette(
        "A pregnancy on the problem list beats a negative test",
        tested("Negative", 1).problem("Z33.1"),
        PREGNANT,
        ROW,
    ),
    Vignette(
        "A resolved pregnancy does not count",
        tested("Negative", 1).problem("Z34.90", status="resolved"),
        {ID: "met"},
        ROW,
    ),
    Vignette(
        "A negative test does not replace a problem list that is not supplied",
        tested("Negative", 1).not_supplied("conditions"),
        {ID: "unknown", "missing": {ID: "not-supplied"}},
        ROW,
    ),
    Vignette(
        "A positive test stops ketamine even without a problem list",
        tested("Positive", 1).not_supplied("conditions"),
        PREGNANT,
        ROW,
    ),
    Vignette(
        "A negative test and a cut-off problem list: pregnancy is not known",
        tested("Negative", 1).truncated("conditions"),
        {ID: "unknown", "missing": {ID: "truncated"}},
        "1.3",
    ),
    Vignette(
        "Without the laboratory list pregnancy is not known",
        woman().not_supplied("observations"),
        {ID: "unknown", "missing": {ID: "not-supplied"}},
        ROW,
    ),
    Vignette(
        "'Pregnant, 12 weeks' without a code must be confirmed, even beside a negative test",
        tested("Negative", 1).problem(text="Pregnant, 12 weeks"),
        {ID: "unknown", "missing": {ID: "uncoded"}},
        "3 uncoded",
    ),
    Vignette(
        "'Not pregnant' without a code is no hit",
        tested("Negative", 1).problem(text="Not pregnant"),
        {ID: "met"},
        "3 uncoded",
    ),
    # whom it concerns
    Vignette("A man is not asked for a pregnancy test", typical(), FREE, ROW),
    Vignette(
        "A man is not asked for a pregnancy test, even without a problem list",
        typical().not_supplied("conditions"),
        {ID: "not-applicable"},
        ROW,
    ),
    Vignette(
        "A pregnancy on the problem list of a patient recorded as male stops ketamine",
        typical().problem("Z33.1"),
        PREGNANT,
        ROW,
    ),
    Vignette(
        "A woman of 55 years and 364 days is asked for a test",
        woman("1970-11-24"),
        {ID: "unknown"},
        ROW,
        bounds=("not-pregnant.age-to:in",),
    ),
    Vignette(
        "A woman who turns 56 today is not asked for a test",
        woman("1970-11-23"),
        FREE,
        ROW,
        bounds=("not-pregnant.age-to:out",),
    ),
    Vignette(
        "A girl who turns 12 today is asked for a test",
        woman("2014-11-23"),
        {ID: "unknown"},
        ROW,
        bounds=("not-pregnant.age-from:in",),
    ),
    Vignette(
        "A girl who turns 12 tomorrow is not asked for a test",
        woman("2014-11-24"),
        {ID: "not-applicable"},
        ROW,
        bounds=("not-pregnant.age-from:out",),
    ),
    Vignette(
        "A woman born in 1971, perhaps 54 and perhaps 55, is asked for a test",
        woman("1971"),
        {ID: "unknown"},
        "1.7",
    ),
    Vignette(
        "A woman born in 1970, perhaps 55 and perhaps 56, is asked for a test",
        woman("1970"),
        {ID: "unknown"},
        "1.7",
    ),
    Vignette(
        "A woman after hysterectomy (Z90.710) is not asked for a test",
        woman().problem("Z90.710"),
        FREE,
        ROW,
    ),
    Vignette(
        "A woman after sterilisation (Z98.51) is not asked for a test",
        woman().problem("Z98.51"),
        FREE,
        ROW,
    ),
    Vignette(
        "A sterilisation does not undo a pregnancy on the problem list",
        woman().problem("Z98.51").problem("O09.90"),
        PREGNANT,
        ROW,
    ),
    *[
        Vignette(
            f"Where the sex is {gender or 'missing'}, whether a test is needed is not known",
            typical().born("1990-05-01", gender),
            {**UNKNOWN, "text": {ID: "sex not stated"}},
            ROW,
        )
        for gender in ("other", "unknown", None)
    ],
    Vignette(
        "Where the sex is other, a negative test is no proof that the criterion applies: it stays unknown",
        typical().born("1990-05-01", "other").lab(URINE, "Negative", on=ago(1)),
        {ID: "unknown"},
        ROW,
    ),
    Vignette(
        "Where the sex is other, a positive test stops ketamine",
        typical().born("1990-05-01", "other").lab(URINE, "Positive", on=ago(1)),
        PREGNANT,
        ROW,
    ),
    Vignette(
        "Without a patient record, whether a test is needed is not known",
        typical().no_patient(),
        {ID: "unknown", "missing": {ID: "not-supplied"}},
        ROW,
    ),
    Vignette(
        "A woman without a birth date: whether a test is needed is not known",
        typical().born(None, "female"),
        {ID: "unknown"},
        ROW,
    ),
    Vignette(
        "Ketamine for depression in a pregnant woman offers no dose and offers to remove the order",
        woman().problem("O09.90"),
        {**PREGNANT, "suggests": 0, "removes": True},
        ROW,
    ),
]
