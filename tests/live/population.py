"""A population made by Synthea: condensed to what a prefetch could ask for, kept as one file, loaded into a server.

    python -m tests.live.population condense FOLDER FILE.ndjson.gz
    python -m tests.live.population load FILE.ndjson.gz BASE

It must not know the protocol. A line of the file is one patient: a JSON list of resources that refer to each other
by type and id.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.live.hospital import Hospital

Json = dict[str, Any]

SINCE = {
    "Observation": "2026-08-23",
    "laboratory": "2026-11-01",
    "Procedure": "2026-08-23",
    "MedicationAdministration": "2026-08-23",
    "MedicationRequest": "2025-01-01",
}
"""What happened before these days is left out, except scores of depression: loading is the slowest part of a run."""
SCORES = {"44261-6"}
KEPT_WHOLE = {"Patient", "Condition", "AllergyIntolerance", "Medication"}
LARGEST = 500
"""Resources in one transaction."""


def patients(file: Path) -> Iterator[list[Json]]:
    """The charts of the population, one patient at a time, the Patient first."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def condense(folder: Path, file: Path) -> int:
    """Writes Synthea's Bundles as one file; the number of patients."""
    bundles = sorted(folder.glob("*.json"))
    file.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(file, "wt", encoding="utf-8") as out:
        for path in bundles:
            chart = condensed(json.loads(path.read_text(encoding="utf-8")))
            out.write(json.dumps(chart, separators=(",", ":"), ensure_ascii=False) + "\n")
    return len(bundles)


def condensed(bundle: Json) -> list[Json]:
    """One patient's resources: recent ones, without narrative, without references that lead out of the Bundle."""
    names = {entry["fullUrl"]: _name(entry["resource"]) for entry in bundle["entry"]}
    resources = [entry["resource"] for entry in bundle["entry"]]
    last = max((each for each in resources if each["resourceType"] == "Encounter"), key=_when, default=None)
    chosen = [each for each in resources if _is_kept(each) or each is last]
    pointed = {_reference(each, "medicationReference") for each in chosen}
    unused = {name for name in names.values() if name.startswith("Medication/")} - {names.get(ref) for ref in pointed}
    shown = [each for each in chosen if _name(each) not in unused]
    return [_cleaned({key: value for key, value in each.items() if key != "text"}, names) for each in shown]


def load(file: Path, hospital: Hospital, at_once: int = 2) -> int:
    """Puts the whole population on a server; the number of resources.

    A patient's resources go one transaction after the other, the Patient first: a server may not find by patient
    what it stored before it knew that patient.
    """
    done = 0

    def put(chart: list[Json]) -> int:
        for at in range(0, len(chart), LARGEST):
            hospital.put(chart[at : at + LARGEST])
        return len(chart)

    with ThreadPoolExecutor(at_once) as threads:
        for number, count in enumerate(threads.map(put, patients(file)), start=1):
            done += count
            if number % 50 == 0:
                print(f"{number} patients, {done} resources", flush=True)
    return done


def _is_kept(resource: Json) -> bool:
    kind = resource["resourceType"]
    if kind == "Observation":
        if SCORES.intersection(coding["code"] for coding in resource["code"]["coding"]):
            return True
        category = resource["category"][0]["coding"][0]["code"]
        kind = category if category in SINCE else kind
    return kind in KEPT_WHOLE or (kind in SINCE and _when(resource) >= SINCE[kind])


def _when(resource: Json) -> str:
    period = resource.get("period") or resource.get("performedPeriod") or resource.get("effectivePeriod") or {}
    instants = (resource.get(name) for name in ("effectiveDateTime", "performedDateTime", "authoredOn"))
    return str(next(filter(None, instants), None) or period.get("start") or "")


def _name(resource: Json) -> str:
    return f"{resource['resourceType']}/{resource['id']}"


def _reference(resource: Json, member: str) -> str:
    return str(resource.get(member, {}).get("reference", ""))


def _cleaned(value: Any, names: dict[str, str]) -> Any:
    """The same with references by name; a reference to what is not in the Bundle goes, its display stays."""
    if isinstance(value, dict):
        kept = {key: _cleaned(inner, names) for key, inner in value.items()}
        return {key: inner for key, inner in kept.items() if inner is not None}
    if isinstance(value, list):
        return [_cleaned(inner, names) for inner in value]
    if isinstance(value, str) and value.startswith("urn:uuid:"):
        return names.get(value)
    return None if isinstance(value, str) and "?identifier=" in value else value


def main(arguments: list[str]) -> None:
    """One of the two commands above."""
    match arguments:
        case ["condense", folder, file]:
            print(f"{condense(Path(folder), Path(file))} patients")
        case ["load", file, base]:
            hospital = Hospital(base)
            hospital.wait()
            print(f"{load(Path(file), hospital)} resources")
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
