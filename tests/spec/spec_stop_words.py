"""Section 4.6: stop reasons that doubt themselves, are of another complaint, deny, or contradict a score."""

from tests.spec.story import Json, Story, ago, nobody, typical
from tests.spec.vignette import Vignette

RULE = "4.6"


def stopped(text: str) -> Story:
    """One failed trial, and a second one of five months that was stopped for this reason."""
    return (
        nobody()
        .problem("F33.2")
        .took("mirtazapine", 45, "2019-01-01", "2019-06-01", stopped="no response")
        .took("sertraline", 100, "2024-01-01", "2024-06-01", stopped=text)
    )


def ended(outcome: str) -> Json:
    """The second trial is adequate and has ended so."""
    return {"trials": {"sertraline": (True, outcome)}}


VIGNETTES = [
    *[
        Vignette(f"A trial stopped as '{text}' has no known outcome", stopped(text), ended("outcome-unknown"), RULE)
        for text in (
            "no response documented",
            "lack of effect not documented",
            "? inadequate response",
            "possibly ineffective",
            "lack of efficacy, took only 1 week",
            "ineffective (never reached therapeutic dose)",
            "not working for sleep",
            "ineffective for migraine",
            "adverse event: none; effect: none",
            "remission of anxiety only",
        )
    ],
    *[
        Vignette(f"A trial stopped as '{text}' has failed", stopped(text), ended("failed"), RULE)
        for text in (
            "ineffective after 5 months",
            "no response, documented failure",
            "no effect for 12 weeks",
            "ineffective for depression",
            "never helped",
            "has not helped",
        )
    ],
    *[
        Vignette(f"A trial stopped as '{text}' has helped", stopped(text), ended("responded"), RULE)
        for text in (
            "helped",
            "patient felt well and stopped",
            "was effective",
            "Ineffective per mother, good effect per patient",
        )
    ],
    Vignette(
        "A trial stopped as 'helped a little' has no outcome that is certain",
        stopped("helped a little"),
        ended("outcome-unknown"),
        RULE,
    ),
    Vignette(
        "A trial stopped for side effects was not tolerated",
        stopped("adverse event: nausea"),
        ended("not-tolerated"),
        RULE,
    ),
    Vignette(
        "A failure that another record of the drug outlasts is told with its own words, and may count",
        nobody()
        .problem("F33.2")
        .took("sertraline", 100, "2025-01-01", asserted=ago(400))
        .took("sertraline", 100, "2025-01-01", "2025-06-01", stopped="ineffective"),
        {**ended("outcome-unknown"), "card": ("another record goes on longer",), "card_lacks": ("does not tell",)},
        RULE,
    ),
    Vignette(
        "A failure that a score contradicts counts, and the card shows the score",
        stopped("ineffective").score("PHQ-9", 20, "2023-12-20").score("PHQ-9", 4, "2024-05-28"),
        {**ended("failed"), "card": ("not effective, yet responded", "PHQ-9 20")},
        RULE,
    ),
    *[
        Vignette(
            f"Trazodone '{text}' is below its minimum however often it was needed",
            nobody()
            .problem("F33.2")
            .took("mirtazapine", 45, "2019-01-01", "2019-06-01", stopped="no response")
            .took("trazodone", text, "2024-01-01", "2024-12-01", stopped="ineffective"),
            {"trials": {"trazodone": (False, "failed")}, "treatment-resistance": "not-met", "card": (told,)},
            "4.4",
        )
        for text, told in (
            ("50 mg at bedtime as needed", "at most 50 mg/day"),
            ("50 mg twice daily as needed", "at most 100 mg/day"),
        )
    ],
    *[
        Vignette(
            f"Trazodone '{text}' may have been enough: its dose is not known",
            nobody().problem("F33.2").took("trazodone", text, "2024-01-01", "2024-12-01", stopped="ineffective"),
            {"trials": {"trazodone": ("unknown", "failed")}},
            "4.4",
        )
        for text in ("300 mg at bedtime as needed", "50 mg as needed")
    ],
    # words of the problem list
    *[
        Vignette(
            f"'{text}' without a code names {what}: to be confirmed",
            typical().problem(text=text),
            {criterion: "unknown", "missing": {criterion: "uncoded"}},
            "3 uncoded",
        )
        for criterion, what, text in (
            ("bipolar-coverage", "a bipolar disorder", "Bipol II"),
            ("bipolar-coverage", "a bipolar disorder", "BIPOL I, MANIC SEV W/O PSYC"),
            ("bipolar-coverage", "a bipolar disorder", "Bi-polar disorder"),
            ("bipolar-coverage", "a bipolar disorder", "BP II disorder"),
            ("bipolar-coverage", "a bipolar disorder", "BD-II"),
            ("substance-use", "a substance use", "Cannabis use"),
            ("substance-use", "a substance use", "heavy drinker"),
            ("substance-use", "a substance use", "benzo dependence"),
            ("substance-use", "a substance use", "special K use"),
            ("no-psychosis", "what may be a psychosis", "Catatonia"),
        )
    ],
    *[
        Vignette(
            f"'{text}' ({code}) is over, by its code and by its words",
            typical().problem(code, text=text),
            {"substance-use": "met", "verdict": "criteria-met"},
            "3 substance-use",
        )
        for code, text in (
            ("F10.21", "Alcohol dependence, in remission"),
            ("F12.11", "Cannabis abuse, in remission"),
            ("F16.21", "Hallucinogen dependence, in remission"),
            ("Z63.72", "Alcoholism and drug addiction in family"),
        )
    ],
    Vignette(
        "'Alcohol dependence' that another code calls active is active beside one in remission",
        typical().problem("F11.21", text="Opioid dependence, in remission").problem("F10.20"),
        {"substance-use": "not-met"},
        "3 substance-use",
    ),
    Vignette(
        "'aneurysm ruled out by CTA' is no aneurysm",
        typical().problem(text="aneurysm ruled out by CTA"),
        {"no-vascular-lesion": "met"},
        "3 uncoded",
    ),
    Vignette(
        "A psychosis that is not confirmed is a stop, and is told as not confirmed",
        typical().problem("F20.9", verification="differential"),
        {"no-psychosis": "not-met", "text": {"no-psychosis": "not confirmed"}, "verdict": "stop"},
        "3 no-psychosis",
    ),
]
