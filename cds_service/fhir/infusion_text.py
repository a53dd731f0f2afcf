"""Infusion orders in words: "0.5 mg/kg IV over 40 minutes", "ketamine 40mg ivp", "0.7 mg/min over 1 h".

It must not know the structure beside the text. What it cannot place it keeps as such: a number of milligrams or
minutes that was not understood may be the one that matters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise

from cds_service.chart import Amount
from cds_service.fhir import infusion_volumes as volumes
from cds_service.fhir import rhythm, units, wire
from cds_service.fhir.beside import about_ketamine, own_words, without_asides
from cds_service.fhir.concepts import vocabulary
from cds_service.fhir.drugs import NUMBER, closed_up, concentration_in, decimal, without_concentrations
from cds_service.fhir.infusion_volumes import FLOW, PER_TIME
from cds_service.fhir.infusion_words import IN_WORDS, MASS, TIME, minutes_of, plain
from cds_service.fhir.memory import remembered
from cds_service.fhir.pushes import orders_push
from cds_service.knowledge import Knowledge

BESIDE_SET = "beside-infusion"

_TO = r"(?:\s*(?:-|–|to)\s*(?P<high>{number}))?"
_DOSE = re.compile(
    rf"(?<![\w.,])(?P<low>{NUMBER})" + _TO.format(number=NUMBER) + rf"\s*-?(?P<mass>{MASS})\b"
    rf"(?P<kg>\s*(?:/|\bper\b|\s)\s*(?:kg|lb)\b)?"
    rf"(?:\s*(?:/|\bper\b)\s*(?P<over>{NUMBER})?\s*(?P<time>{PER_TIME})\b)?(?P<kg_late>\s*/\s*(?:kg|lb)\b)?"
    rf"(?P<volume>\s*(?:/|\bper\b)\s*(?:{NUMBER})?\s*ml\b)?"
    rf"(?P<odd>\s*/\s*(?!(?:dose|infusion|treatment|session|day|d|iv)\b)[a-z]\w*)?"
    rf"(?P<bag>\s+in\s+(?:an?\s+)?(?:{NUMBER}\s*ml|[a-z][\w%.]*\s+(?:saline\s+)?{NUMBER}\s*ml)\b)?",
)
_BY = (
    r"(?:\s*(?:a|an|the|period|course|next|span|total|duration|time|of|is|about|approx(?:imately)?|around|roughly)"
    r"\b\.?)*"
)
_AT_MOST = (
    r"<=?|≤|\bup\s+to\b|\bless\s+than\b|\bunder\b|\bat\s+most\b|\b(?:no|not)\s+(?:more|longer)\s+than\b|"
    r"\bmax(?:imum)?(?:\s+of)?\b"
)
_AT_LEAST = r">=?|≥|\bat\s+least\b|\b(?:no|not)\s+(?:less|faster)\s+than\b|\bmin(?:imum)?\s+of\b|~|≈"
_OVER = re.compile(
    r"(?:\b(?:over|during|across|in|within|for|x|(?:(?:infusion|infuse|run|running|total)[\s-]+)?(?:time|duration)"
    r"|infus(?:e|ed|ion)|runs?|rate)\b|\bx(?=\d)|(?<!\w)/|(?<=\biv)/)"
    rf"[\s:=(]*{_BY}\s*(?:(?P<most>{_AT_MOST})|{_AT_LEAST})?{_BY}\s*"
    rf"(?P<low>{NUMBER})" + _TO.format(number=NUMBER) + rf"\s*\)?\s*-?(?P<unit>{TIME})\b"
)
_ALWAYS = re.compile(r"over|during|across|.*(?:infus|run|time|duration)", re.DOTALL)
"""How a phrase begins that speaks of the length of the infusion wherever it stands."""
_LONG = re.compile(
    rf"(?<![\w.,])(?P<low>{NUMBER})" + _TO.format(number=NUMBER) + rf"(?:\s*-)?\s*(?P<unit>{TIME})"
    r"[\s-]+(?:long\s+)?(?:iv\s+|intravenous\s+)?(?:infusion|drip)\b"
)
_EVERY = re.compile(
    rf"\b(?:every|each|q)\.?\s*(?:{NUMBER})(?:\s*(?:-|–|to)\s*(?:{NUMBER}))?\s*-?{TIME}\b|"
    rf"\brepeat\w*\s+(?:in|after|every)\s+(?:{NUMBER})(?:\s*(?:-|–|to)\s*(?:{NUMBER}))?\s*-?{TIME}\b"
)
_TIME_SAID = re.compile(rf"(?<![\w.,:])(?P<low>{NUMBER})" + _TO.format(number=NUMBER) + rf"\s*-?(?P<unit>{TIME})\b")
_LIMIT = re.compile(
    r"\b(?:max(?:imum)?\.?|not to exceed|nte|do not exceed|(?:no|not) more than|(?:no|not|never) faster than)"
    r"(?:\s+(?!give|infuse|administer|run|then|start|push|over)[a-z]+){0,3}\s*[:=]?\s*"
    rf"(?:{NUMBER}\s*{MASS}\s*/\s*kg\s*or\s*)?{NUMBER}\s*{MASS}\b(?:\s*(?:/|per)\s*(?:kg|dose|day|d|hour|hr|h|min(?:ute)?|infusion|24\s*h\w*)\b)*"
)
_FLUSH = re.compile(
    rf"\bflush\w*\b(?:(?!\b(?:then|give|giving|infuse|infusing|run|administer|start|before|push)\b"
    rf"|(?<![\w.,]){NUMBER}\s*-?{MASS}\b)[^.;,\n])*"
)
"""The flush of the line after an infusion, whose minutes are not the drug's; never a phrase that holds a dose."""
_WHOLE = re.compile(
    r"(?<!from )(?<!dispense )(?<!supply )\b(?:whole|entire|full|\d+)\s+(?:vial|amp(?:oule|ule)?|bottle)s?\b"
)
"""A dose in vials: how much is in one, the text need not say."""
_CLAUSE = re.compile(r"([;\n]|[.,](?=\s|$)|\bthen\b|\bfollowed by\b)")
_ADDS = re.compile(
    r"(?:\s*(?:iv|over|infus\w*|bolus|push|loading|dose|stat|now|first|x|[\d.,]+\s*(?:min\w*|h\w*)|and|then|,|;|\+|plus|followed|by|"
    r"another|again|an?|further|give))*\s*"
)
_ADDING = re.compile(r"\b(?:and|then|plus|followed|another|again|further)\b|\+")


