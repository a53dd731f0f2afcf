"""Beginnings shared by the vignettes about mood stabilisers. It must not know what the service answers."""

from __future__ import annotations

from typing import Any

from tests.spec.story import Json, Story, ago, typical

MET = {"bipolar-coverage": "met"}
NOT = {"bipolar-coverage": "not-met"}
OPEN = {"bipolar-coverage": "unknown"}
IDLE = {"bipolar-coverage": "not-applicable"}

LITHIUM_MMOL, LITHIUM_MASS, VALPROATE = "14334-7", "3719-2", "4086-5"


def why(reason: str) -> Json:
    return {**OPEN, "missing": {"bipolar-coverage": reason}}


def bipolar(code: str = "F31.32") -> Story:
    """The typical story of a patient with bipolar depression."""
    return typical().without_problems().problem(code, onset="2020-03-01")


def takes(drug: str, asserted: int | None = 10, **more: Any) -> Story:
    on = ago(asserted) if asserted is not None else None
    return bipolar().took(drug, 900, "2025-01-01", asserted=on, **more)


def window(side: str) -> tuple[str, ...]:
    return (f"bipolar-coverage.evidence-window:{side}",)
