"""Infusion orders as people spell them, in the one spelling that can be searched: figures, mg, kg, minutes.

It must not know what a number is about. Grammar of numbers and units only; what is clinical is content.
"""

from __future__ import annotations

import re
from decimal import Decimal

from cds_service.fhir import units
from cds_service.fhir.drugs import NUMBER, decimal
from cds_service.fhir.memory import remembered

MASS = r"(?:milligrams?|micrograms?|grams?|mgs?|mcgs?|ug|µg|μg|gms?|g)"
TIME = r"(?:minutes?|mins?|min|hours?|hrs?|hr|h|seconds?|secs?|sec|s|m)"

_UNIT = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    "eighteen|nineteen"
)
_TEN = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
IN_WORDS = f"{_UNIT}|{_TEN}"
_UNITS, _TENS = _UNIT.split("|"), _TEN.split("|")
_SPELLED_OUT = re.compile(
    rf"\b(?:(?P<ten>{_TEN})(?:[\s-]+(?P<one>{_UNIT}))?|(?P<unit>{_UNIT}))\b"
    rf"(?=(?:\s*-)?\s*(?:{MASS}|{TIME})\b|\s*(?:-|–|to|and|or)\s*(?:{_TEN}|{_UNIT}|\d+)\b)"
)
_HUNDREDS = re.compile(
    rf"\b(?P<hundred>an?|{_UNIT})[\s-]+hundred(?:\s+and)?(?:[\s-]+(?P<ten>{_TEN}))?(?:[\s-]+(?P<one>{_UNIT}))?"
    rf"(?=(?:\s*-)?\s*(?:{MASS}|{TIME})\b|\s*\()"
)
_LETTER_O = re.compile(rf"(?<![\w.,])(?P<tens>[1-9]\d?)o(?=(?:\s*-)?\s*(?:{MASS}|{TIME})\b)")
""" "4O min", with a letter where a nought should be."""
_REPEATED = re.compile(
    rf"(?<![\d.,])(?P<number>\d[\d.,]*)\s*\(\s*(?:\d[\d.,]*|(?:{_TEN}|{_UNIT})(?:[\s-](?:{_UNIT}))?)\s*\)"
)
"""Prescribers write "40 (forty) minutes"."""
_BOTH = re.compile(
    rf"\b(?:(?P<ten>{_TEN})(?:[\s-]+(?P<one>{_UNIT}))?|(?P<unit>{_UNIT}))\s*\(\s*(?P<number>{NUMBER})\s*\)"
    rf"(?=(?:\s*-)?\s*(?:{MASS}|{TIME})\b)"
)
"""And "forty (40) minutes"."""
_BRACKETED = re.compile(rf"\(\s*(?P<number>\d[\d.,]*)\s*\)(?=\s*{TIME}\b)")
_PARTS = (
    (re.compile(r"\b(?:an?\s+)?(?:half(?:\s+an)?|1/2)[\s-]+(?:h(?:ou)?rs?|h)\b"), 30),
    (re.compile(r"\b(?:an?\s+)?(?:quarter(?:\s+of)?(?:\s+an)?|1/4)[\s-]+(?:h(?:ou)?rs?|h)\b"), 15),
    (re.compile(r"\b(?:two[\s-]+thirds(?:\s+of)?(?:\s+an)?|2/3)[\s-]+(?:h(?:ou)?rs?|h)\b"), 40),
    (re.compile(r"\b(?:(?:a|one)[\s-]+third(?:\s+of)?(?:\s+an)?|1/3)[\s-]+(?:h(?:ou)?rs?|h)\b"), 20),
    (re.compile(r"\b(?:three[\s-]+quarters(?:\s+of)?(?:\s+an)?|3/4)[\s-]+(?:h(?:ou)?rs?|h)\b"), 45),
    (re.compile(r"\b(?:an|1|one)\s+hour\s+and\s+a\s+half\b|\b1[\s-]+1/2[\s-]+(?:h(?:ou)?rs?|h)\b"), 90),
)
_THOUSANDS = re.compile(rf"(?<![\d.,])\d{{1,3}}(?:[ \u00a0\u202f]\d{{3}})+(?=\s*-?{MASS}\b)")
_HOURS_AND_MINUTES = re.compile(
    r"(?<![\w.,])(?P<hours>\d{1,2})\s*(?:hours?|hrs?|h)(?:\s*(?:and\s*)?(?P<minutes>\d{1,2})\s*(?:minutes?|mins?|m)\b"
    r"|(?P<short>\d{2})\b)"
)
_TWO_UNITS = re.compile(
    rf"(?<![\w.,])(?P<low>{NUMBER})\s*-?(?P<one>{TIME})\s*(?:-|–|to)\s*(?P<high>{NUMBER})\s*-?(?P<other>{TIME})\b"
)
_MARGIN = re.compile(rf"(?:\+\s*/\s*-|±)\s*{NUMBER}\s*{TIME}\b")
_SHORTENED = re.compile(r"\b(?P<word>approx|ca|max)\.(?=\s)")
_POWER = re.compile(
    r"(?:(?<=[a-z])|(?<=[-−]1)|(?<=¹))\s?[.·⋅*]?\s?(?P<unit>kg|min|hr|h|ml)\s*(?:\^\s*\(?)?[-−⁻](?:1|¹)(?![\w.])\)?"
)
_TIMES_MASS = re.compile(rf"(?<![\w.,])(?P<times>\d{{1,2}})\s*[x×]\s*(?P<mass>{NUMBER})(?=\s*-?{MASS}\b)")
_MASS_TIMES = re.compile(
    rf"(?<![\w.,])(?P<mass>{NUMBER})\s*(?P<unit>{MASS})\s*[x×]\s*(?P<times>\d{{1,2}})\b"
    rf"(?!\s*(?:[\d./]|{TIME}\b|doses?|infusions?|treatments?|sessions?|days?|weeks?|wks?))"
)


