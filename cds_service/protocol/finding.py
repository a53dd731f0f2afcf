"""What a criterion answers: a status with its facts, each with its source, and what was missing.

It must not know words: a `Say` names a sentence template of `cards/` and the values that go into it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from cds_service.answers import Severity, Status, Why
from cds_service.chart import When


@dataclass(frozen=True, slots=True)
class Say:
    """A sentence: `key` is "owner.word" ("severity.met"), `values` fill the template's names.

    A value may be another sentence, rendered first.
    """

    key: str
    values: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))


Value = str | int | Decimal | date | When | Say
"""A `When` only where a record names no single day; `When.day` tells."""


def say(key: str, **values: Value) -> Say:
    return Say(key, values)


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact a finding rests on. `reference` is "ResourceType/id"; `date`: the day it is about, or all the record
    says of it (a month, a year)."""

    say: Say
    reference: str | None = None
    date: date | When | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that would have been needed, and why it is not known."""

    say: Say
    why: Why


@dataclass(frozen=True, slots=True)
class Finding:
    """A criterion's answer. `severity` is what a not-met weighs here; `policy`: a local-policy limit was used.

    `detail` carries what the card and the assessment show beside the status: Resistance, Weight, Dose, Course.
    `notes` are further sentences the card prints ("under 6 weeks", "re-weigh", valproate and pregnancy).
    """

    id: str
    status: Status
    severity: Severity
    say: Say
    facts: tuple[Fact, ...] = ()
    missing: tuple[Missing, ...] = ()
    notes: tuple[Say, ...] = ()
    policy: bool = False
    detail: Any = None
