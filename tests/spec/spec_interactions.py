"""Section 3, `interactions`: what is taken, and how recently, that matters on the day of an infusion."""

from tests.spec.story import Story, ago, hours_ago, typical
from tests.spec.vignette import Vignette

ROW = "3 interactions"
TAKES = {"interactions": "not-met", "severity_of": {"interactions": "warning"}, "verdict": "caution"}
FREE = {"interactions": "met", "verdict": "criteria-met"}
MEDICATION_LISTS = ("medicationStatements", "medicationRequests", "medicationDispenses", "medicationAdministrations")


def unknown(criterion: str, why: str) -> dict:
    """Not known for this reason."""
    return {criterion: "unknown", "missing": {criterion: why}}


def on(name: str, days: int = 10) -> Story:
    """The typical story with an active prescription of this drug, written so many days ago."""
    return typical().prescribed(name, "as needed", ago(days))


WARNED = [
    ("lorazepam", "a benzodiazepine"),
    ("clonazepam", "a benzodiazepine"),
    ("oxycodone", "an opioid"),
    ("methadone", "an opioid"),
    ("methylphenidate", "a stimulant"),
    ("modafinil", "modafinil itself"),
    ("phenelzine", "an MAO inhibitor"),
    ("tranylcypromine", "an MAO inhibitor"),
    ("theophylline", "to be avoided"),
    ("aminophylline", "to be avoided"),
    ("remimazolam", "a benzodiazepine"),
    ("etizolam", "a benzodiazepine"),
    ("heroin", "an opioid"),
    ("piritramide", "an opioid"),
    ("tilidine", "an opioid"),
    ("oliceridine", "an opioid"),
    ("solriamfetol", "a stimulant"),
    ("oxtriphylline", "to be avoided"),
    ("esketamine", "a second ketamine"),
]

LISTED = [
    ("zolpidem", "a Z-drug"),
    ("gabapentin", "a gabapentinoid"),
    ("hydroxyzine", "a sedating antihistamine"),
    ("naltrexone", "an opioid antagonist"),
    ("lamotrigine", "lamotrigine itself"),
    ("clarithromycin", "a CYP3A4 inhibitor"),
    ("carbamazepine", "a CYP inducer"),
    ("levothyroxine", "thyroid hormone"),
    ("duloxetine", "an SNRI"),
]

