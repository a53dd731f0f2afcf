"""The card: its summary, its colour, its fixed order, and what chart text cannot do to it."""

from tests.spec.drafted import milligrams, texted
from tests.spec.story import Json, Story, ago, hours_ago, nobody, typical
from tests.spec.vignette import Vignette

MANY_PROBLEMS = ("F20.9", "I71.4", "G93.2", "I20.0", "F16.20", "K72.90", "F30.10")


def _very_ill() -> Story:
    story = typical()
    for code in MANY_PROBLEMS:
        story = story.problem(code)
    return story


def _named() -> Story:
    patient: Json = {**(typical().patient or {}), "name": [{"family": "Doe", "given": ["Jane"]}]}
    return typical()._with(patient=patient)


def _long_text() -> Story:
    return typical().problem(text="abdominal aortic aneurysm " * 20)


COLOURS = [
    Vignette("A stop is critical", typical().problem("F20.9"), {"verdict": "stop", "indicators": ("critical",)}, "11"),
    Vignette(
        "Criteria not met are a warning",
        typical().empty("medicationStatements"),
        {"verdict": "criteria-not-met", "indicators": ("warning",)},
        "11",
    ),
    Vignette(
        "Criteria not known are a warning",
        typical().empty("surveys"),
        {"verdict": "cannot-verify", "indicators": ("warning",)},
        "11",
    ),
    Vignette(
        "A caution is a warning", typical().problem("K74.60"), {"verdict": "caution", "indicators": ("warning",)}, "11"
    ),
    Vignette(
        "Criteria met are information, never silence",
        typical(),
        {"verdict": "criteria-met", "indicators": ("info",)},
        "11",
    ),
]

SUMMARIES = [
    Vignette(
        "A stop's summary says what to do and why",
        typical().problem("F20.9"),
        {"summary": ("Do not give ketamine", "F20.9"), "short": True},
        "11",
    ),
    Vignette(
        "A dangerous dose's summary gives the dose and the limit",
        milligrams(70),
        {"summary": ("Do not give this ketamine dose", "1 mg/kg", "0.75 mg/kg"), "short": True},
        "11",
        hook="order-sign",
    ),
    Vignette(
        "A push's summary says never for depression",
        texted("35 mg IV push"),
        {"summary": ("push", "never for depression"), "short": True},
        "11",
        hook="order-sign",
    ),
    Vignette(
        "A high pressure's summary says delay, the value and the limit",
        typical().pressure(172, 96, hours_ago(0.5)),
        {"summary": ("Delay", "172/96", "160/100"), "short": True},
        "11",
    ),
    Vignette(
        "A low score's summary gives the score, its limit and the scale",
        typical().empty("surveys").score("PHQ-9", 9, ago(2)),
        {"summary": ("PHQ-9 9", "15"), "short": True},
        "11",
    ),
    Vignette(
        "A missing trial's summary gives how many were found and how many are needed",
        nobody().problem("F33.2").score("PHQ-9", 19, ago(2)),
        {"summary": ("trial", "2"), "short": True},
        "11",
    ),
    Vignette(
        "A summary of fulfilled criteria gives the dose and says off-label",
        typical(),
        {"summary": ("criteria found", "off-label", "35 mg IV over 40 min"), "short": True},
        "11",
    ),
    Vignette(
        "A summary of fulfilled criteria without a weight gives no dose",
        typical().empty("vitalSigns").orders(),
        {"short": True, "card_lacks": ("35 mg",)},
        "11",
    ),
    Vignette(
        "Seven contraindications fit into one sentence, and the card says that there are more",
        _very_ill(),
        {"summary": ("Do not give ketamine", "more)"), "short": True},
        "11",
    ),
    Vignette("A problem with a very long text fits into one sentence", _long_text(), {"short": True, "cards": 1}, "11"),
    Vignette("A patient's name is nowhere on a card", _named(), {"card_lacks": ("Doe", "Jane"), "cards": 1}, "11"),
    Vignette(
        "A patient's birth date is nowhere on a card",
        typical(),
        {"card_lacks": ("1980-05-01", "1980"), "cards": 1},
        "11",
    ),
    Vignette(
        "A minor's card gives the age and the limit, not the birth date",
        typical().born("2010-05-01"),
        {"card": ("16 years old, under 18",), "card_lacks": ("2010",)},
        "11",
    ),
]