@dataclass(frozen=True, slots=True)
class _Ends:
    """Which end of a range is read, of doses and of times."""

    dose: str
    time: str


_WORST, _MILDEST = _Ends("high", "low"), _Ends("low", "high")


@dataclass(slots=True)
class _Found:
    """What has been placed, by kind; `loose`: minutes of nobody knows what; `unread`: an amount that was not."""

    doses: dict[str, list[Decimal]] = field(
        default_factory=lambda: {k: [] for k in (units.MG, units.MG_PER_KG, units.MG_PER_MIN, units.MG_PER_KG_MIN)}
    )
    bags: list[Decimal] = field(default_factory=list)
    minutes: list[Decimal] = field(default_factory=list)
    loose: list[Decimal] = field(default_factory=list)
    unread: bool = False


def vocabulary_of(concept: wire.Concept | None, knowledge: Knowledge) -> frozenset[str]:
    return vocabulary(concept, knowledge) if concept is not None else frozenset()


@remembered
def amount(text: str, mg_per_ml: Decimal | None, knowledge: Knowledge) -> Amount:
    """What the text says; of several doses the largest, of several times the shortest, and both where they add up."""
    if not text:
        return Amount()
    text = own_words(closed_up(text), knowledge)
    push = orders_push(text, knowledge)
    if not _HOLDS_A_NUMBER.search(text):
        return Amount(push=push)
    said = about_ketamine(
        _FLUSH.sub(" flush ", _LIMIT.sub(" ", volumes.without_packages(without_asides(plain(text))))), knowledge
    )
    worst = _at(said, mg_per_ml, _WORST, push, knowledge)
    mildest = _at(said, mg_per_ml, _MILDEST, push, knowledge)
    return replace(worst, mildest=mildest) if mildest != worst else worst


_HOLDS_A_NUMBER = re.compile(rf"\d|½|¼|¾|\b(?:{IN_WORDS}|hundred|half|quarter|an? (?:minute|hour))\b", re.IGNORECASE)


