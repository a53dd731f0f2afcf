"""Beginnings shared by the vignettes about ketamine that is not for depression: a healthy man, an order, a hook.

It must not know what the service answers.
"""

from __future__ import annotations

from typing import Any

from tests.spec.story import Story, ago, nobody, typical
from tests.spec.vignette import Vignette

SILENT: dict[str, Any] = {"cards": 0}
OURS: dict[str, Any] = {"scope": "in-scope"}
ASKED: dict[str, Any] = {"scope": "ambiguous", "cards": 1, "indicators": ("info",), "suggests": 0}
STOP: dict[str, Any] = {"scope": "in-scope", "verdict": "stop"}
PUSH = "35 mg IV push"


def healthy() -> Story:
    """A man of 70 kg without any problem."""
    return nobody().weighs(70, ago(3))


def ordered_for(words: str, story: Story | None = None, /, **more: Any) -> Story:
    """Ketamine for these words, 2 mg/kg unless told otherwise."""
    return (story or healthy()).orders(**{"mg": 140, **more}, reason={"text": words})


def unstated(**more: Any) -> Story:
    """An order without a reason for a patient with active depression."""
    return typical().orders(**{"reason": None, **more})


def signed(says: str, story: Story, expect: dict[str, Any]) -> Vignette:
    return Vignette(says, story, expect, "2", hook="order-sign")


def of_product(name: str, **more: Any) -> Story:
    return unstated(medication={"text": name}, **more)
