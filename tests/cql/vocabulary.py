"""Hands the codes and words of the shipped content to the CQL as regular expressions.

It must not know a rule or a limit of the protocol, and reads the content's files by itself: nothing of the service.
The regular expressions are JavaScript's, over lower-case text; a code is written "system|code".
"""

from __future__ import annotations

import csv
import re
import tomllib
from fractions import Fraction
from pathlib import Path
from typing import Any

CARDS = Path(__file__).resolve().parents[2] / "cards" / "ketamine-trd"

SYSTEMS = {
    "icd10cm": ("http://hl7.org/fhir/sid/icd-10-cm",),
    "icd10": ("http://hl7.org/fhir/sid/icd-10",),
    "snomed": ("http://snomed.info/sct",),
    "rxnorm": ("http://www.nlm.nih.gov/research/umls/rxnorm",),
    "atc": ("http://www.whocc.no/atc",),
}
NOTHING = "(?!)"
"""Matches no text at all."""

Json = dict[str, Any]


def phrase(words: str) -> str:
    """One phrase: a blank is also a hyphen, a star ends a word stem, and a phrase begins and ends with a word."""
    stem = words.endswith("*")
    parts = [re.escape(part).replace("/", "\\/") for part in re.split(r"[\s-]+", words.rstrip("*").lower()) if part]
    body = r"[\s-]*".join(parts)
    begin = "(?<![a-z0-9])" if words[0].isalnum() else ""
    return begin + body + ("[a-z]*" if stem else "") + "(?![a-z0-9])"


def any_of(phrases: list[str]) -> str:
    """Any of the phrases as whole words somewhere."""
    if not phrases:
        return NOTHING
    longest_first = sorted(phrases, key=len, reverse=True)
    return "(?:" + "|".join(phrase(p) for p in longest_first) + ")"


