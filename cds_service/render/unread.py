"""What the record system did not give, and why: a line of the card for each reason.

It must not know servers or HTTP: it is handed parts and reasons by name, and the content has the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

from cds_service.protocol.finding import Say
from cds_service.render.wording import Wording


@dataclass(frozen=True, slots=True)
class Unread:
    """A part of the chart that was asked for and did not come, or not whole; `status`: of HTTP, 0 if none."""

    part: str
    reason: str
    status: int = 0


def unread_lines(unread: Sequence[Unread], wording: Wording) -> tuple[str, ...]:
    """One line for each reason, with the parts it holds for, in the order they were asked for."""
    parts: dict[tuple[str, int], list[Say]] = {}
    for each in unread:
        parts.setdefault((each.reason, each.status), []).append(Say(f"unread.part-{each.part}"))
    return tuple(
        wording.markdown(
            Say("unread.line", {"parts": reduce(_and, names), "why": Say(f"unread.{reason}", {"status": status})})
        )
        for (reason, status), names in parts.items()
    )


def _and(before: Say, part: Say) -> Say:
    return Say("unread.parts", {"before": before, "part": part})