ORDER = [
    Vignette(
        "A card with everything on it keeps its order: what to do, why, missing, fine, before the infusion, evidence",
        typical().empty("surveys", "vitalSigns").problem("K74.60").orders(mg=40, minutes=40),
        {
            "sections": (
                "What to do",
                "Why",
                "Missing",
                "Checked and fine",
                "Before the infusion",
                "Evidence",
            )
        },
        "11",
    ),
    Vignette(
        "A card with nothing missing leaves that heading out",
        typical(),
        {"sections": ("What to do", "Why", "Checked and fine", "Before the infusion", "Evidence")},
        "11",
    ),
    Vignette(
        "Of two contraindications both are named under 'Why'",
        typical().problem("F20.9").problem("I71.4"),
        {"why_said": ("F20.9", "I71.4")},
        "11",
    ),
    Vignette(
        "A stop comes before a caution", typical().problem("K74.60").problem("F20.9"), {"why_first": ("F20.9",)}, "11"
    ),
    Vignette(
        "A core criterion that is not met comes before a caution",
        typical().problem("K74.60").empty("medicationStatements"),
        {"why_first": ("Treatment resistance",)},
        "11",
    ),
    Vignette(
        "A reason gives value, limit, date and source",
        typical().empty("surveys").score("PHQ-9", 9, ago(2)),
        {"why_said": ("PHQ-9 9", "limit 15", ago(2), "Observation/surveys-1")},
        "11",
    ),
    Vignette(
        "Each trial is listed with drug, dose, weeks, outcome, and whether it counts",
        typical(),
        {
            "why_said": (
                "sertraline 150 mg/day",
                "2024-12-15 to 2025-03-02",
                "11 weeks",
                "Counts as failed",
                "venlafaxine 225 mg/day",
            )
        },
        "4.8",
    ),
    Vignette(
        "What is missing is told with its reason and one thing to do",
        typical().empty("surveys"),
        {"missing_said": ("epression", "none recorded", "Record a PHQ-9")},
        "11",
    ),
    Vignette(
        "A list that was not supplied is missing once, whatever it was needed for",
        typical().not_supplied("conditions"),
        {"missing_said": ("roblem list", "not supplied")},
        "11",
    ),
    Vignette("What is fine is one line", typical(), {"fine_said": ("Adult · ", "No psychosis", "Weight")}, "11"),
    Vignette(
        "The last line gives protocol version, review status and off-label",
        typical(),
        {"evidence_said": ("version 1.0.0", "draft, not clinically reviewed", "off-label for depression")},
        "11",
    ),
]

SAFE = [
    Vignette(
        "HTML in a chart's text is made harmless",
        typical().problem(text="abdominal aortic aneurysm <script>alert(1)</script>"),
        {"why_said": ("&lt;script&gt;",), "no-vascular-lesion": "unknown"},
        "11",
    ),
    Vignette(
        "A link in a chart's text is no link",
        typical().problem(text="abdominal aortic aneurysm [click](http://evil.example)"),
        {"why_said": ("\\[click\\]",), "no-vascular-lesion": "unknown"},
        "11",
    ),
    Vignette(
        "A table in a chart's text is no table",
        typical().problem(text="abdominal aortic aneurysm\n| a | b |\n|---|---|"),
        {"card_lacks": ("\n|",), "no-vascular-lesion": "unknown"},
        "11",
    ),
    Vignette(
        "A heading in a chart's text is no heading",
        typical().problem(text="abdominal aortic aneurysm\n# APPROVED"),
        {"card_lacks": ("\n#",), "no-vascular-lesion": "unknown"},
        "11",
    ),
    Vignette("A card has no table", typical(), {"card_lacks": ("|", "<")}, "11"),
]

FRAME = [
    Vignette(
        "Every card and every suggestion has an id of its own, a lower-case UUID",
        typical().problem("R45.851", recorded=ago(0)).orders(mg=40, minutes=40),
        {"distinct_ids": 5},
        "11",
    ),
    Vignette(
        "The source names the guideline, its topic is coded",
        typical(),
        {
            "card_fields": {
                "source.label": "Sanacora 2017: consensus statement on ketamine for mood disorders (JAMA Psychiatry)",
                "source.topic.code": "6130",
                "source.topic.system": "http://www.nlm.nih.gov/research/umls/rxnorm",
            }
        },
        "11",
    ),
    Vignette("A clinician may give one of six reasons to override", typical().problem("F20.9"), {"overrides": 6}, "11"),
    Vignette("At most one suggestion may be taken", milligrams(40), {"selection": "at-most-one"}, "11"),
    Vignette(
        "Each card links to the protocol",
        typical(),
        {"card_fields": {"links.0.type": "absolute", "links.0.url": "https://cds.example.org/protocol/ketamine-trd"}},
        "11",
    ),
]

VIGNETTES = [*COLOURS, *SUMMARIES, *ORDER, *SAFE, *FRAME]
