"""How soon an infusion order is to be carried out again: from timing structures, timing codes and words.

It must not know how soon is too soon. Codes and phrases with their times a day are content (`vocabulary/timing.csv`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from cds_service.chart import Rhythm
from cds_service.fhir import listed, timing, units, wire
from cds_service.fhir.concepts import codes, texts
from cds_service.fhir.dates import end, start
from cds_service.fhir.drugs import NUMBER
from cds_service.fhir.infusion_words import MASS, TIME, plain
from cds_service.fhir.memory import remembered
from cds_service.knowledge import Knowledge
from cds_service.knowledge.codes import any_of

BESIDE_SET, WHEN_SET, GIVES_SET = "beside-infusion", "beside-rhythm", "gives-dose"
HOURS_A_DAY = Decimal(24)
HOUR = "h"
SECONDS_PER_HOUR = 3600
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_EVERY = re.compile(
    r"\b(?P<lead>every|each|q|"
    rf"repeat\w*\s+(?:(?:once|the|same|dose|infusion|x\s*\d|{NUMBER}\s*{MASS})\s+){{0,3}}(?:in|after))\.?\s*"
    rf"(?P<low>\d{{1,3}})(?:\s*(?:-|–|to)\s*\d{{1,3}})?\s*-?"
    rf"(?P<unit>{TIME}|days?|d|weeks?|wks?)\b"
)
_PER = re.compile(
    r"(?<![\w.])(?P<count>\d{1,2})\s*(?:x|times?)\s*(?:/|an?|per|each|every|in)?\s*(?P<unit>days?|daily|d|weeks?|weekly|wk)\b"
)
_APART = re.compile(
    rf"(?:(?P<least>\bat\s+least|\bmin(?:imum)?(?:\s+of)?|≥|>=?)\s*)?(?<![\w.])(?P<low>\d{{1,3}}|an?|{listed.NUMBER})"
    rf"(?:\s*(?:-|–|to)\s*\d{{1,3}})?\s*-?(?P<unit>{TIME}|days?|d|weeks?|wks?)\s+apart\b"
)
"""An interval; where it is the least that there must be, how often is not said."""
_UNITS = {"daily": "day", "weekly": "week", "m": "min"}
_CLAUSE = re.compile(r"[;\n]|[.,](?=\s|$)")
_DOSE = re.compile(rf"\d\s*{MASS}\b")
_SPOKEN_PART = re.compile(r"^(?:every|each|nightly)\b")
"""Parts of the day that are said as a rhythm; "in the morning" is when the one dose is given."""


def rhythm(stated: wire.Timing | None, words: str, knowledge: Knowledge, repeated: str | None = None) -> Rhythm | None:
    """The shortest interval that structure or words name; None when it is to be given once, or neither says.

    `repeated`: the words that may say when it is given again, where these are fewer."""
    repeat = stated.repeat if stated is not None else None
    count = _count(repeat)
    if count is not None and count <= 1:
        return None
    once = _ONCE.search(plain(words)) is not None and _MORE.search(plain(words)) is None
    found = [*_of_timing(stated, knowledge), *(() if once else _of_words(words, knowledge)), *_today(words)]
    lists = _listed(words, knowledge)
    found += [hours for hours, _ in lists]
    regular = min((hours for hours in found if hours > 0), default=None)
    shortest = min(
        (hours for hours in (*found, *_again(words if repeated is None else repeated)) if hours > 0), default=None
    )
    if shortest is None or _ends_before(repeat, shortest):
        return None
    if count is None:
        count = _count_said(words) or (
            Decimal(len(stated.event)) if stated is not None and len(stated.event) > 1 else None
        )
    days = len(_days(repeat)) if repeat is not None else 0
    days = days or next((some for hours, some in lists if hours == shortest and some is not None), 0)
    return Rhythm(shortest, regular, count, days or None)


def _count(repeat: wire.Repeat | None) -> Decimal | None:
    stated = (units.sane(repeat.count), units.sane(repeat.count_max)) if repeat is not None else ()
    return max((count for count in stated if count is not None), default=None)


def _ends_before(repeat: wire.Repeat | None, hours: Decimal) -> bool:
    """Whether the order is bound to a time too short for a second infusion ("daily", for one day)."""
    if repeat is None:
        return False
    if units.amount(repeat.bounds_duration) is not None:
        whole = _bound(repeat)
        return whole is not None and whole <= hours
    day, last = start(repeat.bounds_period)[:10], end(repeat.bounds_period)[:10]
    return len(day) == len("2000-01-01") and day == last and hours >= HOURS_A_DAY


def _bound(repeat: wire.Repeat) -> Decimal | None:
    """Hours of the time the order is bound to, where that is a duration."""
    length = units.amount(repeat.bounds_duration)
    if repeat.bounds_duration is None or length is None:
        return None
    return units.convert(length, units.unit_of(repeat.bounds_duration), HOUR)


def _of_timing(stated: wire.Timing | None, knowledge: Knowledge) -> Iterator[Decimal]:
    if stated is None:
        return
    yield from _between(stated.event)
    if stated.repeat is not None:
        yield from _of_repeat(stated.repeat)
    if stated.code is not None:
        table = timing.vocabulary(knowledge).codes
        for code in [c.code for c in stated.code.coding] + [code for _, code in codes(stated.code)]:
            if (times := table.get(code.strip().upper())) is not None:
                yield HOURS_A_DAY * times.denominator / times.numerator
        for text in texts(stated.code):
            yield from _of_words(text, knowledge)


def _between(events: Sequence[str]) -> Iterator[Decimal]:
    """Hours between the times an order names one by one."""
    moments = sorted(moment for event in events if (moment := _moment(event)) is not None)
    for one, other in pairwise(moments):
        yield Decimal(str((other - one).total_seconds())) / SECONDS_PER_HOUR


def _moment(text: str) -> datetime | None:
    """A time as written; where it names no zone, or only a day, all such are taken alike."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _of_repeat(repeat: wire.Repeat) -> Iterator[Decimal]:
    """frequency per period at its most frequent, several times of a day, and neighbouring days of the week."""
    often = max(
        (n for n in (units.sane(repeat.frequency), units.sane(repeat.frequency_max)) if n is not None and n > 0),
        default=Decimal(1),
    )
    unit = units.spelled(repeat.period_unit or repeat.period_units)
    period = units.sane(repeat.period)
    hours = units.convert(period, unit, HOUR) if period is not None and unit else None
    days = _days(repeat)
    if hours is not None and not (days and hours == HOURS_A_DAY):
        yield hours / often
    lasts, count = _bound(repeat), _count(repeat)
    if hours is None and count is not None and count > 1 and lasts is not None and lasts <= HOURS_A_DAY:
        yield lasts / count
    named = max(len(repeat.time_of_day), len(repeat.when))
    if named > 1:
        yield HOURS_A_DAY / named
    if len(days) > 1:
        yield min((later - day) % len(_WEEK) for day, later in pairwise([*days, days[0]])) * HOURS_A_DAY


