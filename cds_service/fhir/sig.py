"""Plain dosage texts of tablets and capsules: "75 mg BID", "Take 2 capsules by mouth every morning".

It must not know the structure beside the text, nor infusions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from cds_service.fhir import units
from cds_service.fhir.drugs import NUMBER, closed_up, decimal
from cds_service.fhir.timing import Times, is_as_needed, lasting, names_a_weekday, of_text, part_of_day
from cds_service.knowledge import Knowledge

_WORDS = {
    "one and a half": "1.5", "one and one half": "1.5", "half a": "0.5", "half of a": "0.5", "one half": "0.5",
    "half": "0.5", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "a": "1", "an": "1",
}  # fmt: skip
_COUNTED = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNTED_WORD = "|".join(_COUNTED)
_SPAN_OF_WORDS = re.compile(
    rf"\b(?P<low>{_COUNTED_WORD}|\d)(?P<to>\s*(?:-|–|to|or)\s*)(?P<high>{_COUNTED_WORD}|\d)\b", re.IGNORECASE
)
""" "One or two": both words are the count of what follows."""
_PIECE = r"(?:tab(?:let)?s?|caps?(?:ule)?s?|pills?|lozenges?|patch(?:es)?|wafers?)"
_COUNT_WORD = re.compile(rf"\b({'|'.join(_WORDS)})\b(?=\s*(?:\(\w+\)\s*)?[\w.]*\s*(?:mg\s+)?{_PIECE}\b)", re.IGNORECASE)
_FRACTION = re.compile(r"(?:(?<![\w./])(?P<whole>\d{1,2})\s+(?:(?:and|&)\s+)?)?(?<!\d)1\s*/\s*(?P<of>[24])\b")
_WHOLE = rf"{NUMBER}(?!\d|[.,]\d)"
"""A number that is not cut in two: the 2 of "25" is none."""
_RANGE = rf"(?P<low>{_WHOLE})(?:\s*(?:mg|tabs?)?\s*(?:-|–|to|or)\s*(?P<high>{_WHOLE}))?"
_MASS = re.compile(
    rf"(?<![\w.,/]){_RANGE}\s*-?(?P<unit>milligrams?|micrograms?|grams?|mg|mcg|ug|µg|μg|gm?)\b(?!\s*/\s*(?:kg|[\d.]*\s*ml))",
    re.IGNORECASE,
)
_PIECES = re.compile(
    rf"(?<![\w.,/]){_RANGE}\s*(?:\(\w+\)\s*)?(?:x\s*)?(?P<mass>{_WHOLE}\s*-?mg\s+)?{_PIECE}\b"
    rf"(?P<of>\s*(?:of\s*|\(\s*){NUMBER}\s*mg(?:\s*each)?)?",
    re.IGNORECASE,
)
_HALVED = re.compile(r"\b(?:half|halves)\b", re.IGNORECASE)
"""Said of no tablet that is counted: it may be half of whatever mass is named."""
_BARE_COUNT = re.compile(
    r"\b(?:take|takes|taking|give)\s+(?P<count>\d)\s+(?=daily|every|each|at|in|by|po|once|twice|bid|tid|qhs|q\d)",
    re.IGNORECASE,
)
""" "75mg caps: take 2 daily": two of them, it seems."""
_BARE_PIECES = re.compile(
    r"(?:\A|[;,]|\.\s|\b(?:and|then|plus|t)\b|\b(?:take|takes|taking|give|sig:?)\b)\s*(?P<count>\d(?:\.5)?|i{1,2}|one|two|three)\s+"
    r"(?=(?:po|p\.o|by mouth|to be taken|orally|oral|daily|every|each|at|in|qd|od|qam|mane|om|qpm|qhs|hs|nocte|bid|bd"
    r"|tid|tds|once|twice|nightly)\b)",
    re.IGNORECASE,
)
""" "1 po qd" and "i po qhs" of a tablet: one of it."""
_FEW, _SMALLEST_PART = 4, 4
_BARE_COUNTS = {"i": 1, "one": 1, "ii": 2, "two": 2, "three": 3}
_CLOCK = re.compile(rf"((?<![a-z])mg|\b{_PIECE})\s+(?=[ap]\.?m\b)", re.IGNORECASE)
""" "1 tab AM": in the morning."""
_AIM = re.compile(
    r"\b(?P<word>up\s+to|as\s+high\s+as|target\w*|goal|aim\w*|titrat(?:e|ing|ion)|uptitrat\w*|increas(?:e|es|ing)"
    r"|escalat\w*|advanc\w+|consider\w*|(?:may|can|could|might)\s+go)\b(?:[^;,.\n()]|\.(?=\d))*",
    re.IGNORECASE,
)
"""What may become of a dose, to the end of its clause: nobody says that it was taken."""
_LIMIT = re.compile(
    rf"\b(?:max(?:imum)?\.?|not to exceed|nte|do not exceed|(?:no|not|never|take) more than)[^;.]{{0,25}}?"
    rf"{NUMBER}\s*\w+"
    r"(?:\s*(?:/|per|a|in)\s*(?:24\s*h\w*|day|d)\b)?",
    re.IGNORECASE,
)
_DISPENSED = re.compile(
    rf"(?:#\s*|\b(?:disp(?:ensed)?|qty|quantity)\b[\s.:#-]*|\bdispense\s*[:#-][\s:#-]*)\d{{1,4}}\b(?:\s*\(\w+\))?"
    rf"(?:\s*{_PIECE}\b)?(?:\(s\))?",
    re.IGNORECASE,
)
""" "# 30 tab" and "Disp-30 tablet" are what the pharmacy hands over."""
_HANDED = re.compile(r"(?:\A|[,;.\n(]|\bx|\bdispensed?|\bsupply(?: of)?)\s*[:#-]?\s*$", re.IGNORECASE)
_ENDS = re.compile(r"\s*(?:\(s\))?\s*(?:$|[,;.)\n]|with\b|refill)", re.IGNORECASE)
_MOST_PIECES = 8
"""More than so many tablets are hardly one dose."""
_OPEN_END = re.compile(
    r"\b(?:repeat\w*|increas\w*|titrat\w*|adjust\w*|tolerated|second|another|additional|extra|more|again|double"
    r"|max\w*|exceed|nte|(?:every|each|q)\s*\d+\s*(?:-|–|to)\s*\d)",
    re.IGNORECASE,
)
"""What leaves it open how much more than the dose it names may be taken."""
_UPPER = re.compile(
    rf"(?<![\w.,/])(?P<low>{_WHOLE})\s*(?:mg|tabs?)?\s*(?:-|–|to|or)\s*(?P<high>{_WHOLE})"
    rf"(?=\s*-?(?:m?c?g|milligrams?|{_PIECE})\b)",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"\bmg\s+total\b", re.IGNORECASE)
_DAILY = re.compile(r"\s*/\s*(?:day|d|24\s*h(?:ours?|rs?)?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sig:
    """What a text says: mg of one dose (cautious, generous), times a day, and whether it is as needed.

    `most`: mg of the largest dose it allows at a time; None where it leaves that open. `lasts`: the days it says that
    is taken. `ceiling`: all it says is how much it may be at most.
    """

    low: Decimal | None = None
    high: Decimal | None = None
    times: Times | None = None
    as_needed: bool = False
    most: Decimal | None = None
    lasts: Decimal | None = None
    ceiling: bool = False


def read(text: str, strength: Decimal | None, knowledge: Knowledge) -> Sig:
    """The dose and rhythm a text names; parts it does not name are None. `strength` in mg per tablet."""
    if not text:
        return Sig()
    whole = _whole(text, strength, knowledge)
    aims = {re.sub(r"\s+", " ", hit["word"].lower()) for hit in _AIM.finditer(text)}
    return _surely(_whole(_AIM.sub(" ", text), strength, knowledge), whole, aims) if aims else whole


_CEILINGS = frozenset({"up to", "as high as"})


def _surely(sure: Sig, whole: Sig, aims: set[str]) -> Sig:
    """Of a text that names an aim: low what is taken whatever becomes of it, high what it may have become."""
    if sure.low is None:
        is_ceiling = whole.low is not None and not aims.isdisjoint(_CEILINGS)
        return replace(whole, low=None, high=None, times=sure.times, ceiling=is_ceiling)
    high = None if whole.high is None or sure.high is None else max(whole.high, sure.high)
    # A rhythm behind the aim is that of both doses, unless it is all that the aim is about ("up to 4 times a day").
    times = sure.times or (whole.times if high != sure.high else None)
    if times is not None and whole.times is not None:
        times = replace(times, high=max(times.high, whole.times.high))
    return replace(whole, low=sure.low, high=high, times=times, lasts=None)


def _whole(text: str, strength: Decimal | None, knowledge: Knowledge) -> Sig:
    if not text.strip():
        return Sig()
    plain = _plain(closed_up(text))
    if (daily := _by_parts_of_day(plain, strength, knowledge)) is not None:
        most = None if _OPEN_END.search(text) else daily
        return Sig(daily, daily, _DAILY_TOTAL, is_as_needed(plain, knowledge), most, _lasts(plain, strength))
    low, high = _dose(plain, strength)
    times = of_text(plain, knowledge)
    if low != high and names_a_weekday(plain):
        high = None  # one dose on some days and another on others
    if times is not None and low != high:
        # The sum of several doses already holds every time of the day that is named.
        times = Times(times.low, times.low, times.days)
    # As much as is allowed at a time, if it is as needed: the upper end of a range.
    most = None if _OPEN_END.search(text) else _dose(_UPPER.sub(_at_most, plain), strength)[1]
    return Sig(low, high, times, is_as_needed(plain, knowledge), most, _lasts(plain, strength))


def _lasts(text: str, strength: Decimal | None) -> Decimal | None:
    """The days the dose is taken for, if nothing is said to be taken after them."""
    told = lasting(text)
    return told[0] if told is not None and _dose(text[told[1] :], strength)[0] is None else None


def _at_most(hit: re.Match[str]) -> str:
    return max(hit["low"], hit["high"], key=decimal)


_DAILY_TOTAL = Times(Decimal(1), Decimal(1))


def _by_parts_of_day(text: str, strength: Decimal | None, knowledge: Knowledge) -> Decimal | None:
    """The day's sum of "50 mg in the morning and 100 mg at bedtime"; None for any other kind of text."""
    clauses = [clause for clause in _JOINED.split(text) if clause.strip()]
    if len(clauses) < 2:
        return None
    doses = [_dose(clause, strength) for clause in clauses]
    parts = {part_of_day(clause, knowledge) for clause in clauses}
    if None in parts or len(parts) < len(clauses) or any(low is None or low != high for low, high in doses):
        return None
    return sum((low for low, _ in doses if low is not None), Decimal(0))


