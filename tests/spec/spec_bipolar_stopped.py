"""Section 6: a record that a mood stabiliser was stopped is no evidence that it is taken, and may contradict it."""

from tests.spec.covered import LITHIUM_MMOL, MET, bipolar, takes, why
from tests.spec.story import Story, ago
from tests.spec.vignette import Vignette


def stopped(story: Story, days_ago: int) -> Story:
    """And an order of lithium, written so many days ago, that was stopped for its toxicity."""
    return story.prescribed("lithium", 900, ago(days_ago), status="stopped", stopped="toxicity")


VIGNETTES = [
    Vignette(
        "A stopped order does not renew the evidence of an older one: lithium ordered 300 days ago stays in doubt",
        stopped(bipolar().prescribed("lithium", 900, ago(300)), 10),
        {**why("contradictory"), "card": ("newer record says that it was stopped",)},
        "6",
    ),
    Vignette(
        "Lithium ordered 90 days ago whose newer order was stopped may be taken or not",
        stopped(bipolar().prescribed("lithium", 900, ago(90)), 10),
        why("contradictory"),
        "1.3",
    ),
    Vignette(
        "Lithium confirmed 30 days ago and stopped 5 days ago by another statement may be taken or not",
        takes("lithium", 30).took("lithium", 900, "2025-01-01", ago(5), status="stopped", stopped="renal failure"),
        why("contradictory"),
        "1.3",
    ),
    Vignette(
        "A stopped order that is older than the evidence is a change of dose: lithium is taken",
        stopped(bipolar().prescribed("lithium", 600, ago(30)), 90),
        MET,
        "6",
    ),
    Vignette(
        "An order stopped and written anew on the same day is a change of dose: lithium is taken",
        stopped(bipolar().prescribed("lithium", 600, ago(30)), 30),
        MET,
        "6",
    ),
    Vignette(
        "A level in range after the stopped order says that lithium is taken again",
        stopped(bipolar().prescribed("lithium", 900, ago(90)), 10).lab(LITHIUM_MMOL, 0.8, "mmol/L", ago(2)),
        MET,
        "6",
    ),
    Vignette(
        "Lithium handed over after the stopped order is taken again",
        stopped(bipolar().prescribed("lithium", 900, ago(90)), 10).dispensed("lithium", ago(3), 30),
        MET,
        "6",
    ),
]