def _at(said: str, mg_per_ml: Decimal | None, ends: _Ends, push: bool, knowledge: Knowledge) -> Amount:
    """What the text says when of every range, and of several statements, one end is taken."""
    found = _Found()
    vial_from = knowledge.limit("dose", "vial-from")
    rest = _doses(said, found, ends, vial_from)
    has_dose = any(found.doses.values()) or bool(found.bags)
    flows = volumes.flows_in(said)
    if (bag := volumes.in_the_bag(said, has_dose, mg_per_ml, vial_from)) is not None:
        found.doses[units.MG_PER_MIN] += [flow * bag for flow in flows]
        found.bags = [] if flows and volumes.is_part(said) else found.bags
    volume = volumes.volumes(said, mg_per_ml, vial_from)
    bag_ml = volume.bag_ml
    found.doses[units.MG] += volume.doses
    if mg_per_ml is None and (stated := concentration_in(said)) is not None:
        volume = volumes.volumes(without_concentrations(said), stated, vial_from)
        volume = replace(volume, may_be_bag=volume.may_be_bag and bool(found.doses[units.MG]))
    found.unread = found.unread or _WHOLE.search(said) is not None
    _times(FLOW.sub(" ", rest), found, ends.time, knowledge)
    doses = found.doses
    if found.bags and (not has_dose or not (doses[units.MG] or doses[units.MG_PER_KG] or _plain_rate(doses, flows))):
        doses[units.MG] += found.bags
    of = max if ends is _WORST else min
    read = Amount(
        mg=of(doses[units.MG], default=None),
        mg_per_kg=of(doses[units.MG_PER_KG], default=None),
        mg_per_min=of(doses[units.MG_PER_MIN], default=None),
        mg_per_kg_min=of(doses[units.MG_PER_KG_MIN], default=None),
        minutes=(min if ends is _WORST else max)(found.minutes, default=None),
        push=push,
        loose_minutes=tuple(found.loose),
        mg_of_volume=volume.undiluted,
        may_be_bag=volume.may_be_bag,
        unread=found.unread,
    )
    if bag is None and bag_ml and len(set(flows)) == 1 and flows[0]:
        return volumes.timed(read, bag_ml / flows[0], knowledge, not volumes.runs_beside(said))
    return read


def _plain_rate(doses: dict[str, list[Decimal]], flows: list[Decimal]) -> bool:
    return bool(doses[units.MG_PER_KG_MIN] or (doses[units.MG_PER_MIN] and not flows))


def _doses(said: str, found: _Found, ends: _Ends, vial_from: Decimal) -> str:
    """File every dose and rate; returns the text without them."""
    hits = list(_DOSE.finditer(said))
    plain_hits: list[tuple[re.Match[str], str, Decimal]] = []
    for hit in hits:
        if hit["volume"]:
            found.bags += _whole_bag(said, hit, vial_from)
            continue
        if hit["odd"]:
            found.unread = True  # "1 mg/ml.m2": so much of nobody knows what
            continue
        kind, value = _amount(hit, ends.dose)
        if value is None:
            found.unread = True
        elif kind == units.MG and hit["bag"]:
            found.bags.append(value)
        else:
            found.doses[kind].append(value)
            plain_hits.append((hit, kind, value))
        if hit["over"] and (minutes := minutes_of(hit["over"], hit["time"])) is not None:
            found.minutes.append(minutes)
    _add_up(said, plain_hits, found, ends)
    return _DOSE.sub(lambda hit: " " * len(hit.group()), said)


def _whole_bag(said: str, hit: re.Match[str], vial_from: Decimal) -> list[Decimal]:
    """The mass of "35 mg/100 mL NS", a bag that is given whole, in a time."""
    mass = units.convert(decimal(hit["high"] or hit["low"]), units.spelled(hit["mass"]), units.MG)
    if mass is None or hit["kg"] or not _OVER.search(said):
        return []
    return [mass] if volumes.runs_whole(said, hit, mass, vial_from) else []


def _add_up(said: str, hits: list[tuple[re.Match[str], str, Decimal]], found: _Found, ends: _Ends) -> None:
    """ "35 mg over 40 min, then 35 mg": both are given. Which of them the protocol knows is not told."""
    for (one, kind, first), (two, other_kind, second) in pairwise(hits):
        between = said[one.end() : two.start()]
        adds = _ADDING.search(between) is not None and _ADDS.fullmatch(between) is not None
        if kind == other_kind and kind in (units.MG, units.MG_PER_KG) and adds:
            found.unread = True
            if ends is _WORST:
                found.doses[kind].append(first + second)
        elif other_kind in _RUN_ON and _THEN.search(between) and _TIME_SAID.search(between):
            _run_on(said, two, (kind, first), (_RUN_ON[other_kind], second), found, ends)


_RUN_ON = {units.MG_PER_MIN: units.MG, units.MG_PER_KG_MIN: units.MG_PER_KG}
"""The kind of dose that a rate comes to in a time."""
_THEN = re.compile(r"\b(?:then|followed\s+by|plus|another|further)\b")
_FOR = re.compile(rf"\s*(?:iv\s+)?(?:infusion\s+)?(?:x|for|over)\s*(?P<low>{NUMBER})\s*-?(?P<unit>{TIME})\b")


