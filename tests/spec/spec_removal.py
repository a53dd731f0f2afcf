"""When the card offers to remove the order, when it says delay, and that beside a stop nothing else is offered."""

from typing import Any

from tests.spec.drafted import milligrams
from tests.spec.story import Story, hours_ago, typical
from tests.spec.vignette import Vignette

REMOVE: dict[str, Any] = {"offers": ("remove",), "verdict": "stop"}
NOTHING: dict[str, Any] = {"offers": ()}


def _wrong(story: Story) -> Story:
    """A draft of 40 mg for 70 kg, which is not the protocol's dose."""
    return story.orders(mg=40, minutes=40)


REMOVED = [
    *[
        Vignette(f"With {name} the card offers to remove the order, and no dose", _wrong(story), REMOVE, "8")
        for name, story in (
            ("current mania", typical().problem("F30.10")),
            ("psychosis", typical().problem("F20.9")),
            ("an aneurysm", typical().problem("I71.4")),
            ("a ketamine allergy", typical().allergy("ketamine", code="6130")),
            ("raised intracranial pressure", typical().problem("G93.2")),
            ("unstable angina", typical().problem("I20.0")),
            ("a ketamine use disorder", typical().problem("F16.20")),
            ("liver failure", typical().problem("K72.90")),
            ("pregnancy", typical().born("1990-05-01", "female").problem("Z33.1")),
        )
    ],
    Vignette(
        "A blood pressure of 170/100 says delay: nothing is removed and no dose is offered",
        typical().empty("vitalSigns").weighs(70).pressure(170, 100, hours_ago(1)).orders(mg=40, minutes=40),
        {"verdict": "stop", **NOTHING, "summary": ("Delay",)},
        "8",
    ),
    Vignette(
        "A systolic pressure of 85 says delay as well",
        typical().empty("vitalSigns").weighs(70).pressure(85, 60, hours_ago(1)).orders(mg=40, minutes=40),
        {"verdict": "stop", **NOTHING, "summary": ("Delay",)},
        "8",
    ),
    Vignette(
        "A high blood pressure beside psychosis: the order may be removed",
        typical().problem("F20.9").pressure(170, 100, hours_ago(0.5)).orders(mg=40, minutes=40),
        REMOVE,
        "8",
    ),
    Vignette(
        "A dangerous dose beside psychosis: the order may be removed, no dose is offered",
        milligrams(70).problem("F20.9"),
        REMOVE,
        "8",
        hook="order-sign",
    ),
    Vignette(
        "A dangerous dose beside a high blood pressure: neither a dose nor a removal is offered",
        milligrams(70).pressure(170, 100, hours_ago(0.5)),
        {"verdict": "stop", **NOTHING},
        "8",
        hook="order-sign",
    ),
    Vignette(
        "The removal deletes exactly this draft",
        _wrong(typical().problem("F20.9")),
        {"labels": ("Remove the ketamine order",), "removes": True},
        "8",
    ),
    Vignette(
        "Beside a stop the monitoring is not offered either",
        typical().problem("F20.9"),
        {"offers": ("remove",), "creates": ()},
        "8",
    ),
]

VIGNETTES = REMOVED
