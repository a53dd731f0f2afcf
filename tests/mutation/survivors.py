"""What is known of mutants that no vignette kills: survivors.toml, read and held against a run or the sources.

One [[survivor]] explains one place: `module`, `where` (the outermost function or class, "" outside of all), `before`
(the line, without its indent), `after` (the lines it may become), `kind` (a key of KINDS) and `why`, one sentence.
`before` or `after` = "*" stands for every line: for places that only write sentences. It never explains a mutant that
changed a status.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("survivors.toml")
KINDS = {
    "equivalent": "no chart at all can tell the mutant from the code",
    "guarded": "what reads the chart, or the caller, never lets through what would tell them apart",
    "words": "only words, facts or the order of facts can change, never a status, dose, trial, scope or suggestion",
    "harmless": "a number that no card shows can change, below anything that is held against a limit",
}

ANY = "*"


@dataclass(frozen=True, slots=True)
class Survivor:
    """A mutant that no vignette kills; `status`: on some chart something decided differs, not only words."""

    module: str
    where: str
    before: str
    after: str
    status: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """Why the mutants of one place may survive."""

    module: str
    where: str
    before: str
    after: tuple[str, ...]
    kind: str
    why: str

    def covers(self, one: Survivor) -> list[str]:
        """The entries of `after` that are about this survivor."""
        if (self.module, self.where) != (one.module, one.where) or self.before not in {ANY, one.before}:
            return []
        return [a for a in self.after if a == one.after or (a == ANY and not one.status)]


def explained(file: Path = FILE) -> list[Explained]:
    """Every explanation. Raises TypeError where one has other fields."""
    entries: list[Mapping[str, Any]] = tomllib.loads(file.read_text(encoding="utf-8")).get("survivor", [])
    return [Explained(**{**entry, "after": tuple(entry["after"])}) for entry in entries]


def unexplained(survivors: Iterable[Survivor], known: Sequence[Explained]) -> list[Survivor]:
    """Survivors that nothing explains."""
    return [one for one in survivors if not any(k.covers(one) for k in known)]


def outdated(survivors: Sequence[Survivor], known: Iterable[Explained]) -> list[str]:
    """Explanations, as "module where: after", that are about no survivor."""
    return [
        f"{k.module} {k.where}: {after}"
        for k in known
        for after in k.after
        if not any(after in k.covers(one) for one in survivors)
    ]
