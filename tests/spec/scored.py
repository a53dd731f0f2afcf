"""Beginnings shared by the vignettes about severity. It must not know what the service answers."""

from __future__ import annotations

from typing import Any

from tests.spec.story import LOINC, SCALES, Json, Story, ago, concept, typical

MET = {"severity": "met"}
NOT = {"severity": "not-met"}


def unknown(why: str) -> Json:
    return {"severity": "unknown", "missing": {"severity": why}, "verdict": "cannot-verify"}


def nothing() -> Story:
    """The typical story without its score."""
    return typical().empty("surveys")


def scored(scale: str, value: Any, on: str | None = None, *, key: str = "surveys") -> Story:
    return nothing().score(scale, value, on, key=key)


def observed(value: Json, **record: Any) -> Story:
    made = {
        "resourceType": "Observation",
        "status": "final",
        "code": concept(SCALES["PHQ-9"], "PHQ-9", LOINC),
        "effectiveDateTime": ago(1),
        **value,
        **record,
    }
    return nothing().add("surveys", made)
