"""The patient as the protocol sees it: small frozen facts, each with the resource it was read from.

It must not know FHIR's JSON, HTTP, or what any fact means for ketamine. What could not be read is kept as a reason
(`Why`), never as a value, and never dropped: a list that holds an unreadable record proves no absence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, TypeVar

from cds_service.amounts import Amount as Amount
from cds_service.amounts import Instruction as Instruction
from cds_service.amounts import Rhythm as Rhythm
from cds_service.answers import Why


@dataclass(frozen=True, slots=True)
class When:
    """A FHIR date or dateTime: the calendar days it may mean, and the instant if it names one.

    `first` and `last`, days in the service's time zone, differ for partial dates. `instant` is in UTC, None for days.
    """

    first: date
    last: date
    instant: datetime | None = None

    @property
    def day(self) -> date | When:
        """The day if it names one, else itself: what may be shown without saying more than was recorded."""
        return self.first if self.first == self.last else self


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was read: `reference` is "ResourceType/id", `date` the day (or month) the fact is about."""

    reference: str
    date: date | When | None = None


class Supply(StrEnum):
    """Whether a list reached us at all."""

    SUPPLIED = "supplied"
    """A Bundle, an empty Bundle, or null: the client looked."""
    ABSENT = "absent"
    """The key was not there and could not be fetched."""
    FAILED = "failed"
    """An OperationOutcome, an error, or something that is no list of the kind asked for."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """One record that could not be used, and why: `text` never holds chart content, only what was wrong."""

    reference: str
    text: str


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """One list of the chart, with everything needed to know what its silence proves.

    `covers_from`: for a truncated page verified to be newest-first, the day of its oldest entry, from which on it
    answers questions about time. None when nothing can be said.
    """

    supply: Supply = Supply.ABSENT
    facts: tuple[T, ...] = ()
    truncated: bool = False
    unreadable: tuple[Unreadable, ...] = ()
    covers_from: date | None = None

    @property
    def supplied(self) -> bool:
        return self.supply is Supply.SUPPLIED

    @property
    def complete(self) -> bool:
        """True when the silence of this list proves absence."""
        return self.supplied and not self.truncated and not self.unreadable

    @property
    def gap(self) -> Why | None:
        """Why this list cannot prove absence, the worst reason first; None when it can."""
        if self.supply is Supply.ABSENT:
            return Why.NOT_SUPPLIED
        if self.supply is Supply.FAILED:
            return Why.FAILED
        if self.truncated:
            return Why.TRUNCATED
        return Why.UNREADABLE if self.unreadable else None


@dataclass(frozen=True, slots=True)
class Patient:
    """`gender` is FHIR's code or None; `birth` None with `birth_why` when not usable."""

    reference: str
    birth: When | None
    birth_why: Why | None = None
    gender: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """One Condition whose code or words belong to at least one value set.
    `sets`: value sets hit by a code. `suspected`: hit only by words; `coded`: it has a code, be it in no set of ours.
    `active`: active, recurrence, relapse, no status. `confirmed`: not provisional, differential or unconfirmed.
    """

    source: Source
    text: str
    sets: frozenset[str] = frozenset()
    suspected: frozenset[str] = frozenset()
    coded: bool = False
    active: bool = True
    confirmed: bool = True
    ended: bool = False
    """Active by its status, and yet recorded as abated."""
    onset: When | None = None
    recorded: When | None = None


@dataclass(frozen=True, slots=True)
class Allergy:
    """One AllergyIntolerance to a substance of the value sets; `sets` as for problems (codes and names)."""

    source: Source
    text: str
    sets: frozenset[str] = frozenset()
    by_name: bool = False
    active: bool = True


class Kind(StrEnum):
    STATEMENT = "MedicationStatement"
    REQUEST = "MedicationRequest"
    DISPENSE = "MedicationDispense"
    ADMINISTRATION = "MedicationAdministration"


@dataclass(frozen=True, slots=True)
class Dosage:
    """One dosage instruction of an antidepressant or other chart medication, as mg of the ingredient a day.

    `low`, `high`: the daily dose, cautious and generous reading, equal when clear, both None with `why` when not.
    `named`: it says how much, not how often. `start`/`end` bound this step if it says so (as recorded). `lasts`: the
    days it says that this is taken, from whenever it began. `unsteady`: why it testifies to no taking day by day.
    """

    low: Decimal | None = None
    high: Decimal | None = None
    why: Why | None = None
    shown: str = ""
    start: When | None = None
    end: When | None = None
    named: bool = False
    lasts: Decimal | None = None
    unsteady: Why | None = None


