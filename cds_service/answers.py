"""The few words in which every layer answers: statuses, verdicts, severities and the reasons for not knowing.

It must not know what is asked: no criterion, no FHIR, no HTTP.
"""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """What a criterion answered. Unknown is never no, and never yes."""

    MET = "met"
    NOT_MET = "not-met"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not-applicable"


class Severity(StrEnum):
    """What a `not-met` weighs."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"


class Verdict(StrEnum):
    """The answer to the whole order; declared worst first."""

    STOP = "stop"
    CRITERIA_NOT_MET = "criteria-not-met"
    CANNOT_VERIFY = "cannot-verify"
    CAUTION = "caution"
    CRITERIA_MET = "criteria-met"


class Why(StrEnum):
    """Why something is not known. The values are those of the assessment's `missing.why`."""

    NOT_SUPPLIED = "not-supplied"
    FAILED = "failed"
    NONE_RECORDED = "none-recorded"
    NOT_RECORDED = "not-recorded"
    UNREADABLE = "unreadable"
    UNCODED = "uncoded"
    OUT_OF_RANGE = "out-of-range"
    TOO_OLD = "too-old"
    TRUNCATED = "truncated"
    CONTRADICTORY = "contradictory"