@remembered
def plain(text: str) -> str:
    """The same text in lower case, with numbers in figures and units in one spelling."""
    text = re.sub(r"(?<=\d)[·⋅](?=\d)", ".", text.lower())
    text = text.replace("½", " 1/2 ").replace("¼", " 1/4 ").replace("¾", " 3/4 ")
    text = _THOUSANDS.sub(lambda hit: re.sub(r"\s", "", hit.group()), text)
    text = re.sub(r"\b(?:kilograms?|kilogrammes?|kgs|kilos?)\b", "kg", text)
    text = re.sub(r"\b(?:pounds?|lbs)\b", "lb", text)
    text = re.sub(r"\b(?:millilit(?:er|re)s?|mls|cc)\b", "ml", text)
    text = _POWER.sub(lambda hit: f"/{hit['unit']}", text)
    text = _LETTER_O.sub(lambda hit: f"{hit['tens']}0", text)
    if "hundred" in text:
        text = _HUNDREDS.sub(_in_hundreds, text)
    text = _REPEATED.sub(lambda hit: hit["number"], text)
    text = _BOTH.sub(_in_one_number, text)
    text = _BRACKETED.sub(lambda hit: hit["number"], text)
    for part, minutes in _PARTS:
        text = part.sub(f"{minutes} min", text)
    text = re.sub(r"(?<=\d)\s?['′’](?![\w'′’])", " min", _SPELLED_OUT.sub(_in_figures, text))
    text = re.sub(r"\ban?\s+(?=(?:minute|hour)\b)", "1 ", text)
    text = _SHORTENED.sub(lambda hit: hit["word"], _MARGIN.sub(" ", text))
    text = _TWO_UNITS.sub(_in_one_unit, _HOURS_AND_MINUTES.sub(_in_minutes, text))
    text = re.sub(rf"\bbetween\s+(?P<low>{NUMBER})\s+and\s+(?={NUMBER})", r"over \g<low> to ", text)
    text = _TIMES_MASS.sub(lambda hit: _product(hit), text)
    return _MASS_TIMES.sub(lambda hit: f"{_product(hit)} {hit['unit']}", text)


def minutes_of(value: str, unit: str) -> Decimal | None:
    """So much of a unit of time in minutes; "m" is a minute here."""
    spelled = {"m": "min", "s": "s"}.get(unit) or ("s" if unit.startswith("sec") else units.spelled(unit))
    return units.convert(decimal(value), spelled, units.MINUTE)


def _in_one_unit(hit: re.Match[str]) -> str:
    """ "40 minutes to 1 hour" as "40 to 60 min"."""
    low, high = minutes_of(hit["low"], hit["one"]), minutes_of(hit["high"], hit["other"])
    return hit.group() if low is None or high is None else f"{low:f} to {high:f} min"


def _in_figures(hit: re.Match[str]) -> str:
    if hit["unit"]:
        return str(_UNITS.index(hit["unit"]) + 1)
    return str(10 * (_TENS.index(hit["ten"]) + 2) + (_UNITS.index(hit["one"]) + 1 if hit["one"] else 0))


def _in_hundreds(hit: re.Match[str]) -> str:
    """ "Three hundred fifty"."""
    hundreds = _UNITS.index(hit["hundred"]) + 1 if hit["hundred"] in _UNITS else 1
    tens = _TENS.index(hit["ten"]) + 2 if hit["ten"] else 0
    return str(100 * hundreds + 10 * tens + (_UNITS.index(hit["one"]) + 1 if hit["one"] else 0))


def _in_one_number(hit: re.Match[str]) -> str:
    """The number that is said twice; where it is said as two, from the one to the other: neither is known."""
    said = _in_figures(hit)
    return said if decimal(said) == decimal(hit["number"]) else f"{said} to {hit['number']}"


def _in_minutes(hit: re.Match[str]) -> str:
    """ "1 h 40 min" and "1h40" as "100 min"."""
    return f"{int(hit['hours']) * 60 + int(hit['minutes'] or hit['short'])} min"


def _product(hit: re.Match[str]) -> str:
    whole: Decimal = int(hit["times"]) * decimal(hit["mass"])
    return f"{whole:f}"