_JOINED = re.compile(r"\band\b|\bplus\b|[,;+&]|(?<=mg in the [ap]m)\s+(?=\d)", re.IGNORECASE)


def _plain(text: str) -> str:
    """The text with numbers in figures, without maximum doses, "mg/day" as "mg daily"."""
    text = _DISPENSED.sub(" ", text)
    text = _LIMIT.sub(" ", text.replace("½", " 1/2 ").replace("¼", " 1/4 "))
    text = _DAILY.sub(" daily", _MGS.sub("mg", text.replace("one-half", "one half")))
    text = _SPAN_OF_WORDS.sub(_in_figures, text)
    text = _CLOCK.sub(r"\1 in the ", text)
    text = _COUNT_WORD.sub(lambda hit: _WORDS[hit.group(1).lower()], text)
    text = _FRACTION.sub(_as_decimal, text)
    return _TIMES_MASS.sub(lambda hit: f"{decimal(hit[1]) * decimal(hit[2])} mg", text)


_MGS = re.compile(r"(?<=[\d\s])mgs\b", re.IGNORECASE)
_TIMES_MASS = re.compile(rf"(?<![\w.,])(\d{{1,2}})\s*[x×]\s*({NUMBER})\s*mg\b", re.IGNORECASE)


def _in_figures(hit: re.Match[str]) -> str:
    low, high = (
        _COUNTED.index(word) + 1 if word in _COUNTED else word for word in (hit["low"].lower(), hit["high"].lower())
    )
    return f"{low}{hit['to']}{high}"


