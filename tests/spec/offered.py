"""What a card offers and how it is laid out, in words a vignette can expect. It must not know why it is offered.

`offers` (of each suggestion, in order: "35 mg over 40 min", "monitoring", "remove"), `recommended` (which of them),
`labels`, `creates` (what the last suggestion orders anew), `creates_with_dose` (what the first one does besides its
dose), `keeps` and `created_fields` (fields of the updated draft, of the first new order -> value, dotted), `ordered`
and `protocol_dose` (fields of the assessment -> value), `course_told` (fields of the course -> value), `summary`
(words of the first card's summary), `sections` (headings of the first card, in order), `first_to_do` and `why_first`
(words of the first thing to do, of the first reason), `to_do`, `why_said`, `missing_said`, `before_said`, `fine_said`,
`evidence_said` (words under that heading), `verdicts` and `references` (of the orders, in order), `selection` (how
many suggestions may be taken), `card_fields` (fields of the first card -> value), `overrides` (how many reasons a
clinician may give), `short` (every summary has under 140 characters), `distinct_ids` (of cards and suggestions, how
many), `policy_of` (criterion id -> local policy), `holds` (key of the order's assessment -> there or not), `facts`
(criterion id -> whole texts of its facts).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

Json = dict[str, Any]

HEADINGS = {
    "to_do": "What to do",
    "why_said": "Why",
    "missing_said": "Missing",
    "before_said": "Before the infusion",
    "fine_said": "Checked and fine:",
    "evidence_said": "Evidence:",
}


def _suggestions(body: Json) -> list[Json]:
    return [s for card in body["cards"] for s in card.get("suggestions", [])]


def _offer(suggestion: Json) -> str:
    """One suggestion in a few words, read from its actions alone."""
    kinds = [a["type"] for a in suggestion["actions"]]
    if "delete" in kinds:
        return "remove"
    updates = [a["resource"] for a in suggestion["actions"] if a["type"] == "update"]
    if not updates:
        return "monitoring"
    given = updates[0]["dosageInstruction"][0]
    rate = given["doseAndRate"][0]
    ratio = rate["rateRatio"]
    assert ratio["numerator"]["value"] == rate["doseQuantity"]["value"]
    return f"{ratio['numerator']['value']:g} mg over {ratio['denominator']['value']:g} min"


def _created(suggestion: Json) -> tuple[str, ...]:
    return tuple(a["resource"]["code"]["text"] for a in suggestion["actions"] if a["type"] == "create")


def _at(record: Any, path: str) -> Any:
    """The value at a dotted path; None where there is none."""
    for step in path.split("."):
        if isinstance(record, list):
            record = record[int(step)] if int(step) < len(record) else None
        elif isinstance(record, dict):
            record = record.get(step)
    return record


def _orders(body: Json) -> list[Json]:
    assessment: Json = next(iter(body.get("extension", {}).values()), {})
    found: list[Json] = assessment.get("orders", [])
    return found


def _fields(record: Json, wanted: Mapping[str, Any]) -> Json:
    return {path: _at(record, path) for path in wanted}


def _keeps(body: Json, wanted: Mapping[str, Any]) -> Json:
    updated = [a["resource"] for s in _suggestions(body) for a in s["actions"] if a["type"] == "update"]
    return _fields(updated[0], wanted) if updated else {}


def _created_fields(body: Json, wanted: Mapping[str, Any]) -> Json:
    created = [a["resource"] for s in _suggestions(body) for a in s["actions"] if a["type"] == "create"]
    return _fields(created[0], wanted) if created else {}


def _detail(body: Json) -> str:
    return str(body["cards"][0].get("detail", "")) if body["cards"] else ""


def _section(body: Json, heading: str) -> str:
    """The text below a bold heading of the first card, up to the next one."""
    parts = re.split(r"(?m)^\*\*(" + "|".join(map(re.escape, HEADINGS.values())) + r")\*\*", _detail(body))
    return parts[parts.index(heading) + 1] if heading in parts else ""


def _headings(body: Json) -> tuple[str, ...]:
    found = re.findall(r"(?m)^\*\*(" + "|".join(map(re.escape, HEADINGS.values())) + r")\*\*", _detail(body))
    return tuple(name.rstrip(":") for name in found)


def _said(text: str, wanted: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in wanted if word in text)


def _order(body: Json) -> Json:
    return _orders(body)[0] if _orders(body) else {}


def _first_line(heading: str) -> Callable[[Json, tuple[str, ...]], tuple[str, ...]]:
    def found(body: Json, wanted: tuple[str, ...]) -> tuple[str, ...]:
        lines = [line for line in _section(body, heading).splitlines() if line.startswith("-")]
        return _said(lines[0] if lines else "", wanted)

    return found


def _facts(body: Json, wanted: Mapping[str, tuple[str, ...]]) -> Json:
    """The words found among the texts of a criterion's facts."""
    told = {c["id"]: [f["text"] for f in c.get("facts", [])] for c in _order(body).get("criteria", [])}
    return {one: tuple(word for word in words if word in told[one]) for one, words in wanted.items()}


def _ids(body: Json) -> set[str]:
    found = [c["uuid"] for c in body["cards"]] + [s["uuid"] for s in _suggestions(body)]
    return {one for one in found if one == str(UUID(one))}


def _policy_of(body: Json, wanted: Mapping[str, bool]) -> Json:
    return {c["id"]: c["policy"] for c in _order(body).get("criteria", []) if c["id"] in wanted}


FOUND: dict[str, Callable[[Json, Any], Any]] = {
    "offers": lambda body, _: tuple(_offer(s) for s in _suggestions(body)),
    "recommended": lambda body, _: tuple(_offer(s) for s in _suggestions(body) if s.get("isRecommended")),
    "labels": lambda body, _: tuple(s["label"] for s in _suggestions(body)),
    "creates": lambda body, _: _created(_suggestions(body)[-1]) if _suggestions(body) else (),
    "creates_with_dose": lambda body, _: _created(_suggestions(body)[0]) if _suggestions(body) else (),
    "keeps": _keeps,
    "created_fields": _created_fields,
    "ordered": lambda body, wanted: _fields(_order(body).get("ordered", {}), wanted),
    "protocol_dose": lambda body, wanted: _fields(_order(body).get("dose", {}), wanted),
    "course_told": lambda body, wanted: _fields(_order(body).get("course", {}), wanted),
    "summary": lambda body, wanted: _said(body["cards"][0]["summary"] if body["cards"] else "", wanted),
    "sections": lambda body, _: _headings(body),
    "first_to_do": _first_line("What to do"),
    "why_first": _first_line("Why"),
    "policy_of": _policy_of,
    "card_fields": lambda body, wanted: _fields(body["cards"][0], wanted),
    "overrides": lambda body, _: len(body["cards"][0].get("overrideReasons", [])),
    "holds": lambda body, wanted: {key: key in _order(body) for key in wanted},
    "facts": _facts,
    "distinct_ids": lambda body, _: len(_ids(body)),
    "short": lambda body, _: all(len(card["summary"]) < 140 for card in body["cards"]),
    "verdicts": lambda body, _: tuple(o.get("verdict") for o in _orders(body)),
    "references": lambda body, _: tuple(o["reference"] for o in _orders(body)),
    "selection": lambda body, _: body["cards"][0].get("selectionBehavior"),
    **{
        word: (lambda body, wanted, heading=heading: _said(_section(body, heading), wanted))
        for word, heading in HEADINGS.items()
    },
}