def _rows(folder: str, name: str) -> list[dict[str, str]]:
    with (CARDS / "valuesets" / folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _code_pattern(rows: list[dict[str, str]]) -> str:
    """Codes of a value set; a prefix covers what begins with it, an exclusion takes away what begins with it."""
    found: dict[str, list[str]] = {"in": [], "out": []}
    for row in rows:
        if row["system"] == "words":
            continue
        for system in SYSTEMS.get(row["system"], (row["system"],)):
            code = re.escape(f"{system}|{row['code']}".lower())
            found["out" if row["match"] == "exclude" else "in"].append(code + ("" if row["match"] == "exact" else ".*"))
    if not found["in"]:
        return NOTHING
    without = f"(?!(?:{'|'.join(found['out'])})$)" if found["out"] else ""
    return f"{without}(?:{'|'.join(found['in'])})"


def _said(rows: list[dict[str, str]], match: str) -> list[str]:
    return [row["code"] for row in rows if row["system"] == "words" and row["match"] == match]


def _vocabulary(folder: str, name: str) -> Json:
    """Codes, words, and the longer phrases that contain a word and mean something else."""
    rows = _rows(folder, name)
    return {
        "codes": _code_pattern(rows),
        "said": any_of(_said(rows, "word")),
        "unless": any_of(_said(rows, "not-word")),
    }


def _quantity(value: Json | None) -> float | None:
    return None if value is None else float(value["value"])


def _drugs(content: Json) -> list[Json]:
    made = []
    for drug in content["drug"]:
        wanted = {"antidepressant", "mood-stabiliser"} & set(drug["roles"])
        if not wanted:
            continue
        made.append(
            {
                "name": drug["name"],
                "role": wanted.pop(),
                "codes": [
                    f"{system}|{code}".lower()
                    for key in ("rxnorm", "atc")
                    for code in drug.get(key, [])
                    for system in SYSTEMS[key]
                ],
                "said": any_of([drug["name"], *drug.get("names", [])]),
                "needed": _quantity(drug.get("minimum_daily_dose")),
                "noTrial": any_of(drug.get("not_a_trial", [])),
                "onlyTrial": any_of(drug["only_a_trial"]) if "only_a_trial" in drug else "",
                "noTrialUpTo": _quantity(drug.get("not_a_trial_strength")),
                "otherRhythm": any_of(drug.get("weekly", [])),
            }
        )
    return made


def _combinations(content: Json, known: set[str]) -> list[Json]:
    """Fixed combinations that hold a drug the rules ask about: the drug, its codes and its words."""
    return [
        {
            "drug": next(part for part in both["parts"] if part in known),
            "codes": [f"{SYSTEMS['atc'][0]}|{code}".lower() for code in both.get("atc", [])],
            "said": any_of([both["name"], *both["names"]]),
        }
        for both in content["combination"]
        if any(part in known for part in both["parts"])
    ]


def _products(known: set[str]) -> list[Json]:
    made = []
    with (CARDS / "products.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            parts = row["ingredients"].split("/")
            drug = next((part for part in parts if part in known), None)
            if drug is None:
                continue
            strengths = dict(zip(parts, row["strengths_mg"].split("/"), strict=False))
            made.append(
                {
                    "code": f"{SYSTEMS['rxnorm'][0]}|{row['rxcui']}",
                    "drug": drug,
                    "strength": float(strengths[drug]) if strengths.get(drug) else None,
                    "counts": row["counts"] != "no",
                    "display": row["display"].lower(),
                }
            )
    return made


def _rhythms() -> list[Json]:
    """How often a day: by words (longest first, so that "once a week" is not read as "a week") and by code."""
    made = []
    for row in _rows("vocabulary", "timing"):
        per_day = None if row["note"] in ("", "as needed") else row["note"]
        made.append(
            {
                "said": any_of([row["code"]]) if row["system"] == "words" else NOTHING,
                "code": "" if row["system"] == "words" else f"{row['system']}|{row['code']}".lower(),
                "length": len(row["code"]),
                "perDay": _fraction(per_day),
                "part": row["display"] == "part of day",
            }
        )
    return sorted(made, key=lambda rhythm: -int(rhythm["length"]))


def _fraction(text: str | None) -> float | None:
    try:
        return float(Fraction(text)) if text else None
    except ValueError:
        return None


def _observations(content: Json) -> list[Json]:
    wanted = {"phq-9", "madrs", "ham-d17", "qids-sr16", "qids-c16", "bdi-ii", "lithium-level", "valproate-level"}
    return [
        {
            "concept": one["concept"],
            "title": one["title"],
            "codes": [f"http://loinc.org|{code}" for code in one.get("loinc", [])]
            + [f"{SYSTEMS['snomed'][0]}|{code}" for code in one.get("snomed", [])],
            "refused": [f"http://loinc.org|{code}" for code in one.get("refused_loinc", [])],
            "said": any_of(one["names"]),
            "unless": any_of(one.get("not_names", [])),
            "lowest": _quantity(one.get("lowest")),
            "highest": _quantity(one.get("highest")),
        }
        for one in content["observation"]
        if one["concept"] in wanted
    ]


def vocabulary() -> Json:
    """All codes and words, ready to be parameters of the CQL."""
    drugs = tomllib.loads((CARDS / "drugs.toml").read_text(encoding="utf-8"))
    observations = tomllib.loads((CARDS / "observations.toml").read_text(encoding="utf-8"))
    known = {one["name"] for one in _drugs(drugs)}
    negation = _rows("vocabulary", "negation")
    before = "|".join(phrase(p) for p in sorted(_said(negation, "before"), key=len, reverse=True))
    return {
        "Drugs": _drugs(drugs),
        "Combinations": _combinations(drugs, known),
        "Products": _products(known),
        "Rhythms": _rhythms(),
        "AsNeeded": any_of([r["code"] for r in _rows("vocabulary", "timing") if r["note"] == "as needed"]),
        "Readings": _observations(observations),
        "Stops": [
            {"outcome": outcome, **_vocabulary("vocabulary", name)}
            for outcome, name in (
                ("not-tolerated", "stop-not-tolerated"),
                ("failed", "stop-failed"),
                ("responded", "stop-responded"),
            )
        ],
        "Bipolar": _vocabulary("problems", "bipolar-any"),
        "Manic": _vocabulary("problems", "mania-current"),
        "ManicEver": _vocabulary("problems", "mania-ever"),
        "Negation": {
            "anywhere": any_of(_said(negation, "anywhere")),
            "preceding": f"(?<=(?:{before})[\\s,:-]+(?:[a-z]+[\\s-]+){{0,2}})",
            "following": f"(?=[\\s,:-]+(?:[a-z]+[\\s-]+){{0,2}}{any_of(_said(negation, 'after'))})",
            "unless": any_of(_said(negation, "not-word")),
        },
    }