def _run_on(
    said: str,
    rate: re.Match[str],
    dose: tuple[str, Decimal],
    per_minute: tuple[str, Decimal],
    found: _Found,
    ends: _Ends,
) -> None:
    """ "35 mg over 40 min, then 0.1 mg/kg/h x 24 h": what runs on is given too."""
    lasts = _FOR.match(said, rate.end())
    minutes = minutes_of(lasts["low"], lasts["unit"]) if lasts is not None else None
    found.unread = True
    if minutes is not None and ends is _WORST:
        kind, value = per_minute
        found.doses[kind].append(value * minutes + (dose[1] if dose[0] == kind else 0))


def _amount(hit: re.Match[str], end: str) -> tuple[str, Decimal | None]:
    """One dose or rate in the unit of its kind; a time with a number is the length of the infusion, not a rate."""
    low, high = decimal(hit["low"]), decimal(hit["high"] or hit["low"])
    value = max(low, high) if end == "high" else min(low, high)
    unit, kind = units.spelled(hit["mass"]), units.MG
    per = (hit["kg"] or hit["kg_late"] or "").strip()
    if per:
        unit, kind = f"{unit}/kg", units.MG_PER_KG
        if per.endswith("lb"):
            pounds = units.factor("kg", "[lb_av]")
            value = value * pounds.numerator / pounds.denominator if pounds is not None else value
    if hit["time"] and not hit["over"]:
        unit = f"{unit}/{units.spelled(hit['time'])}"
        kind = units.MG_PER_KG_MIN if kind == units.MG_PER_KG else units.MG_PER_MIN
    return kind, units.convert(value, unit, kind)


def _times(rest: str, found: _Found, end: str, knowledge: Knowledge) -> None:
    """File every time: of the infusion, of something beside it (monitoring, the next one), or of nobody knows what.

    `rest` has blanks where doses stood.
    """
    beside = knowledge.value_sets[BESIDE_SET]
    is_beside = False
    for joint, clause in _clauses(_EVERY.sub(" ", rest)):
        has_dose = "    " in clause
        # "Pulse every 10 min, then every 30 min for 2 h" goes on about the same thing; a new sentence does not.
        goes_on = is_beside and joint in _GOES_ON and not has_dose and not _OVER_SAID.search(clause)
        is_beside = beside.says(clause) or goes_on
        for hit in (*_OVER.finditer(clause), *_LONG.finditer(clause)):
            minutes = _of_span(hit, end)
            always = hit.re is _LONG or _ALWAYS.match(hit.group()) is not None
            if minutes is None or minutes <= 0:
                continue
            if is_beside and not (always and (has_dose or _INFUSES.search(clause))):
                found.loose += [minutes] if has_dose else []
            elif hit.re is _OVER and hit["most"]:
                found.minutes.append(minutes)
                found.unread = True  # how much shorter is left open
            else:
                found.minutes.append(minutes)
        left = _LONG.sub(" ", _OVER.sub(" ", clause))
        if not is_beside or has_dose:
            own = (hit for hit in _TIME_SAID.finditer(left) if not _is_of_another(hit, knowledge))
            found.loose += [m for hit in own if (m := _of_span(hit, end)) is not None]


_NEXT = re.compile(r"[\s-]*(?:of\s+)?[a-z]*")


def _is_of_another(hit: re.Match[str], knowledge: Knowledge) -> bool:
    """ "With 2 hour observation": right after it stands what a time is of."""
    words, following = rhythm.beside_words(knowledge), _NEXT.match(hit.string, hit.end())
    return words is not None and following is not None and words.search(following.group()) is not None


_INFUSES = re.compile(r"\b(?:infus\w*|give|given|run|administer\w*|inject\w*)\b")


_GOES_ON = frozenset({",", "then"})
_OVER_SAID = re.compile(r"\b(?:over|infus\w*|give|given|run|administer\w*|inject\w*|in|within)\b")


def _clauses(text: str) -> Iterator[tuple[str, str]]:
    """Every clause with what joins it to the one before."""
    parts = ["", *_CLAUSE.split(text)]
    return ((joint, clause) for joint, clause in zip(parts[::2], parts[1::2], strict=True) if clause)


def _of_span(hit: re.Match[str], end: str) -> Decimal | None:
    low = minutes_of(hit["low"], hit["unit"])
    high = minutes_of(hit["high"], hit["unit"]) if "high" in hit.re.groupindex and hit["high"] else low
    if low is None or high is None:
        return None
    return min(low, high) if end == "low" else max(low, high)
