"""Section 3, the verdict: worst first, and what an unknown may not spoil."""

from tests.spec.story import Story, ago, hours_ago, nobody, typical
from tests.spec.vignette import Vignette

ROW = "3 verdict"


def one_trial() -> Story:
    """Everything met except treatment resistance: one failed trial only."""
    return (
        nobody()
        .problem("F33.2")
        .took("sertraline", 150, "2024-12-15", "2025-03-02", stopped="ineffective")
        .score("PHQ-9", 19, ago(3))
        .weighs(70, ago(3))
        .pressure(120, 80, hours_ago(1))
        .orders(mg=35, minutes=40)
    )


def no_score() -> Story:
    """Everything met except severity, which is not known."""
    return typical().empty("surveys")


def undosed() -> Story:
    """Everything met except that the order has no dose yet."""
    return typical().orders()


def stop(story: Story, says: str) -> Vignette:
    """A sentence whose end is a stop."""
    return Vignette(says, story, {"verdict": "stop", "indicators": ("critical",)}, ROW)


VIGNETTES = [
    Vignette(
        "All criteria met: the card says so, and its colour is information",
        typical(),
        {"verdict": "criteria-met", "indicators": ("info",), "cards": 1, "card": ("off-label",)},
        ROW,
    ),
    # stop
    stop(typical().problem("F20.9"), "A psychosis stops although all core criteria are met"),
    stop(one_trial().problem("F20.9"), "A psychosis outweighs a missing second trial"),
    stop(no_score().problem("F20.9"), "A psychosis outweighs an unknown severity"),
    stop(typical().problem("F20.9").problem("F10.20"), "A psychosis outweighs an alcohol dependence"),
    Vignette(
        "A psychosis stops, offers no dose and offers to remove the order",
        typical().problem("F20.9").orders(mg=70, minutes=40),
        {"verdict": "stop", "suggests": 0, "removes": True, "card": ("Do not give ketamine",)},
        ROW,
    ),
    # criteria-not-met
    Vignette(
        "One failed trial only: criteria not met, a warning and no stop",
        one_trial(),
        {"verdict": "criteria-not-met", "treatment-resistance": "not-met", "indicators": ("warning",)},
        ROW,
    ),
    Vignette(
        "A core criterion not met outweighs a core criterion not known",
        one_trial().empty("surveys"),
        {"verdict": "criteria-not-met", "severity": "unknown"},
        ROW,
    ),
    Vignette(
        "A core criterion not met outweighs a precaution",
        one_trial().problem("F10.20"),
        {"verdict": "criteria-not-met", "substance-use": "not-met"},
        ROW,
    ),
    Vignette(
        "A minor who otherwise meets everything: criteria not met",
        typical().born("2010-01-01"),
        {"verdict": "criteria-not-met", "adult": "not-met"},
        ROW,
    ),
    # cannot-verify
    Vignette(
        "A core criterion not known: the criteria cannot be verified",
        no_score(),
        {"verdict": "cannot-verify", "severity": "unknown", "indicators": ("warning",)},
        ROW,
    ),
    Vignette(
        "A core criterion not known outweighs a precaution",
        no_score().problem("F10.20"),
        {"verdict": "cannot-verify", "substance-use": "not-met"},
        ROW,
    ),
    Vignette(
        "A core criterion not known outweighs a blood pressure that warns",
        no_score().pressure(150, 95, hours_ago(0.5)),
        {"verdict": "cannot-verify", "blood-pressure": "not-met"},
        ROW,
    ),
    Vignette(
        "Without a problem list the diagnosis cannot be verified, whatever else is met",
        typical().not_supplied("conditions"),
        {"verdict": "cannot-verify"},
        ROW,
    ),
    # caution
    *[
        Vignette(
            f"Everything core met and {name}: caution",
            story,
            {"verdict": "caution", "indicators": ("warning",)},
            ROW,
        )
        for name, story in (
            ("an alcohol dependence", typical().problem("F10.20")),
            ("a cirrhosis", typical().problem("K74.60")),
            ("breast-feeding", typical().problem("Z39.1")),
            ("a benzodiazepine", typical().prescribed("lorazepam", 1, ago(10))),
            ("a blood pressure of 150/95", typical().pressure(150, 95, hours_ago(0.5))),
            ("no weight", typical().empty("vitalSigns").pressure(120, 80, hours_ago(1))),
            ("no allergy list", typical().not_supplied("allergies")),
            ("an uncoded aneurysm", typical().problem(text="Brain aneurysm")),
            ("a failed list of dispenses", typical().failed("medicationDispenses")),
            ("an infusion yesterday", typical().given(on=hours_ago(24))),
        )
    ],
    # what an unknown does not spoil
    *[
        Vignette(
            f"Everything else met and {name}: still criteria met",
            story,
            {criterion: "unknown", "verdict": "criteria-met"},
            ROW,
        )
        for name, criterion, story in (
            (
                "the blood pressure of today not measured",
                "blood-pressure",
                typical().empty("vitalSigns").weighs(70, ago(3)),
            ),
            ("no pregnancy test of a woman of 36", "not-pregnant", typical().born("1990-05-01", "female")),
            ("no list of administrations", "course", typical().not_supplied("medicationAdministrations")),
            ("no dose in the draft yet", "dose", undosed()),
        )
    ],
    Vignette(
        "All four harmless unknowns together: still criteria met",
        undosed()
        .born("1990-05-01", "female")
        .not_supplied("medicationAdministrations")
        .empty("vitalSigns")
        .weighs(70, ago(3)),
        {"verdict": "criteria-met"},
        ROW,
    ),
    Vignette(
        "At signature an order without a dose asks for caution",
        undosed(),
        {"verdict": "caution", "dose": "unknown"},
        ROW,
        hook="order-sign",
    ),
    Vignette(
        "A dose above 0.75 mg/kg is a caution while the order is being written",
        typical().orders(mg=56, minutes=40),
        {"verdict": "caution", "dose": "not-met", "severity_of": {"dose": "warning"}},
        ROW,
    ),
    Vignette(
        "A dose above 0.75 mg/kg is a stop at signature",
        typical().orders(mg=56, minutes=40),
        {"verdict": "stop", "dose": "not-met", "severity_of": {"dose": "critical"}},
        ROW,
        hook="order-sign",
    ),
    Vignette(
        "What does not apply spoils nothing: a man without a bipolar disorder",
        typical(),
        {"not-pregnant": "not-applicable", "bipolar-coverage": "not-applicable", "verdict": "criteria-met"},
        ROW,
    ),
    Vignette(
        "A core criterion met by evidence stays met when the lists it does not need are not supplied",
        typical().not_supplied("procedures", "observations"),
        {"severity": "met", "treatment-resistance": "met", "depression-diagnosis": "met"},
        "1.1",
    ),
]
