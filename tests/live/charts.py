"""The shipped patients as they live on a server: each with ids of its own, and the calls an EHR makes about them.

It must not know how a server is spoken to.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from tests.fixtures import FOLDER

Json = dict[str, Any]

NAMES = tuple(sorted(path.stem for path in (FOLDER / "patients").glob("*.json")))


@dataclass(frozen=True)
class Chart:
    """One fixture patient on a shared server: `resources` under new ids, `request` without prefetch."""

    name: str
    resources: tuple[Json, ...]
    request: Json
    answered: Json
    """What the service says when the shipped request comes with its own prefetch, in the new ids."""

    @property
    def hook(self) -> str:
        return str(self.request["hook"])

    @property
    def context(self) -> dict[str, str]:
        """The values prefetch templates may use."""
        return {key: value for key, value in self.request["context"].items() if key.endswith("Id")}

    def call(self, **members: Any) -> Json:
        """The request with further members (prefetch, fhirServer, fhirAuthorization)."""
        return {**self.request, **members}


def chart(name: str) -> Chart:
    """The fixture of that name, every id of its chart prefixed with the name."""
    bundle = _read("patients", name)
    resources = [entry["resource"] for entry in bundle["entry"]]
    names = {f"{each['resourceType']}/{each['id']}" for each in resources}
    moved = {old: old.replace("/", f"/{name}-", 1) for old in names}
    moved.setdefault("Patient/p1", f"Patient/{name}-p1")
    request = _renamed(_read("requests", name), moved)
    request.pop("prefetch", None)
    for key, resource_type in (("patientId", "Patient"), ("encounterId", "Encounter")):
        if key in request["context"]:
            old = f"{resource_type}/{request['context'][key]}"
            request["context"][key] = moved[old].partition("/")[2]
    placed = tuple(_placed(_renamed(each, moved), name) for each in resources)
    return Chart(name, placed, request, _renamed(_read("responses", name), moved))


def assessment(response: Json) -> Json:
    """The machine-readable assessment of an answer; {} when there is none."""
    found = [value for key, value in response.get("extension", {}).items() if key.endswith(".assessment")]
    return found[0] if found else {}


def differences(expected: Any, actual: Any, path: str = "") -> list[str]:
    """Where two JSON values differ, as paths with both values; [] when they are equal field by field."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        keys = sorted({*expected, *actual})
        return [line for key in keys for line in differences(expected.get(key), actual.get(key), f"{path}.{key}")]
    if isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        pairs = enumerate(zip(expected, actual, strict=True))
        return [line for at, (left, right) in pairs for line in differences(left, right, f"{path}[{at}]")]
    return [] if expected == actual else [f"{path}: {expected!r} is not {actual!r}"]


def _read(folder: str, name: str) -> Json:
    found: Json = json.loads((FOLDER / folder / f"{name}.json").read_text(encoding="utf-8"))
    return found


def _placed(resource: Json, name: str) -> Json:
    return {**resource, "id": f"{name}-{resource['id']}"}


def _renamed(value: Any, moved: dict[str, str]) -> Any:
    """The same JSON with every reference of the chart under its new id."""
    if isinstance(value, dict):
        return {key: _renamed(inner, moved) for key, inner in value.items()}
    if isinstance(value, list):
        return [_renamed(inner, moved) for inner in value]
    return moved.get(value, value) if isinstance(value, str) else value