def _as_decimal(hit: re.Match[str]) -> str:
    return str(Decimal(hit["whole"] or 0) + 1 / Decimal(hit["of"]))


def _dose(text: str, strength: Decimal | None) -> tuple[Decimal | None, Decimal | None]:
    counts = [hit for hit in _PIECES.finditer(text) if not _is_handed_over(hit)]
    if any(_lower(hit) > _MOST_PIECES for hit in counts):
        return None, None
    pieces = [_lower(hit) for hit in counts]
    attached = [hit for hit in counts if hit["mass"] or _says_each(hit)]
    masses = [mass for hit in _MASS.finditer(text) if (mass := _mg(hit)) is not None]
    if not masses:
        counted = [count * strength for count in pieces or _bare(text, strength)] if strength is not None else []
        return (min(counted), sum(counted, Decimal(0))) if counted else (None, None)
    if not pieces:
        least = min(masses) / 2 if _HALVED.search(text) else min(masses)
        bare = _BARE_COUNT.search(text)
        several = decimal(bare["count"]) if bare is not None else Decimal(1)
        return least, (sum(masses, Decimal(0)) if len(set(masses)) > 1 else masses[0]) * max(several, Decimal(1))
    return _both(pieces, masses, strength, bool(attached), _TOTAL.search(text) is not None)


