"""Section 3, uncoded problems: words that name a mixed episode, and words that only look like psychosis, pregnancy or
an active substance use disorder."""

from tests.spec.story import Story, ago, typical
from tests.spec.vignette import Vignette

WORDS = "3 uncoded"


def tested() -> Story:
    """A woman of 34 with a negative pregnancy test of today."""
    return typical().born("1992-01-01", "female").lab("2106-3", "Negative", None, ago(0))


VIGNETTES = [
    *[
        Vignette(
            f"'{text}' ({code or 'no code'}) may be a current mixed episode: to be confirmed",
            typical().without_problems().problem("F31.4").problem(code, text=text),
            {"no-mania": "unknown"},
            WORDS,
        )
        for code, text in (
            ("F31.9", "Bipolar disorder, current episode mixed"),
            (None, "Bipolar disorder, current episode mixed, moderate"),
            (None, "Bipolar disorder, mixed"),
            (None, "Bipolar I disorder, most recent episode mixed, severe"),
        )
    ],
    *[
        Vignette(
            f"'{text}' ({code or 'no code'}) names no current mixed episode",
            typical().without_problems().problem("F31.4").problem(code, text=text),
            {"no-mania": "met"},
            WORDS,
        )
        for code, text in (
            ("F31.77", "Bipolar disorder, in partial remission, most recent episode mixed"),
            ("F31.78", "Bipolar disorder, in full remission, most recent episode mixed"),
            (None, "Bipolar disorder, current episode depressed"),
            (None, "Mixed anxiety and depressive disorder"),
            (None, "Mixed hyperlipidemia"),
        )
    ],
    *[
        Vignette(
            f"'{text}' ({code or 'no code'}) is no psychosis",
            typical().problem(code, text=text),
            {"no-psychosis": "met", "verdict": "criteria-met"},
            WORDS,
        )
        for code, text in (
            ("Z65.8", "Other specified problems related to psychosocial circumstances"),
            ("Z65.9", "Psychosocial stressors"),
            ("F52.9", "Psychosexual dysfunction"),
            (None, "Psychosomatic disorder"),
        )
    ],
    *[
        Vignette(
            f"'{text}' without a code may be a psychosis: to be confirmed",
            typical().problem(text=text),
            {"no-psychosis": "unknown"},
            WORDS,
        )
        for text in ("Psychosis", "Acute psychoses", "Psychosis NOS", "Psychotic break")
    ],
    *[
        Vignette(
            f"With a negative test of today, '{text}' ({code or 'no code'}) is no pregnancy",
            tested().problem(code, text=text),
            {"not-pregnant": "met", "verdict": "criteria-met"},
            "3 not-pregnant",
        )
        for code, text in (
            ("Z32.02", "Pregnancy examination or test, negative result"),
            ("Z87.59", "Personal history of other complications of pregnancy, childbirth and the puerperium"),
            ("N96", "Recurrent pregnancy loss"),
            (None, "Infertility, unable to become pregnant"),
        )
    ],
    *[
        Vignette(
            f"With a negative test of today, '{text}' without a code is still to be confirmed",
            tested().problem(text=text),
            {"not-pregnant": "unknown"},
            "3 not-pregnant",
        )
        for text in ("Complications of pregnancy", "Recurrent pregnancy loss, now pregnant", "Pregnancy examination")
    ],
    *[
        Vignette(
            f"'{text}' without a code is over, in its own words",
            typical().problem(text=text),
            {"substance-use": "met", "verdict": "criteria-met"},
            "3 substance-use",
        )
        for text in (
            "Hx of alcohol use disorder, in remission 5 years",
            "EtOH abuse in remission",
            "Opioid dependence in sustained remission",
        )
    ],
    *[
        Vignette(
            f"'{text}' without a code may be active: to be confirmed",
            typical().problem(text=text),
            {"substance-use": "unknown"},
            "3 substance-use",
        )
        for text in (
            "Alcohol use disorder, not in remission",
            "EtOH abuse in remission; cocaine abuse",
            "Alcohol dependence, in early remission",
        )
    ],
]
