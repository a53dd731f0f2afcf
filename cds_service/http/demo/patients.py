"""The made-up patients of the bench, moved in time so that their stories end today.

It must not know what a story means: it moves every date by the same distance and changes nothing else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import Any

_FIXTURES = Path(__file__).resolve().parents[3] / "fixtures"
TOLD_AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
"""The instant at which the shipped stories happen."""

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T.+")


@dataclass(frozen=True, slots=True)
class MadeUp:
    """One patient: the story in one sentence, the chart, the hook it is told at, and the orders being written."""

    story: str
    hook: str
    chart: dict[str, Any]
    drafts: tuple[dict[str, Any], ...]


def made_up(folder: Path = _FIXTURES) -> Mapping[str, MadeUp]:
    """The shipped patients by name; none where the service was installed without them."""
    return {path.stem: _read(path, folder / "requests" / path.name) for path in sorted(folder.glob("patients/*.json"))}


def _read(chart_file: Path, request_file: Path) -> MadeUp:
    chart = json.loads(chart_file.read_text(encoding="utf-8"))
    request = json.loads(request_file.read_text(encoding="utf-8"))
    drafts = request["context"].get("draftOrders", {}).get("entry", [])
    return MadeUp(
        story=chart["meta"]["tag"][0]["display"],
        hook=request["hook"],
        chart=chart,
        drafts=tuple(entry["resource"] for entry in drafts),
    )


def moved(patient: MadeUp, now: datetime, zone: tzinfo) -> dict[str, Any]:
    """Story, hook, chart and drafts, every date later by the time since the story was told.

    Instants keep their distance from now. Those of the story's last day stay on today, however early it is.
    """
    later = now - TOLD_AT
    today = now.astimezone(zone).date()
    days = timedelta(days=(today - TOLD_AT.date()).days)
    dawn = datetime.combine(today, time.min, zone)

    def move(text: str) -> str:
        if _DATE.fullmatch(text):
            return (date.fromisoformat(text) + days).isoformat()
        if _INSTANT.fullmatch(text):
            told = datetime.fromisoformat(text)
            happened = told + later
            return (max(happened, dawn) if told.date() == TOLD_AT.date() else happened).isoformat(timespec="seconds")
        return text

    return {
        "story": patient.story,
        "hook": patient.hook,
        "chart": _changed(patient.chart, move),
        "drafts": _changed(list(patient.drafts), move),
    }


def _changed(part: Any, change: Callable[[str], str]) -> Any:
    if isinstance(part, str):
        return change(part)
    if isinstance(part, list):
        return [_changed(each, change) for each in part]
    if isinstance(part, dict):
        return {name: _changed(each, change) for name, each in part.items()}
    return part