def _days(repeat: wire.Repeat) -> list[int]:
    return sorted({_WEEK.index(d[:3].lower()) for d in repeat.day_of_week if d[:3].lower() in _WEEK})


def _every(hit: re.Match[str]) -> Decimal | None:
    unit = units.spelled(_UNITS.get(hit["unit"], hit["unit"]))
    return units.convert(Decimal(hit["low"]), unit, HOUR)


_OFTEN = re.compile(
    rf"\b(?:x\s*(?P<x>\d{{1,2}})\b(?!\s*(?:{TIME}|days?|d|weeks?|wks?|daily|/)\b)|for\s+(?P<n>\d{{1,2}})\s+doses)"
)


def _count_said(words: str) -> Decimal | None:
    """ "Every 30 minutes x 4": as often as that in all."""
    said = plain(words)
    hit = _OFTEN.search(said)
    if hit is None and (several := _DOSES.search(said)) is not None and _APART.search(said) is not None:
        return Decimal(listed.number(several["n"]))
    return Decimal(hit["x"] or hit["n"]) if hit is not None else None


_DOSES = re.compile(listed.DOSES)


_ONCE = re.compile(
    r"\b(?:daily|qd|q24h|every\s+(?:day|24\s*h\w*)),?\s+(?:x\s*1(?:\s+dose)?|(?:1|one)\s+dose)(?:\s+only)?\W*\Z"
)
_MORE = re.compile(r"\b(?:then|again|repeat\w*|another|followed)\b")
""" "Daily x 1" is one dose, and nothing comes after it."""