VIGNETTES = [
    # what is taken
    *[Vignette(f"{name.capitalize()}, {kind}, asks for caution", on(name), TAKES, ROW) for name, kind in WARNED],
    *[
        Vignette(
            f"{name.capitalize()}, {kind}, is listed and does not fail the criterion",
            on(name),
            {**FREE, "card": (name,)},
            ROW,
        )
        for name, kind in LISTED
    ],
    Vignette("Sertraline interacts with nothing on this list", on("sertraline"), FREE, ROW),
    Vignette(
        "Lorazepam as needed, last prescribed 180 days ago, asks for caution",
        on("lorazepam", 180),
        TAKES,
        ROW,
        bounds=("interactions.evidence-window:in",),
    ),
    Vignette(
        "Lorazepam as needed, last prescribed 181 days ago, is no evidence that it is taken",
        on("lorazepam", 181),
        {"interactions": "met"},
        ROW,
        bounds=("interactions.evidence-window:out",),
    ),
    Vignette(
        "A lorazepam statement asserted last week asks for caution",
        typical().took("lorazepam", 1, "2024-01-01", asserted=ago(7)),
        TAKES,
        ROW,
    ),
    Vignette(
        "Lorazepam handed over last week asks for caution",
        typical().dispensed("lorazepam", ago(7), 30),
        TAKES,
        ROW,
    ),
    Vignette(
        "Lorazepam that ended last year asks for nothing",
        typical().took("lorazepam", 1, "2024-01-01", "2025-06-01"),
        FREE,
        ROW,
    ),
    Vignette(
        "Lorazepam of a stopped prescription asks for nothing",
        typical().prescribed("lorazepam", 1, ago(10), status="stopped"),
        FREE,
        ROW,
    ),
    Vignette(
        "Lorazepam said not to be taken asks for nothing",
        typical().took("lorazepam", 1, ago(30), status="not-taken"),
        FREE,
        ROW,
    ),
    Vignette(
        "Lorazepam listed as active without any date must be confirmed",
        typical().took("lorazepam", 1),
        {"interactions": "unknown", "text": {"interactions": "lorazepam"}},
        ROW,
    ),
    Vignette(
        "A benzodiazepine known only by its name is said to be matched by name",
        on("Ativan 1 mg tablet"),
        {**TAKES, "card": ("matched by name",)},
        ROW,
    ),
    Vignette(
        "Ketamine by mouth, prescribed elsewhere, asks for caution",
        typical()
        .prescribed("ketamine", 100, ago(10))
        .changed("medicationRequests", dosageInstruction=[{"text": "100 mg daily", "route": {"text": "oral"}}]),
        TAKES,
        ROW,
    ),
    Vignette(
        "The order of the last infusion of this course, still active, is no second ketamine",
        typical()
        .prescribed("ketamine", 35, ago(4))
        .changed("medicationRequests", dosageInstruction=[{"text": "35 mg over 40 min", "route": {"text": "IV"}}])
        .given(on=hours_ago(96)),
        {"interactions": "met"},
        ROW,
    ),
    Vignette(
        "Avoided theophylline and listed zolpidem together: the criterion fails",
        on("theophylline").prescribed("zolpidem", 10, ago(5)),
        TAKES,
        ROW,
    ),
    # what is not known
    Vignette(
        "Without any medication list interactions are not known",
        typical().not_supplied(*MEDICATION_LISTS),
        unknown("interactions", "not-supplied"),
        ROW,
    ),
    Vignette(
        "Dispenses alone do not prove that nothing is taken",
        typical().not_supplied("medicationStatements", "medicationRequests"),
        unknown("interactions", "not-supplied"),
        "1.1",
    ),
    Vignette(
        "Statements without requests prove that nothing is taken, and the absent lists are named",
        typical().not_supplied("medicationRequests", "medicationDispenses", "medicationAdministrations"),
        {"interactions": "met", "card": ("Medication requests",)},
        "1.1",
    ),
    Vignette(
        "Requests without statements prove that nothing is taken",
        typical().not_supplied("medicationStatements"),
        {"interactions": "met"},
        "1.1",
    ),
    *[
        Vignette(
            f"Failed {key} do not prove that nothing is taken",
            typical().failed(key),
            unknown("interactions", "failed"),
            "1.1",
        )
        for key in MEDICATION_LISTS
    ],
    *[
        Vignette(
            f"Cut-off {key} do not prove that nothing is taken",
            typical().truncated(key),
            unknown("interactions", "truncated"),
            "1.1",
        )
        for key in MEDICATION_LISTS
    ],
    *[
        Vignette(
            f"An unreadable entry among {key} does not prove that nothing is taken",
            typical().unreadable(key),
            unknown("interactions", "unreadable"),
            "1.3",
        )
        for key in ("medicationStatements", "medicationRequests")
    ],
    Vignette(
        "A benzodiazepine found on a cut-off list is found",
        on("lorazepam").truncated("medicationRequests"),
        TAKES,
        "1.1",
    ),
    Vignette(
        "Medication lists that came as null hold nothing",
        typical().null("medicationRequests", "medicationDispenses"),
        {"interactions": "met"},
        "1.3",
    ),
    *[
        Vignette(
            f"{name.capitalize()} on an active order of {days} days ago is told, and not counted",
            on(name, days),
            {**FREE, "card": ("Still listed as active, last evidence more than 180 days old, so not counted", name)},
            ROW,
        )
        for name, days in (("lorazepam", 181), ("oxycodone", 400), ("theophylline", 400))
    ],
    *[
        Vignette(says, story, {**FREE, "card_lacks": ("Still listed as active",)}, ROW)
        for says, story in (
            (
                "An old order of oxycodone that was stopped is not told",
                typical().prescribed("oxycodone", "as needed", ago(400), status="stopped"),
            ),
            (
                "An old order of oxycodone is not told where a later statement denies it",
                on("oxycodone", 400).took("oxycodone", None, status="not-taken", asserted=ago(20)),
            ),
            ("An old order of zolpidem, which is only listed, is not told", on("zolpidem", 400)),
        )
    ],
]
