"""Intervals that an order tells by a list: days, dates and hours of the day, and so many infusions in so long.

It must not know how soon is too soon. Names of the parts of a day are content (`vocabulary/timing.csv`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise

from cds_service.fhir import timing
from cds_service.knowledge import Knowledge

HOURS_A_DAY, DAYS_A_WEEK = Decimal(24), 7
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SEVERAL = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "twice": 2}

NUMBER = r"\d{1,2}|one|two|three|four|five|six|seven|eight"
_OF_OTHERS = r"(?<!\bof\s)(?<!\bafter\s)(?<!\bhad\s)(?<!\breceived\s)(?<![\w./#])"
"""What stands before a number of infusions that are not those ordered here."""
DOSES = rf"{_OF_OTHERS}(?P<n>{NUMBER})\s+(?:doses|infusions|treatments|sessions)\b"

_CAN_LIST = re.compile(
    r"\bday|day\b|days\b|\bmon\b|\btues?\b|\bwed\b|\bthu|\bfri\b|\bm-f\b|/\d|tomorrow|\d\s*[ap]\.?m\b|"
    r"\d{4}\b|morning|noon|evening|\bnight|\b[ap]m\b|week"
)
_JOIN = r"(?:\s*(?:,\s*and|,|/|&|\+|and|then|plus)\s*(?:(?:again|then|also)\s+)?(?:(?:at|on|the)\s+){0,2}|\s+)"
_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?)?\b\.?"
_DAYS = re.compile(rf"\b{_DAY}(?:{_JOIN}{_DAY})+|\b{_DAY}\s*(?:-|–|to|through|thru)\s*{_DAY}|\b(?:weekdays|m-f)\b")
_ONE_DAY = re.compile(rf"\b{_DAY}")
_DATE = r"(?<![\d/.])\d{1,2}/\d{1,2}(?:/(?:\d{4}|\d\d))?(?![\d/])"
_DATES = re.compile(rf"{_DATE}(?:{_JOIN}{_DATE})+")
_NEXT_DAY = re.compile(
    r"\btoday\s*(?:,|&|\+|and|then|plus)\s*(?:(?:and|then|again|also)\s+){0,2}tomorrow\b|"
    r"\b(?:consecutive|successive|back[\s-]to[\s-]back)\s+(?:week\s?)?days\b|\bdays\s+in\s+a\s+row\b"
)
_OFTEN_A_DAY = re.compile(
    rf"\b(?:(?P<n>{NUMBER})\s+times|twice)\s+(?:(?:over|during)\s+the\s+day|today|tonight|tomorrow|"
    rf"(?:in|on|within)\s+(?:one|a|1|the\s+same|a\s+single)\s+day|on\s+{_DATE}|on\s+{_DAY})"
)
_IN_SO_LONG = re.compile(
    DOSES + r"(?P<between>[^.;,\n]{0,60}?)\b(?:this|"
    rf"(?:in|within|over|during)\s+(?:the\s+)?(?P<many>{NUMBER}|an?|next|same)?)\s*(?P<unit>days?|weeks?|wks?)\b"
)
_CLOCK = re.compile(r"(?<![\w.:/])(?:\d{1,2}(?::\d\d)?\s*[ap]\.?m\b\.?|(?:[01]\d|2[0-3]):?[0-5]\d(?:\s*(?:h|hrs?))?\b)")
_HALF = re.compile(r"(?<!\d)(?<!\d\s)(?<!the\s)\b[ap]m\b")
_AND = re.compile(r"\s*(?:,\s*and|&|\+|and|then)\s*(?:(?:again|then|also)\s+)?(?:(?:at|the)\s+){0,2}")
_AT = re.compile(r"(?:\bat|@|,|;|\band|&)\s*(?:the\s+)?\Z|\A\s*\Z")
_BETWEEN = re.compile(r"\b(?:between|from)\s*\Z")
_DENIED = re.compile(r"(?:\bnon[\s-]|\b(?:not|never|avoid)\b[a-z\s]{0,24}|\bno\s+more\s+than\s+)\Z")
_NEAR = 100
_BREAK = re.compile(r"[;\n,]|\.(?=\s|$)")


def intervals(said: str, beside: re.Pattern[str] | None, knowledge: Knowledge) -> Iterator[tuple[Decimal, int | None]]:
    """Hours between two infusions by every list of the text (in its plain spelling), and on how many days of a week.

    `beside`: words of what is done beside the infusion ("vitals Mon, Tue"), whose days these are then.
    """
    if _CAN_LIST.search(said) is None:
        return
    for hit, hours, days in _found(said, knowledge):
        before = _BREAK.split(said[max(0, hit.start() - _NEAR) : hit.start()])[-1]
        clause = before + hit.group()[:_NEAR]
        if _DENIED.search(before) is None and (beside is None or beside.search(clause) is None):
            yield hours, days


def _found(said: str, knowledge: Knowledge) -> Iterator[tuple[re.Match[str], Decimal, int | None]]:
    for hit in _DAYS.finditer(said):
        yield from ((hit, hours, days) for hours, days in _of_weekdays(hit.group()))
    for hit in _DATES.finditer(said):
        named = sorted({day for text in re.findall(_DATE, hit.group()) if (day := _date(text)) is not None})
        most = max((sum(0 <= (d - day).days < DAYS_A_WEEK for d in named) for day in named), default=0)
        yield from ((hit, (later - day).days * HOURS_A_DAY, most) for day, later in pairwise(named))
    for hit in _NEXT_DAY.finditer(said):
        yield hit, HOURS_A_DAY, None
    for hit in _OFTEN_A_DAY.finditer(said):
        if (count := number(hit["n"] or "twice")) > 1:
            yield hit, HOURS_A_DAY / count, None
    for hit in _IN_SO_LONG.finditer(said):
        count, many = number(hit["n"]), number(hit["many"] or "one")
        if hit["unit"].startswith("w") or many % DAYS_A_WEEK == 0:
            days = many * DAYS_A_WEEK if hit["unit"].startswith("w") else many
            yield hit, days * HOURS_A_DAY / max(count, 1), None
        elif count > 1:
            # The first of several days may be that of the first infusion.
            yield hit, many * HOURS_A_DAY / (count - 1 if many > 1 else count), None
    yield from _hours_of_the_day(said, knowledge)


def number(said: str) -> int:
    """A small number in figures or words; "a" and "next" are one."""
    return SEVERAL.get(said) or (int(said) if said.isdigit() else 1)


def _of_weekdays(listed: str) -> Iterator[tuple[Decimal, int]]:
    """ "Mon, Tue" is a day apart, "Mon Wed Fri" two and on three days; "Mon-Fri" every day."""
    named = [_WEEK.index(hit.group()[:3]) for hit in _ONE_DAY.finditer(listed)]
    if len(named) != len(_ONE_DAY.split(listed)) - 1 or not named:
        yield HOURS_A_DAY, 5
        return
    if len(named) == 2 and re.search(r"-|–|\bto\b|thr", listed):
        yield HOURS_A_DAY, (named[1] - named[0]) % DAYS_A_WEEK + 1
        return
    days = sorted(set(named))
    if len(days) > 1:
        yield min((later - day) % DAYS_A_WEEK for day, later in pairwise([*days, days[0]])) * HOURS_A_DAY, len(days)


def _date(text: str) -> date | None:
    """Month and day, or day and month where the month comes second; the year is of no concern here."""
    one, two = (int(part) for part in text.split("/")[:2])
    for month, day in ((one, two), (two, one)):
        try:
            return date(2000, month, day)
        except ValueError:
            continue
    return None


def _hours_of_the_day(said: str, knowledge: Knowledge) -> Iterator[tuple[re.Match[str], Decimal, int | None]]:
    """ "At 9 am and 3 pm", "morning and afternoon": twice on one day. "Between 9 am and 3 pm" is once."""
    table = timing.vocabulary(knowledge)
    spoken = table.pattern.finditer(said) if table.pattern is not None else ()
    hits = [hit for hit in spoken if table.phrases.get(" ".join(hit.group().split()), (0, False))[1]]
    hits += [*_CLOCK.finditer(said), *_HALF.finditer(said)]
    for one, two in pairwise(sorted(hits, key=lambda hit: hit.start())):
        before = said[max(0, one.start() - _NEAR) : one.start()]
        is_time = one.re is not _CLOCK or "m" in one.group() or _AT.search(before) is not None
        if two.start() < one.end() or one.group() == two.group() or one.re is not two.re:
            continue
        joined = _AND.fullmatch(said, one.end(), two.start()) is not None
        if is_time and joined and _BETWEEN.search(before) is None:
            yield one, HOURS_A_DAY / 2, None