_UP_TO = r"(?:before|since|prior|until|by|and|as|of)"
"""What is said of infusions up to a day, not of those of the day itself."""
_TODAY = re.compile(
    r"\bx\s*(?P<x>[2-9])\s+(?:doses?\s+)?today\b|"
    rf"(?<!\bof\s)(?<!\bafter\s)(?<!\bhad\s)(?<!\breceived\s)(?<![\w./#])(?P<n>{listed.NUMBER})\s+"
    rf"(?:doses|infusions|treatments)\b(?:(?!\b{_UP_TO}\s+today\b)[^.;,\n]){{0,60}}?\btoday\b"
    r"(?!\s*(?:,|and|&|is|was|or)\b)"
)


def _today(words: str) -> Iterator[Decimal]:
    """ "Two doses of 35 mg today" are as far apart as a day allows, and no further."""
    for hit in _TODAY.finditer(plain(words)):
        if (count := listed.number(hit["x"] or hit["n"])) > 1:
            yield HOURS_A_DAY / count


def _again(words: str) -> Iterator[Decimal]:
    """ "May repeat in 10 minutes": once more, not on and on."""
    for hit in _EVERY.finditer(plain(words)):
        if hit["lead"].startswith("repeat") and (hours := _every(hit)) is not None:
            yield hours


@remembered
def _listed(words: str, knowledge: Knowledge) -> tuple[tuple[Decimal, int | None], ...]:
    """Intervals told by a list ("Mon, Tue", "at 9 am and 3 pm"), with how many of a week that makes."""
    return tuple(listed.intervals(plain(words), beside_words(knowledge), knowledge)) if words else ()


@remembered
def _of_words(words: str, knowledge: Knowledge) -> tuple[Decimal, ...]:
    """Rhythms said in words, but for those of monitoring ("blood pressure every 10 minutes")."""
    return tuple(_said(words, knowledge)) if words else ()


@lru_cache(maxsize=8)
def beside_words(knowledge: Knowledge) -> re.Pattern[str] | None:
    """What is done beside the infusion, in the content's words; "for 5 days" and "if tolerated" are nothing else."""
    when = knowledge.value_sets[WHEN_SET].phrases
    return any_of(p for p in knowledge.value_sets[BESIDE_SET].phrases if p not in when and not p.startswith("repeat"))


def says_how_soon(clause: str, knowledge: Knowledge) -> bool:
    """Whether a clause names a rhythm, a time until the next one, or a day, whatever it is about."""
    said = plain(clause)
    return timing.names_a_weekday(said) or any(_EVERY.finditer(said)) or any(_of_clause(said, knowledge))


def _said(words: str, knowledge: Knowledge) -> Iterator[Decimal]:
    beside = beside_words(knowledge)
    gives, is_beside = knowledge.value_sets[GIVES_SET], False
    for clause in _CLAUSE.split(plain(words)):
        # "Vitals every 15 min, then every 30 min": what does not name the dose goes on about the same thing.
        about_dose = gives.says(clause) or _DOSE.search(clause) is not None
        is_beside = (beside is not None and beside.search(clause) is not None) or (is_beside and not about_dose)
        if is_beside:
            continue
        yield from _of_clause(clause, knowledge)


def _of_clause(clause: str, knowledge: Knowledge) -> Iterator[Decimal]:
    """Hours between two times, by every rhythm that a clause names."""
    table = timing.vocabulary(knowledge)
    for hit in _EVERY.finditer(clause):
        if not hit["lead"].startswith("repeat") and (hours := _every(hit)) is not None:
            yield hours
    for hit in _APART.finditer(clause):
        unit = units.spelled(_UNITS.get(hit["unit"], hit["unit"]))
        hours = units.convert(Decimal(listed.number(hit["low"])), unit, HOUR)
        if hours is not None and not hit["least"]:
            yield hours
    for hit in _PER.finditer(clause):
        unit = units.spelled(_UNITS.get(hit["unit"], hit["unit"]))
        whole = units.convert(Decimal(1), unit, HOUR)
        if whole is not None and Decimal(hit["count"]) > 0:
            yield whole / Decimal(hit["count"])
    for spoken in table.pattern.finditer(_PER.sub(" ", _EVERY.sub(" ", clause))) if table.pattern else ():
        times, is_part = table.phrases[re.sub(r"[\s\-]+", " ", spoken.group()).strip().lower()]
        if not is_part or _SPOKEN_PART.match(spoken.group()):
            yield HOURS_A_DAY * times.denominator / times.numerator
