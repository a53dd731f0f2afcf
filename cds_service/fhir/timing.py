"""How often a day: from timing structures, timing codes, and the words of a dosage text.

It must not know doses. Codes and phrases with their times a day are content (`vocabulary/timing.csv`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from cds_service.fhir import units, wire
from cds_service.fhir.concepts import codes, texts
from cds_service.fhir.dates import end, start
from cds_service.knowledge import Knowledge
from cds_service.knowledge.codes import any_of


@dataclass(frozen=True, slots=True)
class Times:
    """Times a day, cautious and generous reading; `days`: the length of the rhythm, one for daily."""

    low: Decimal
    high: Decimal
    days: Decimal = Decimal(1)

    @classmethod
    def between(cls, low: Fraction, high: Fraction) -> Times:
        return cls(_exact(low), _exact(high), max(Decimal(1), _exact(1 / low)))


@dataclass(frozen=True)
class Vocabulary:
    """The table of timing codes and phrases."""

    codes: Mapping[str, Fraction]
    phrases: Mapping[str, tuple[Fraction, bool]]
    pattern: re.Pattern[str] | None
    as_needed: re.Pattern[str] | None


@lru_cache(maxsize=8)
def vocabulary(knowledge: Knowledge) -> Vocabulary:
    phrases = {_key(t.code): (t.times, t.part_of_day) for t in knowledge.timings if t.phrase and t.times is not None}
    return Vocabulary(
        codes={t.code.upper(): t.times for t in knowledge.timings if not t.phrase and t.times is not None},
        phrases=phrases,
        pattern=any_of(phrases),
        as_needed=any_of(t.code for t in knowledge.timings if t.times is None),
    )


def _exact(times: Fraction) -> Decimal:
    return Decimal(times.numerator) / Decimal(times.denominator)


def _key(phrase: str) -> str:
    return re.sub(r"[\s\-]+", " ", phrase).strip().lower()


def of_structure(timing: wire.Timing | None, knowledge: Knowledge) -> Times | None:
    """Times a day by repeat, else by code; None when silent or when the two contradict each other."""
    if timing is None:
        return None
    repeated = _of_repeat(timing.repeat) if timing.repeat is not None else None
    coded = of_code(timing.code, knowledge)
    if repeated is not None and coded is not None and repeated.low != coded.low:
        return None
    return repeated or coded


def of_code(concept: wire.Concept | None, knowledge: Knowledge) -> Times | None:
    table = vocabulary(knowledge)
    if concept is None:
        return None
    for code in [c.code for c in concept.coding] + [code for _, code in codes(concept)]:
        if (times := table.codes.get(code.strip().upper())) is not None:
            return _steady(times)
    return next((found for text in texts(concept) if (found := of_text(text, knowledge))), None)


def _steady(times: Fraction) -> Times:
    return Times.between(times, times)


def _of_repeat(repeat: wire.Repeat) -> Times | None:
    """frequency per period; a range of periods by the longer one, a count of days or hours where they are named."""
    unit = repeat.period_unit or repeat.period_units
    period, longest = _days(repeat.period, unit), _days(repeat.period_max, unit)
    named = len(repeat.time_of_day) or len(repeat.when)
    frequency = units.sane(repeat.frequency)
    if repeat.period is not None and period is None:
        return None
    if period is None:
        if not (named or repeat.day_of_week):
            return None
        period = Fraction(1)
    count = Fraction(frequency) if frequency is not None else Fraction(named or 1)
    if count <= 0:
        return None
    often = count / period * _share_of_week(repeat, period)
    return Times.between(often * period / max(longest or period, period), often)


def _share_of_week(repeat: wire.Repeat, period: Fraction) -> Fraction:
    """Days of the week named, as a share of seven; one when the period is not daily or none is named."""
    named = len({day.strip().lower() for day in repeat.day_of_week})
    return Fraction(named, len(_WEEK)) if 0 < named < len(_WEEK) and period == 1 else Fraction(1)


_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _days(period: Decimal | None, unit: str) -> Fraction | None:
    ratio = units.factor(units.spelled(unit), units.DAY) if unit else None
    value = units.sane(period)
    return Fraction(value) * ratio if ratio and value is not None and value > 0 else None


_EVERY = re.compile(
    r"\b(?:every|each|q)\.?\s*(?P<low>\d{1,2})(?:\s*(?:-|–|to)\s*(?P<high>\d{1,2}))?\s*(?:\(\w+\)\s*)?"
    r"(?P<unit>h|hrs?|hours?|d|days?|wks?|weeks?|months?)\b",
    re.IGNORECASE,
)
_PER = re.compile(
    r"(?<![\w.])(?P<count>\d{1,2}|one|two|three|four)\s*(?:\(\w+\)\s*)?(?:x|times?)\s*(?:/|a|an|per|each|every)?\s*"
    r"(?P<unit>d|day|daily|wk|week|weekly|month|monthly)\b",
    re.IGNORECASE,
)
_TIMES = re.compile(r"\bx\s*(?P<count>[1-9])\s*(?:daily|/\s*day|(?:per|a)\s+day)\b", re.IGNORECASE)
_COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4}
_UNITS = {"daily": "day", "weekly": "week", "monthly": "month"}


def of_text(text: str, knowledge: Knowledge) -> Times | None:
    """Times a day as written ("BID", "every 12 hours", "3 x daily"); None when the text does not say."""
    spoken, rest = _spoken(_DAYS_A_WEEK.sub(" ", text))
    table = vocabulary(knowledge)
    parts: list[re.Match[str]] = []
    for hit in table.pattern.finditer(rest) if table.pattern is not None else ():
        times, is_part = table.phrases[_key(hit.group())]
        if is_part:
            parts.append(hit)
        else:
            spoken.append(times)
    some, most = _share_said(text)
    if spoken and parts and (later := _LATER.search(text)) is not None:
        # "BID for 3 days, then in the morning" is once a day; "mornings for 3 days, then BID" is twice a day.
        first = lasting(text)
        if part_of_day(text[later.end() :], knowledge) is not None or first is None or first[0] > len(_WEEK):
            spoken.append(Fraction(1))
    if spoken:
        # Of a rhythm that is not daily, "on Monday" says the day it falls on.
        low = min(times * some if times >= 1 else times for times in spoken)
        return Times.between(low, max(times * most if times >= 1 else times for times in spoken))
    if not parts:
        return Times.between(some, most) if some < 1 else None
    count = Fraction(len(parts))
    return Times.between((count if _are_joined(parts, rest) else Fraction(1)) * some, count * most)


_DAYS_A_WEEK = re.compile(
    r"\b(?P<count>[1-7]|one|two|three|four)\s*(?:x\s*)?days?\s*(?:/|out\s+of|an?|per|each|every|of)\s*(?:the\s+)?(?:week|wk|7|seven)\b",
    re.IGNORECASE,
)
_LATER = re.compile(r"\b(?:then|thereafter|afterwards?|followed)\b", re.IGNORECASE)
_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?)?"
_WEEKDAY = re.compile(rf"\b(?P<from>{_DAY})\b\.?(?:\s*(?:-|–|to|through|thru)\s*(?P<to>{_DAY})\b)?", re.IGNORECASE)
_SHORT_DAYS = re.compile(r"\b(?:mwf|m/w/f|m-w-f|tth|weekdays|weekends?|m-f)\b", re.IGNORECASE)
_SHORT = {"mwf": 3, "m/w/f": 3, "m-w-f": 3, "tth": 2, "weekdays": 5, "weekend": 2, "weekends": 2, "m-f": 5}
_EXCEPT = re.compile(r"\b(?:except|excluding|skip(?:ping)?|not on|but not)\b", re.IGNORECASE)
_SINCE = re.compile(
    r"\b(?:start(?:s|ing|ed)?|begin(?:s|ning)?|beg[au]n|from|until|till|next|last|since)\b", re.IGNORECASE
)

_DATED = re.compile(
    r"\b(?:start\w*|begin\w*|(?:first|next|last)\s+dose|until|till|since|refill\w*|due|seen|visit|appointment)\b"
    r"[^,;.:\d]{0,16}$",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\.?,?\s*(?:\d{1,2}/\d{1,2}\b|\d{4}-\d\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d)",
    re.IGNORECASE,
)


def _is_a_date(hit: re.Match[str]) -> bool:
    """Whether a weekday tells when something begins or ends ("First dose on Mon 1/1/24"); "Mondays" recur."""
    if hit["to"] is not None or hit["from"].lower().endswith("days"):
        return False
    before = hit.string[max(0, hit.start() - 40) : hit.start()]
    return _DATED.search(before) is not None or _DATE.match(hit.string, hit.end()) is not None


def _share_said(text: str) -> tuple[Fraction, Fraction]:
    """The share of the week a text leaves of a daily rhythm, at least and at most: "on Monday and Friday" is 2/7."""
    if (some_days := _DAYS_A_WEEK.search(text)) is not None:
        told = some_days["count"].lower()
        share = Fraction(_COUNTS.get(told) or int(told), len(_WEEK))
        return min(share, Fraction(1)), min(share, Fraction(1))
    days = _weekdays_said(text)
    if not 0 < len(days) < len(_WEEK):
        return Fraction(1), Fraction(1)
    some = Fraction(len(_WEEK) - len(days) if _EXCEPT.search(text) else len(days), len(_WEEK))
    return some, Fraction(1) if _SINCE.search(text) else some


def names_a_weekday(text: str) -> bool:
    """Whether a text names any day of the week."""
    return _WEEKDAY.search(text) is not None or _SHORT_DAYS.search(text) is not None


def _weekdays_said(text: str) -> set[int]:
    found: set[int] = set()
    hits = list(_WEEKDAY.finditer(text))
    for hit in hits:
        if len(hits) == 1 and hit["to"] is None and hit["from"].lower() in ("sun", "sat"):
            continue  # the sun, or a saturation
        if _is_a_date(hit):
            continue
        first, last = _weekday(hit["from"]), _weekday(hit["to"] or hit["from"])
        found |= {(first + step) % len(_WEEK) for step in range((last - first) % len(_WEEK) + 1)}
    return found or next((set(range(_SHORT[hit.group().lower()])) for hit in _SHORT_DAYS.finditer(text)), set())


def _weekday(name: str) -> int:
    return _WEEK.index(name[:3].lower())


_AND = re.compile(r"[\s,]*(?:and|&|\+|plus)(?:\s+(?:again|then))?\s*(?:at|in|the|with)?\s*", re.IGNORECASE)


def _are_joined(parts: list[re.Match[str]], text: str) -> bool:
    """True for "in the morning and at bedtime", which is twice; "in the morning with breakfast" may be once."""
    named = {_key(hit.group()) for hit in parts}
    gaps = [text[one.end() : two.start()] for one, two in pairwise(parts)]
    return len(named) == len(parts) and all(_AND.fullmatch(gap) for gap in gaps)


def part_of_day(text: str, knowledge: Knowledge) -> str | None:
    """The one part of the day a text names and no other rhythm ("at bedtime"); None otherwise."""
    table = vocabulary(knowledge)
    spoken, rest = _spoken(text)
    hits = [_key(hit.group()) for hit in table.pattern.finditer(rest)] if table.pattern is not None else []
    one = len(hits) == 1 and not spoken and table.phrases[hits[0]][1]
    return hits[0] if one else None


def _spoken(text: str) -> tuple[list[Fraction], str]:
    """Rhythms said in numbers, and the text without them."""
    found: list[Fraction] = []
    for hit in _EVERY.finditer(text):
        longest = _days(Decimal(hit["high"] or hit["low"]), hit["unit"].lower())
        found += [1 / longest] if longest else []
    for hit in _PER.finditer(text):
        count = Fraction(_COUNTS.get(hit["count"].lower()) or int(hit["count"]))
        unit = _days(Decimal(1), _UNITS.get(hit["unit"].lower(), hit["unit"].lower()))
        found += [count / unit] if unit and count else []
    if (several := _TIMES.search(text)) is not None:
        return [*found, Fraction(int(several["count"]))], _PER.sub(" ", _EVERY.sub(" ", _TIMES.sub(" ", text)))
    return found, _PER.sub(" ", _EVERY.sub(" ", text))


_LASTS = re.compile(
    r"(?:\bfor|\bx|×)\s*(?:the\s+)?(?:(?:first|next|another|only|about)\s+)?"
    r"(?:(?P<low>\d{1,3}|an?|one|two|three|four)(?:\s*(?:-|–|to)\s*(?P<high>\d{1,3}))?\s*)"
    r"(?P<unit>days?|d|weeks?|wks?|w|months?)\b(?!\s*(?:supply|refill))",
    re.IGNORECASE,
)
_LENGTHS = {"w": "wk", "wks": "wk"}


_AFTER = re.compile(_LASTS.pattern.replace(r"\bfor", r"\b(?:for|after)", 1), re.IGNORECASE)


def lasting(text: str) -> tuple[Decimal, int] | None:
    """The days a text says something is taken for ("for 2 weeks", "x 10 days"), and where that stands; else None."""
    hit = _LASTS.search(text)
    days = _length(hit) if hit is not None else None
    return (days, hit.end()) if hit is not None and days is not None else None


def lengths(text: str) -> list[Decimal]:
    """The days of every time a text tells, "for 2 weeks" and "after 2 weeks"."""
    return [days for hit in _AFTER.finditer(text) if (days := _length(hit)) is not None]


def _length(hit: re.Match[str]) -> Decimal | None:
    unit = hit["unit"].lower()
    one = _days(Decimal(1), _LENGTHS.get(unit, unit))
    said = hit["high"] or hit["low"].lower()
    count = _COUNTS.get(said) or (int(said) if said.isdecimal() else 1)
    return count * _exact(one) if one else None


def is_as_needed(text: str, knowledge: Knowledge) -> bool:
    pattern = vocabulary(knowledge).as_needed
    return pattern is not None and pattern.search(text) is not None


def bounds(timing: wire.Timing | None) -> tuple[str, str]:
    """Start and end of an instruction's own period, "" where open."""
    period = timing.repeat.bounds_period if timing is not None and timing.repeat is not None else None
    return start(period), end(period)