@dataclass(frozen=True, slots=True)
class Medication:
    """One medication record of the chart, for one known ingredient (a combination yields one per ingredient).

    `start`/`end`: effectivePeriod or boundsPeriod. `on`: effectiveDateTime, hand-over, or the day given. `authored`:
    authoredOn or dateAsserted. `supply_days`: of one fill, `repeats`: further fills. `dates_why`: a date is unreadable.
    `stopped_for`: subset of {"not-tolerated", "failed", "responded"}: what the stop reason says; `stop_text` its words.
    `counts`: False for products that are no depression trial (Zyban ...). `route`: "IV", "other" or None.
    """

    source: Source
    kind: Kind
    ingredient: str
    display: str
    status: str
    by_name: bool = False
    counts: bool = True
    intent: str | None = None
    start: When | None = None
    end: When | None = None
    on: When | None = None
    until: When | None = None
    """MedicationAdministration: the end of what was given over a time."""
    authored: When | None = None
    dates_why: Why | None = None
    supply_days: Decimal | None = None
    repeats: int = 0
    prn: bool = False
    dosages: tuple[Dosage, ...] = ()
    infusions: tuple[Instruction, ...] = ()
    """Statements and requests of ketamine: the same instructions as of an infusion."""
    stopped_for: frozenset[str] = frozenset()
    stop_text: str = ""
    route: str | None = None
    given_mg: Decimal | None = None
    """MedicationAdministration: mg given that time; None when not stated in a mass."""
    given_mg_per_kg: Decimal | None = None
    purpose: frozenset[str] = frozenset()
    """Names of the value sets its reasons belong to."""
    stated: tuple[Reason, ...] = ()
    """What the record says it is for."""
    adverse: frozenset[str] = frozenset()
    """What went wrong last time: subset of {"stopped", "blood-pressure"}."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One Observation, or one component of one, of a concept named in `observations.toml`. `value` is in the
    concept's canonical unit; None with `why` when the record is there but unusable.
    `answer`: "positive" or "negative" for tests and screens. `shown`: the value as recorded ("154 [lb_av]"). `likely`:
    what an unusable value says if its unit is the usual one ("170", "> 160"): proof of danger, never of its absence.
    """

    source: Source
    concept: str
    when: When | None
    value: Decimal | None = None
    answer: str | None = None
    why: Why | None = None
    by_name: bool = False
    shown: str = ""
    likely: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Procedure:
    """One Procedure of interest: a completed ketamine infusion (`ingredient`)."""

    source: Source
    ingredient: str
    status: str
    on: When | None
    dates_why: Why | None = None
    by_name: bool = False
    purpose: frozenset[str] = frozenset()
    until: When | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One stated reason of an order. `sets`: reason value sets hit by code, else by words; `suspected`: those that
    only words name; `recognised`: a code of ICD-10-CM, ICD-10 or SNOMED CT, or words of our lists."""

    text: str
    sets: frozenset[str] = frozenset()
    recognised: bool = False
    suspected: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Order:
    """A ketamine or esketamine order (`drug`). `raw`: as the client sent it. `mentions`: value sets of reasons that
    its product, notes, category, performer and plain dosage text name.
    `beside`: what its name and notes say of the dose. `again`: words of a note that give it once more at no said
    time; `weights`: in kg, that they name as the patient's."""

    source: Source
    resource_type: str
    drug: str
    display: str
    by_name: bool
    status: str | None
    reasons: tuple[Reason, ...] = ()
    mentions: frozenset[str] = frozenset()
    as_needed: bool = False
    instructions: tuple[Instruction, ...] = ()
    beside: tuple[Amount, ...] = ()
    again: str | None = None
    weights: tuple[Decimal, ...] = ()
    planned: When | None = None
    """The order's own stated time (event or start of the bounds), if any."""
    a_week: Decimal | None = None
    """How often a week it is to be given, at least; None where it does not say, or is given once."""
    mg_per_ml: Decimal | None = None
    other_patient: bool = False
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Encounter:
    """`emergency`: class EMER. `mentions`: sets its type, service, reasons and places name in words. `reasons`: sets
    its own reasons tell, by code or in words; `running`: it is not over, nor called off."""

    reference: str
    emergency: bool = False
    mentions: frozenset[str] = frozenset()
    reasons: frozenset[str] = frozenset()
    running: bool = True


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything known of one patient at one moment. `today`: `now` in the service's zone. `drafts`: no evidence."""

    now: datetime
    today: date
    patient: Listing[Patient] = field(default_factory=Listing)
    encounter: Encounter | None = None
    problems: Listing[Problem] = field(default_factory=Listing)
    statements: Listing[Medication] = field(default_factory=Listing)
    requests: Listing[Medication] = field(default_factory=Listing)
    dispenses: Listing[Medication] = field(default_factory=Listing)
    administrations: Listing[Medication] = field(default_factory=Listing)
    allergies: Listing[Allergy] = field(default_factory=Listing)
    procedures: Listing[Procedure] = field(default_factory=Listing)
    surveys: Listing[Reading] = field(default_factory=Listing)
    vitals: Listing[Reading] = field(default_factory=Listing)
    coded: Listing[Reading] = field(default_factory=Listing)
    drafts: tuple[Medication, ...] = ()