def _bare(text: str, strength: Decimal) -> list[Decimal]:
    """Counts without a noun, where they cannot be milligrams of a part: 1 of 50 mg, not 5 of 20 mg."""
    hits = (hit["count"].lower() for hit in _BARE_PIECES.finditer(text))
    counts = [Decimal(_BARE_COUNTS.get(said, 0)) or Decimal(said) for said in hits]
    certain = all(count <= _FEW and count * _SMALLEST_PART < strength for count in counts)
    return counts if certain else []


def _is_handed_over(hit: re.Match[str]) -> bool:
    """ "..., 90 tablets" beside the dose: more than anybody takes at a time, and no rhythm after it."""
    many = _lower(hit) > _MOST_PIECES and not hit["mass"]
    before = hit.string[max(0, hit.start() - 24) : hit.start()]
    return many and _HANDED.search(before) is not None and _ENDS.match(hit.string, hit.end()) is not None


def _both(
    pieces: list[Decimal], masses: list[Decimal], strength: Decimal | None, attached: bool, is_total: bool
) -> tuple[Decimal | None, Decimal | None]:
    """Tablets and milligrams in one text: the milligrams are the strength, or the dose, or both are said."""
    count, distinct = pieces[0], sorted(set(masses))
    if len(set(pieces)) > 1 or len(distinct) > 2:
        return min(masses), None
    if len(distinct) == 2:
        agree = distinct[1] == count * distinct[0]
        return (distinct[1], distinct[1]) if agree else (distinct[0], None)
    mass = distinct[0]
    if mass == (strength or 0) or attached:
        return count * mass, count * mass
    if strength is None and is_total:
        return mass, mass
    if strength is None:
        return (mass, count * mass) if count >= 1 else (count * mass, mass)
    return (mass, mass) if mass == count * strength else (min(mass, count * strength), None)


def _says_each(hit: re.Match[str]) -> bool:
    """ "2 tablets of 50 mg", "2 capsules (75 mg each)": the mass is that of one."""
    return re.match(r"\s*of\b|.*each$", hit["of"] or "", re.IGNORECASE) is not None


def _lower(hit: re.Match[str]) -> Decimal:
    """The lower end of a range, also of one that falls ("from 100 mg to 25 mg")."""
    low = decimal(hit["low"])
    return min(low, decimal(hit["high"])) if hit["high"] else low


def _mg(hit: re.Match[str]) -> Decimal | None:
    try:
        return units.convert(_lower(hit), units.spelled(hit["unit"].lower()), units.MG)
    except ArithmeticError:
        return None
