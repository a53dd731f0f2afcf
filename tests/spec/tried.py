"""Beginnings shared by the vignettes about treatment trials.

It must not know what the service answers. In all of them one adequate trial of another drug has failed, so that the
trial under test decides: counted it makes two, open it makes "unknown", not counted it leaves one of two.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.spec.story import Json, Story, nobody

MET = {"treatment-resistance": "met"}
OPEN = {"treatment-resistance": "unknown"}
NOT = {"treatment-resistance": "not-met"}


def one_failed(drug: str = "mirtazapine", mg: float = 45) -> Story:
    """Depression, and one documented failure of seven years ago."""
    return nobody().problem("F33.2").took(drug, mg, "2019-01-01", "2019-06-01", stopped="no response")


def day(start: str, days: int) -> str:
    """The date so many days after a date."""
    return (date.fromisoformat(start) + timedelta(days=days)).isoformat()


def counted(drug: str, adequate: bool | str = True, outcome: str = "failed", **more: Any) -> Json:
    """The trial of this drug makes the second failure."""
    return {**MET, "trials": {drug: (adequate, outcome)}, **more}


def left_open(drug: str, adequate: bool | str, outcome: str, **more: Any) -> Json:
    """The trial of this drug may be the second failure."""
    return {**OPEN, "trials": {drug: (adequate, outcome)}, **more}


def not_counted(drug: str, adequate: bool | str, outcome: str, **more: Any) -> Json:
    """The trial of this drug is no second failure."""
    return {**NOT, "trials": {drug: (adequate, outcome)}, **more}
