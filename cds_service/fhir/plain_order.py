"""The MedicationRequest that most drafts are: a few elements of well-known types. Whatever fits here is valid R4.

It must not know doses. What does not fit may be valid all the same: fhir.resources says, at a hundred times the cost.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

Text = Annotated[str, Meta(pattern=r"\A[ -~\u00a1-\u1fff\u2030-\u2fff]*[!-~\u00a1-\u1fff\u2030-\u2fff]\Z")]
"""Words without line breaks and control characters, and not blank at the end."""
Token = Annotated[str, Meta(pattern=r"\A[!-~]+( [!-~]+)*\Z")]
Uri = Annotated[str, Meta(pattern=r"\A[a-z]+:[A-Za-z0-9._~:/#-]+\Z")]
Id = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9.-]{1,64}\Z")]
_TIME = r"T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9])"
Day = Annotated[str, Meta(pattern=rf"\A(19|20)[0-9][0-9]-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])({_TIME})?\Z")]
"""A day that is in every month, or an instant of it; other dates are left to the library."""
Number = Annotated[float, Meta(ge=0, le=1_000_000)]
Count = Annotated[int, Meta(ge=1, le=1000)]


class _Plain(msgspec.Struct, forbid_unknown_fields=True, rename="camel", omit_defaults=True):
    """None of these may have other members; what is missing may be missing in R4 too."""


class Coding(_Plain):
    system: Uri | UnsetType = UNSET
    version: Token | UnsetType = UNSET
    code: Token | UnsetType = UNSET
    display: Text | UnsetType = UNSET


class Concept(_Plain):
    coding: Annotated[list[Coding], Meta(min_length=1)] | UnsetType = UNSET
    text: Text | UnsetType = UNSET


class Reference(_Plain):
    reference: Token | UnsetType = UNSET
    display: Text | UnsetType = UNSET


class Quantity(_Plain):
    value: Number | UnsetType = UNSET
    unit: Text | UnsetType = UNSET
    system: Uri | UnsetType = UNSET
    code: Token | UnsetType = UNSET


class Ratio(_Plain):
    numerator: Quantity
    denominator: Quantity


class Repeat(_Plain):
    count: Count | UnsetType = UNSET
    duration: Number | UnsetType = UNSET
    duration_unit: Literal["s", "min", "h", "d", "wk", "mo", "a"] | UnsetType = UNSET
    frequency: Count | UnsetType = UNSET
    period: Number | UnsetType = UNSET
    period_unit: Literal["s", "min", "h", "d", "wk", "mo", "a"] | UnsetType = UNSET


class Timing(_Plain):
    event: Annotated[list[Day], Meta(min_length=1)] | UnsetType = UNSET
    repeat: Repeat | UnsetType = UNSET
    code: Concept | UnsetType = UNSET


class DoseAndRate(_Plain):
    type: Concept | UnsetType = UNSET
    dose_quantity: Quantity | UnsetType = UNSET
    rate_ratio: Ratio | UnsetType = UNSET


class Dosage(_Plain):
    sequence: Count | UnsetType = UNSET
    text: Text | UnsetType = UNSET
    patient_instruction: Text | UnsetType = UNSET
    timing: Timing | UnsetType = UNSET
    as_needed_boolean: bool | UnsetType = UNSET
    route: Concept | UnsetType = UNSET
    method: Concept | UnsetType = UNSET
    dose_and_rate: Annotated[list[DoseAndRate], Meta(min_length=1)] | UnsetType = UNSET


class Order(_Plain):
    """`medicationCodeableConcept` is required here: with a reference instead the library is asked."""

    resource_type: Literal["MedicationRequest"]
    id: Id
    status: Literal["draft", "active"]
    intent: Literal["proposal", "plan", "order"]
    medication_codeable_concept: Concept
    subject: Reference
    priority: Literal["routine", "urgent", "asap", "stat"] | UnsetType = UNSET
    encounter: Reference | UnsetType = UNSET
    authored_on: Day | UnsetType = UNSET
    requester: Reference | UnsetType = UNSET
    reason_code: Annotated[list[Concept], Meta(min_length=1)] | UnsetType = UNSET
    reason_reference: Annotated[list[Reference], Meta(min_length=1)] | UnsetType = UNSET
    dosage_instruction: Annotated[list[Dosage], Meta(min_length=1)] | UnsetType = UNSET


def is_plain(order: dict[str, Any]) -> bool:
    """True when the order is made of these elements only, each as R4 wants it."""
    try:
        msgspec.convert(order, Order)
    except msgspec.ValidationError:
        return False
    return True
