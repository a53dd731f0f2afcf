"""What some criteria hand on beside their status: trials, weight, dose, ordered dose, course.

It must not know how they are worked out nor how they are shown. Units are in the names.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from cds_service.chart import When
from cds_service.protocol.finding import Say


class Outcome(StrEnum):
    """How a trial ended (protocol section 4, rule 6)."""

    FAILED = "failed"
    INFERRED = "inferred"
    RESPONDED = "responded"
    NOT_TOLERATED = "not-tolerated"
    UNKNOWN = "outcome-unknown"


@dataclass(frozen=True, slots=True)
class Trial:
    """One antidepressant trial. `end` is exclusive; None (with `ongoing` False) when the length is unknown.

    `peak_mg`: the highest single daily dose known. `adequate_days`: days at or above the minimum dose,
    None when unknown. `adequate`: None when unknown. `line`: the sentence the card prints. `day`: its end, or the
    start of one that goes on, no closer than recorded.
    """

    ingredient: str
    start: date | None
    end: date | None
    ongoing: bool
    peak_mg: Decimal | None
    adequate_days: int | None
    adequate: bool | None
    outcome: Outcome
    references: tuple[str, ...]
    by_name: bool
    line: Say
    day: date | When | None = None


@dataclass(frozen=True, slots=True)
class Resistance:
    """Every trial in order of start, and the counts of section 4 rule 7. `others`: shown, not counted."""

    trials: tuple[Trial, ...]
    failed: int
    inferred: int
    open: int
    others: tuple[Say, ...] = ()


@dataclass(frozen=True, slots=True)
class Weight:
    """A usable weight. `stale`: between the two ages of section 7, to be measured again."""

    kg: Decimal
    """As measured: a dose is worked out from this, not from what is shown of it."""
    date: date | When
    reference: str
    stale: bool

    @property
    def shown(self) -> Decimal:
        return to_ten_grams(self.kg)


def to_ten_grams(kilograms: Decimal) -> Decimal:
    """Kilograms to 10 g: converted pounds carry more digits than any scale."""
    rounded = kilograms.quantize(Decimal("0.01"))
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded.normalize()


@dataclass(frozen=True, slots=True)
class Dose:
    """The computed infusion. `ml`: volume of the ordered product where its concentration is known.

    `above_ceiling`: over the confirm limit, not to be suggested. `dilute`: the product must be diluted.
    `bmi`, `ideal_kg`, `ideal_mg`: shown when the body mass index is at or above the limit.
    """

    mg_per_kg: Decimal
    mg: Decimal
    minutes: Decimal
    rate_mg_per_min: Decimal
    slower_minutes: Decimal
    slower_rate_mg_per_min: Decimal
    above_ceiling: bool
    ml: Decimal | None = None
    mg_per_ml: Decimal | None = None
    dilute: bool = False
    bmi: Decimal | None = None
    ideal_kg: Decimal | None = None
    ideal_mg: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Ordered:
    """What of the received order could be resolved; every part may be None."""

    mg: Decimal | None = None
    mg_per_kg: Decimal | None = None
    minutes: Decimal | None = None
    route: str | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """The current course. `response`, `remission`: None when unknown."""

    infusions: int
    last: date | None
    response: bool | None
    remission: bool | None
