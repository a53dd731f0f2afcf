"""Requests in which everything private can be recognised wherever it turns up. It must not know the service."""

from __future__ import annotations

import copy
import re
from typing import Any

Json = dict[str, Any]

NAME, RECORD_NUMBER, PHONE, STREET, BIRTH = (
    "Zqxavier Vexholm",
    "ZQMRN-7731",
    "+1-555-014-3377",
    "Zqlane 9",
    "1979-07-19",
)
NOTE = "zqchartnote"
ID = "zqid-"
WEIGHT, DISGUISED_WEIGHT = 70, 70.13
ACCESS_TOKEN, COMMENT, OPERATOR = "zqaccess-5f1c9a", "zqcomment she said", "zqoperator-41c0"

IDENTITY = ("Zqxavier", "Vexholm", RECORD_NUMBER, PHONE, STREET, BIRTH, ACCESS_TOKEN, OPERATOR, "zqcomment")
"""What may stand nowhere at all, answers to the client included."""
PRIVATE = (*IDENTITY, NOTE, ID, str(DISGUISED_WEIGHT))
"""What may stand nowhere but in a 200 answer to the client that sent it."""

_TEXTS = {"text", "display", "valueString", "patientInstruction"}
_IDS = {"id", "patientId", "encounterId", "hookInstance", "card"}
_REFERENCE = re.compile(r"^(?P<type>[A-Z][A-Za-z]+)/(?P<id>[A-Za-z0-9\-.]+)$")


def disguised(request: Json) -> Json:
    """The same story, told of somebody whose every name, number, id and word can be searched for."""
    made: Json = _inside(copy.deepcopy(request), "")
    for entry in made["context"].get("draftOrders", {}).get("entry", []):
        # What a client says in its own draft comes back to it in the whole resource of an update.
        entry["resource"]["text"]["div"] = f'<div xmlns="http://www.w3.org/1999/xhtml">{NOTE}</div>'
    patient = made.get("prefetch", {}).get("patient")
    if isinstance(patient, dict):
        patient |= {
            "name": [{"family": NAME.split()[1], "given": [NAME.split()[0]], "text": NAME}],
            "identifier": [{"system": "https://hospital.example/mrn", "value": RECORD_NUMBER}],
            "telecom": [{"system": "phone", "value": PHONE}],
            "address": [{"line": [STREET]}],
            "birthDate": BIRTH,
        }
    return made


def _inside(value: Any, key: str) -> Any:
    if isinstance(value, dict):
        return _resource({name: _inside(inner, name) for name, inner in value.items()})
    if isinstance(value, list):
        return [_inside(inner, key) for inner in value]
    if isinstance(value, str):
        return _word(value, key)
    return DISGUISED_WEIGHT if key == "value" and value == WEIGHT else value


def _word(value: str, key: str) -> str:
    if key in _TEXTS:
        return f"{value} {NOTE}"
    if key in ("reference", "selections", "userId") and (found := _REFERENCE.match(value)):
        return f"{found['type']}/{ID}{found['id']}"
    return f"{ID}{value}" if key in _IDS else value


def _resource(value: Json) -> Json:
    """A resource tells its note in a narrative as well."""
    if value.get("resourceType", "Bundle") not in ("Bundle", "OperationOutcome"):
        div = f'<div xmlns="http://www.w3.org/1999/xhtml">{NAME}, {NOTE}</div>'
        value.setdefault("text", {"status": "generated", "div": div})
    return value
