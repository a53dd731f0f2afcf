"""Holds the second opinion against the service, vignette by vignette, and explains every difference.

It must not know a rule of the protocol. A difference is a status of one of the three rules, or a trial's adequacy,
outcome or adequate days. `disagreements.toml` holds a reason for each; a difference without one, and a reason
without a difference, fail the comparison.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.cql.stories import RULES, write

HERE = Path(__file__).resolve().parent
Json = dict[str, Any]


@dataclass(frozen=True)
class Difference:
    """One thing on which the two opinions differ, in one vignette."""

    says: str
    about: str
    service: str
    opinion: str


def trials(told: Iterable[Json], days: str, without: set[str]) -> dict[str, list[str]]:
    """Drug -> its trials in a few words, sorted; without the days of some drugs."""
    made: dict[str, list[str]] = {}
    for one in told:
        counted = "" if one["drug"] in without else f" {one[days]} days"
        made.setdefault(one["drug"], []).append(f"{one['adequate']} {one['outcome']}{counted}")
    return {drug: sorted(found) for drug, found in made.items()}


def differences(story: Json, opinion: Json) -> list[Difference]:
    """Where the two opinions about one vignette differ."""
    says = story["says"]
    if "fault" in opinion:
        return [Difference(says, "evaluation", "", opinion["fault"])]
    found = [
        Difference(says, rule, story["service"][rule], opinion[rule])
        for rule in RULES
        if story["service"][rule] != opinion[rule]
    ]
    untold = {one["drug"] for one in story["service"]["trials"] if one["days"] is None}
    ours, theirs = trials(story["service"]["trials"], "days", untold), trials(opinion["trials"], "sure", untold)
    found += [
        Difference(says, f"trials of {drug}", "; ".join(ours.get(drug, [])), "; ".join(theirs.get(drug, [])))
        for drug in sorted(ours.keys() | theirs.keys())
        if ours.get(drug) != theirs.get(drug)
    ]
    return found


def _lines(path: Path) -> list[Json]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def compared(folder: Path) -> tuple[int, list[Difference]]:
    """How many vignettes were compared, and every difference."""
    opinions = {one["says"]: one for one in _lines(folder / "opinions.jsonl")}
    told = _lines(folder / "stories.jsonl")
    return len(told), [d for story in told for d in differences(story, opinions[story["says"]])]


def explanations() -> dict[tuple[str, str], str]:
    """(vignette, what it differs about) -> why."""
    path = HERE / "disagreements.toml"
    read = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {
        (says, about): group["reason"]
        for group in read.get("disagreement", [])
        for about in group["about"]
        for says in group["vignettes"]
    }


def report(count: int, found: list[Difference]) -> int:
    """Prints the comparison; how many differences or reasons are left over."""
    known = explanations()
    left = [d for d in found if (d.says, d.about) not in known]
    stale = sorted(set(known) - {(d.says, d.about) for d in found})
    kinds = Counter(d.about.split()[0] for d in found)
    print(f"{count} charts, {len(found)} differences ({', '.join(f'{k}: {n}' for k, n in sorted(kinds.items()))})")
    for d in left:
        print(f"\n{d.says}\n  {d.about}: service {d.service or '-'} | second opinion {d.opinion or '-'}")
    for says, about in stale:
        print(f"\n{says}\n  {about}: a reason is written, but the opinions agree")
    print(
        f"\nexplained: {len(found) - len(left)}, not explained: {len(left)}, reasons without a difference: {len(stale)}"
    )
    return len(left) + len(stale)


def main(folder: Path) -> int:
    """Exports, evaluates, compares."""
    write(folder)
    subprocess.run(["node", str(HERE / "evaluate.mjs"), str(folder)], check=True)
    return report(*compared(folder))


if __name__ == "__main__":
    sys.exit(1 if main(Path(sys.argv[1])) else 0)
