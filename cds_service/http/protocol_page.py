"""The page a card links to: the whole protocol with what every number rests on, for people (HTML) and programs (JSON).

It must not know clinical content by itself: it arranges what `cards/` says, and both faces show the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import msgspec

from cds_service.knowledge import Criterion, Evidence, Knowledge, Limit, Rule
from cds_service.knowledge.review import OLD_AFTER

Json = dict[str, Any]

HTML, JSON = "text/html", "application/json"
_UNITS = {"1": "", "a": "years", "d": "days", "mm[Hg]": "mmHg", "ug/mL": "µg/mL", "kg/m2": "kg/m²", "mg/d": "mg/day"}
_ENCODER = msgspec.json.Encoder(decimal_format="number")
_SHARE = "1"
"""UCUM unit of a share: shown in percent when it is below one."""


def protocol_page(knowledge: Knowledge, review: str, today: date) -> Json:
    """Everything on the page, in its order: names are the file's, numbers are numbers, days are ISO days."""
    protocol = knowledge.protocol
    page = msgspec.to_builtins(knowledge.page, builtin_types=(date,))
    return {
        "protocol": {
            "id": protocol.id,
            "version": protocol.version,
            "title": protocol.title,
            "status": protocol.status,
            "review": review,
            "digest": knowledge.digest,
            "guideline": protocol.guideline,
            "guideline_url": protocol.guideline_url,
        },
        **page,
        "criteria": [_criterion(knowledge, each) for each in protocol.criterion],
        "rules": [_rule(knowledge, each) for each in protocol.rule if each.limits],
        "antidepressants": list(_antidepressants(knowledge)),
        "scales": list(_scales(knowledge)),
        "readings": list(_readings(knowledge)),
        "interactions": list(_interactions(knowledge)),
        "monitoring": [
            {"title": each.title, "text": each.text, "when": each.when, **_rests(knowledge, each.evidence)}
            for each in protocol.monitoring
        ],
        "sources": [_source(each, today) for each in knowledge.evidence.values() if each.kind == "source"],
        "policies": [_source(each, today) for each in knowledge.evidence.values() if each.kind == "policy"],
    }


def as_json(told: Json) -> bytes:
    """The page for programs; decimal numbers stay what they are."""
    return _ENCODER.encode(told)


def wants_json(accept: str) -> bool:
    """Whether an Accept header asks for JSON rather than for a page; without a preference it is the page."""
    weights = {HTML: 0.0, JSON: 0.0}
    for part in accept.split(","):
        kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
        for name in weights:
            if kind == name:
                weights[name] = max(weights[name], _quality(parameters))
    return weights[JSON] > weights[HTML]


def _quality(parameters: Iterable[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


def _criterion(knowledge: Knowledge, criterion: Criterion) -> Json:
    return {
        "id": criterion.id,
        "title": criterion.title,
        "question": criterion.question,
        "core": criterion.core,
        "severity": criterion.severity.value,
        "none_recorded": criterion.none_recorded,
        "limits": _limits(knowledge, criterion.limits.items()),
        "evidence": list(criterion.evidence),
    }


def _rule(knowledge: Knowledge, rule: Rule) -> Json:
    limits = _limits(knowledge, rule.limits.items())
    return {"id": rule.id, "title": rule.title, "limits": limits, "evidence": list(rule.evidence)}


def _limits(knowledge: Knowledge, limits: Iterable[tuple[str, Limit]]) -> list[Json]:
    return [{"name": name, **_limit(knowledge, limit)} for name, limit in limits]


def _limit(knowledge: Knowledge, limit: Limit) -> Json:
    """One number: as a number with its UCUM unit, as people read it, and what it rests on."""
    told = {"value": limit.value, "unit": limit.unit, "shown": shown(limit), **_rests(knowledge, limit.evidence)}
    return told | ({"note": limit.note} if limit.note else {})


def _rests(knowledge: Knowledge, evidence: str) -> Json:
    entry = knowledge.evidence[evidence]
    return {"evidence": evidence, "policy": entry.kind == "policy", "verified": entry.verified}


def shown(limit: Limit) -> str:
    """A limit as people read it: "30 days", "10 %", "0.5 mg/kg"; annotations such as "{trial}" lose their braces."""
    if limit.unit == _SHARE and limit.value < 1:
        return f"{(limit.value * 100).normalize():f} %"
    unit = _UNITS.get(limit.unit, limit.unit.strip("{}"))
    if limit.unit.startswith("{") and limit.value != 1 and unit != "score":
        unit += "s"
    return f"{limit.value} {unit}".rstrip() if unit != "score" else str(limit.value)


def _antidepressants(knowledge: Knowledge) -> Iterator[Json]:
    for drug in sorted(knowledge.drugs.values(), key=lambda drug: drug.name):
        if "antidepressant" not in drug.roles:
            continue
        told: Json = {"name": drug.name, "class": drug.drug_class}
        if drug.minimum_daily_dose is not None:
            told["minimum_daily_dose"] = _limit(knowledge, drug.minimum_daily_dose)
        yield told | ({"note": drug.note} if drug.note else {})


def _scales(knowledge: Knowledge) -> Iterator[Json]:
    for each in knowledge.observables.values():
        if each.scale is None:
            continue
        told = {
            "title": each.title,
            "severity_at_least": _limit(knowledge, each.scale.severity_at_least),
            "remission_at_most": _limit(knowledge, each.scale.remission_at_most),
        }
        if each.scale.recall_days is not None:
            told["recall"] = _limit(knowledge, each.scale.recall_days)
        yield told | {"by_name_only": not each.loinc}


def _readings(knowledge: Knowledge) -> Iterator[Json]:
    """What lies outside these ranges is taken for a slip of the pen, and an older value does not replace it."""
    for each in knowledge.observables.values():
        ends = {"lowest": each.lowest, "highest": each.highest}
        given = {name: _limit(knowledge, limit) for name, limit in ends.items() if limit is not None}
        if given:
            words = [f"{'from' if name == 'lowest' else 'to'} {limit['shown']}" for name, limit in given.items()]
            yield {"title": each.title, "unit": each.unit, "shown": " ".join(words), **given}


def _interactions(knowledge: Knowledge) -> Iterator[Json]:
    for role, each in knowledge.interactions.items():
        names = sorted(knowledge.with_role(role))
        told = {"title": each.title, "action": each.action, "advice": each.advice, "drugs": names}
        yield told | _rests(knowledge, each.evidence)


def _source(entry: Evidence, today: date) -> Json:
    told: Json = {
        "id": entry.id,
        "citation": entry.citation.removeprefix("Local policy. "),
        "verified": entry.verified,
        "last_checked": entry.last_checked,
        "old": today - entry.last_checked > OLD_AFTER,
    }
    optional = {"section": entry.section, "doi": entry.doi, "url": entry.url, "note": entry.note}
    return told | {name: value for name, value in optional.items() if value}
