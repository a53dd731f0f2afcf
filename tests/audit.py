"""Are locked packages known to be vulnerable? Asked in every way there is, and told apart from "nobody could say".

`python -m tests.audit` asks the package index and OSV through pip-audit and, where ADVISORIES names a clone of
https://github.com/pypa/advisory-database, the files in it. Exit 1: a vulnerable package. Exit 0: none known, or none
could be looked up, which is said in one line each way.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")
SECONDS = 300
_PIN = re.compile(r"(?m)^([A-Za-z0-9][\w.-]*)==([^\s\\;]+)")


@dataclass(frozen=True)
class Told:
    """What one source said of some packages: how many it knew, and which are vulnerable. `failed`: it said nothing."""

    source: str
    packages: int = 0
    audited: int = 0
    vulnerable: tuple[str, ...] = ()
    failed: str = ""

    @property
    def line(self) -> str:
        """The whole of it, for a log."""
        if self.failed:
            return f"{self.source}: nothing could be audited ({self.failed})"
        if not self.audited:
            return f"{self.source}: nothing could be audited (it has no data on any of {self.packages} packages)"
        found = f"VULNERABLE: {', '.join(self.vulnerable)}" if self.vulnerable else "none known to be vulnerable"
        return f"{self.source}: {self.audited} of {self.packages} packages looked up, {found}"


def pins(text: str) -> dict[str, str]:
    """Package and version of each line of a lock file."""
    return {canonicalize_name(name): version for name, version in _PIN.findall(text)}


def report_of(source: str, printed: str, said: str) -> Told:
    """What pip-audit's JSON tells; `said`: what it wrote on standard error."""
    try:
        rows = json.loads(printed)["dependencies"]
    except (ValueError, KeyError, TypeError):
        lines = [line.strip() for line in said.splitlines() if line.strip()]
        last = lines[-1].partition(":")[0] if lines else "no answer"
        return Told(source, failed=last.rpartition(".")[2][:80])
    known = [row for row in rows if "skip_reason" not in row]
    bad = tuple(f"{row['name']} {row['version']} ({each['id']})" for row in known for each in row.get("vulns", ()))
    return Told(source, len(rows), len(known), bad)


def pip_audit(lock: Path, service: str) -> Told:
    """pip-audit's own answer about a lock file."""
    source = f"{lock.name}, pip-audit, {service}"
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--no-deps", "--disable-pip"]
    command += ["--vulnerability-service", service, "--format", "json", "--progress-spinner", "off", "--timeout", "20"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return Told(source, failed=f"no answer within {SECONDS} s")
    return report_of(source, done.stdout, done.stderr)


def advisories(folder: Path) -> Iterator[Mapping[str, Any]]:
    """Every advisory of a clone that has not been withdrawn, as OSV describes them."""
    for path in sorted((folder / "vulns").rglob("*.yaml")):
        made = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        if isinstance(made, dict) and not made.get("withdrawn"):
            yield made


def _version(text: object) -> Version | None:
    try:
        return Version(str(text))
    except InvalidVersion:
        return None


def affects(affected: Mapping[str, Any], version: str) -> bool:
    """True when OSV's `affected` (a list of versions, and ranges of events in their order) holds the version."""
    mine = _version(version)
    listed = {_version(each) for each in affected.get("versions", ())}
    if mine is None or mine in listed:
        return True  # a version nobody can compare is looked at by a person
    return any(_within(each.get("events", ()), mine) for each in affected.get("ranges", ()) if each["type"] != "GIT")


def _within(events: Iterable[Mapping[str, Any]], mine: Version) -> bool:
    inside = False
    for event in events:
        (what, where) = next(iter(event.items()))
        point = Version("0") if str(where) == "0" else _version(where)
        if point is None:
            continue
        if what == "introduced" and mine >= point:
            inside = True
        elif (what == "fixed" and mine >= point) or (what == "last_affected" and mine > point):
            inside = False
    return inside


def compared(lock: Path, known: Iterable[Mapping[str, Any]]) -> Told:
    """A lock file against a database of advisories; a package counts as looked up when the database has it."""
    locked = pins(lock.read_text(encoding="utf-8"))
    seen: set[str] = set()
    bad: list[str] = []
    for advisory in known:
        for affected in advisory.get("affected", ()):
            name = canonicalize_name(affected["package"]["name"])
            if affected["package"].get("ecosystem", "PyPI") != "PyPI" or name not in locked:
                continue
            seen.add(name)
            if affects(affected, locked[name]):
                bad.append(f"{name} {locked[name]} ({advisory['id']})")
    return Told(f"{lock.name}, advisory database", len(locked), len(seen), tuple(bad))


def main() -> int:
    """Asks everybody, prints a line each, and says whether anything is known to be vulnerable."""
    told = [pip_audit(ROOT / lock, service) for lock in LOCKS for service in ("pypi", "osv")]
    if folder := os.environ.get("ADVISORIES"):
        known = list(advisories(Path(folder)))
        told += [compared(ROOT / lock, known) for lock in LOCKS]
    for each in told:
        print(each.line)
    return int(any(each.vulnerable for each in told))


if __name__ == "__main__":
    sys.exit(main())
