"""The shipped words and layout, held against the code that says them and against charts nobody thought of."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from render_cases import CARDS, PLAIN_ORDER, an_order, rendered

from cds_service.answers import Verdict, Why
from cds_service.assess import Scope, ScopeUndecidable, assess
from cds_service.chart import (
    Allergy,
    Amount,
    Chart,
    Dosage,
    Encounter,
    Instruction,
    Kind,
    Listing,
    Medication,
    Patient,
    Problem,
    Reading,
    Reason,
    Source,
    Supply,
    When,
)
from cds_service.knowledge import Knowledge, load
from cds_service.render.detail import LIST_NOT_SEEN, NOTHING_ORDERED
from cds_service.render.entries import SHOWN_FIRST

CODE = CARDS.parents[1] / "cds_service"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TODAY = NOW.date()


@lru_cache(maxsize=1)
def shipped() -> Knowledge:
    return load(CARDS)


def said_in_code() -> Iterator[tuple[str, str, frozenset[str] | None]]:
    """Where, key (or a pattern of keys) and value names of every `say(...)` whose owner can be read off the code.

    The names are None where values come from a mapping.
    """
    for path in sorted(CODE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = _constants(tree)
        for function in [tree, *(n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef))]:
            names = constants | _constants(function)
            for call in (n for n in ast.walk(function) if isinstance(n, ast.Call)):
                if isinstance(call.func, ast.Name) and call.func.id == "say" and call.args:
                    key = _pattern(call.args[0], names)
                    given_names = None if any(k.arg is None for k in call.keywords) else {k.arg for k in call.keywords}
                    if key is not None:
                        where = f"{path.relative_to(CODE)}:{call.lineno}"
                        yield where, key, None if given_names is None else frozenset(filter(None, given_names))


def _constants(scope: ast.AST) -> dict[str, str]:
    return {
        target.id: statement.value.value
        for statement in ast.iter_child_nodes(scope)
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant)
        for target in statement.targets
        if isinstance(target, ast.Name) and isinstance(statement.value.value, str)
    }


def _pattern(node: ast.expr, names: dict[str, str]) -> str | None:
    """The key as a regular expression; None when even its owner is computed."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.escape(node.value)
    if not isinstance(node, ast.JoinedStr):
        return None
    parts = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            parts.append(re.escape(str(part.value)))
        elif isinstance(part, ast.FormattedValue) and isinstance(part.value, ast.Name) and part.value.id in names:
            parts.append(re.escape(names[part.value.id]))
        else:
            parts.append(r"[a-z0-9-]+")
    return None if parts[0].startswith("[") else "".join(parts)


def test_every_sentence_the_code_says_is_in_the_content() -> None:
    """No `say` names a word that protocol.toml does not have."""
    words = shipped().words
    calls = list(said_in_code())
    absent = [f"{where}: {key}" for where, key, _ in calls if not any(re.fullmatch(key, w) for w in words)]
    assert [] == absent
    assert len(calls) > 100


def test_every_sentence_gets_the_values_it_names() -> None:
    """Where the code names one sentence and its values, the sentence asks for no others."""
    short = []
    for where, key, names in said_in_code():
        matches = [w for w in shipped().words if re.fullmatch(key, w)]
        if names is None or len(matches) != 1:
            continue
        wanted = {field for _, field, _, _ in Formatter().parse(shipped().words[matches[0]]) if field}
        if not wanted <= names:
            short.append(f"{where}: {matches[0]} wants {sorted(wanted - names)}")
    assert [] == short


def test_no_word_of_the_card_promises_anything() -> None:
    """Neither the layout nor any sentence calls a patient or an order eligible or approved."""
    everything = " ".join([shipped().card_template, *shipped().words.values()])
    assert not re.search(r"(?i)\beligib|\bapproved", everything)


def test_the_layout_is_plain_markdown() -> None:
    """The template holds no HTML tag and no table."""
    layout = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", shipped().card_template, flags=re.DOTALL)
    assert not re.search(r"<[a-z/!]|^\s*\|", layout, re.MULTILINE)


@pytest.mark.parametrize("verdict", [v for v in Verdict if v is not Verdict.STOP])
def test_every_verdict_has_a_summary(verdict: Verdict) -> None:
    """The content frames the summary of every verdict."""
    assert f"card.summary-{verdict}" in shipped().words


def test_every_reason_for_not_knowing_has_words() -> None:
    """Each value of `missing.why` can be said."""
    assert set() == {w for w in Why if f"why.{w}" not in shipped().words}


def test_advice_is_for_criteria_and_reasons_that_exist() -> None:
    """Every "do-…" word of the card belongs to a criterion and a status, to one of its sentences, or to a reason."""
    known = {f"do-{c}-{s}" for c in shipped().criteria for s in ("not-met", "unknown")} | {f"do-{w}" for w in Why}
    known |= {f"do-{key.replace('.', '-')}" for key in shipped().words}
    advice = {w.removeprefix("card.") for w in shipped().words if w.startswith("card.do-")}
    assert set() == advice - known


def test_sentences_with_a_place_of_their_own_exist() -> None:
    """The sentences that rendering looks for by name are in the content, under that name."""
    assert set() == {*SHOWN_FIRST, LIST_NOT_SEEN, NOTHING_ORDERED} - set(shipped().words)


def test_monitoring_waits_only_for_criteria_that_exist() -> None:
    """A monitoring order is for always, or for an unknown of a criterion we ask."""
    waits = {f"{criterion}-unknown" for criterion in shipped().criteria}
    assert set() == {m.when for m in shipped().protocol.monitoring} - waits - {"always"}


HOSTILE = st.sampled_from(
    ["aneurysm", "<img src=x onerror=1>", "[x](javascript:1)", "` | * _", "a\n# b", "www.evil.example", "x" * 400, ""]
)
days = st.integers(-800, 0).map(lambda n: TODAY + timedelta(days=n)) | st.just(TODAY)
whens = days.map(lambda d: When(d, d)) | days.map(lambda d: When(d.replace(day=1), d.replace(day=28)))
amounts = st.sampled_from([None, Decimal("0.1"), Decimal(20), Decimal(35), Decimal(40), Decimal("1E+5"), Decimal(300)])
SETS = [
    "mdd-active",
    "bipolar-any",
    "bipolar-depressed",
    "depression-unspecified",
    "mania-current",
    "psychosis",
    "vascular-lesion",
    "raised-icp",
    "myocardial-infarction",
    "unstable-cardiac",
    "pregnancy",
    "hallucinogen-use",
    "substance-use",
    "liver-failure",
    "suicidal-ideation",
]


def sources(kind: str) -> st.SearchStrategy[Source]:
    return st.builds(Source, st.integers(1, 99).map(lambda n: f"{kind}/{n}"), st.none() | days)


problems = st.builds(
    Problem,
    source=sources("Condition"),
    text=HOSTILE,
    sets=st.frozensets(st.sampled_from(SETS), max_size=2),
    suspected=st.frozensets(st.sampled_from(SETS), max_size=1),
    active=st.booleans(),
    confirmed=st.booleans(),
    onset=st.none() | whens,
    recorded=st.none() | whens,
)


def medications(kind: Kind) -> st.SearchStrategy[Medication]:
    return st.builds(
        Medication,
        source=sources(str(kind)),
        kind=st.just(kind),
        ingredient=st.sampled_from(
            ["sertraline", "venlafaxine", "mirtazapine", "lithium", "valproate", "lorazepam", "ketamine", "esketamine"]
        ),
        display=HOSTILE,
        status=st.sampled_from(["active", "completed", "stopped"]),
        by_name=st.booleans(),
        start=st.none() | whens,
        end=st.none() | whens,
        on=st.none() | whens,
        authored=st.none() | whens,
        dosages=st.lists(st.builds(Dosage, low=amounts, high=amounts), max_size=1).map(tuple),
        stopped_for=st.frozensets(st.sampled_from(["not-tolerated", "failed", "responded"]), max_size=1),
        route=st.sampled_from([None, "IV", "other"]),
        given_mg=amounts,
        adverse=st.frozensets(st.sampled_from(["stopped", "blood-pressure"]), max_size=1),
    )


CONCEPTS = [
    "phq-9",
    "madrs",
    "ymrs",
    "phq-9-item-9",
    "c-ssrs",
    "weight",
    "height",
    "systolic",
    "diastolic",
    "lithium-level",
    "valproate-level",
    "pregnancy-test",
]
readings = st.builds(
    Reading,
    source=sources("Observation"),
    concept=st.sampled_from(CONCEPTS),
    when=st.none() | whens,
    value=st.sampled_from([None, Decimal(1), Decimal("12.345"), Decimal(20), Decimal(70), Decimal(170)]),
    answer=st.sampled_from([None, "positive", "negative"]),
    why=st.sampled_from([None, Why.UNREADABLE, Why.OUT_OF_RANGE]),
    by_name=st.booleans(),
    shown=HOSTILE,
)


def listings(facts: st.SearchStrategy[Any]) -> st.SearchStrategy[Listing[Any]]:
    return st.builds(
        Listing,
        supply=st.sampled_from([Supply.SUPPLIED, Supply.SUPPLIED, Supply.ABSENT, Supply.FAILED]),
        facts=st.lists(facts, max_size=4).map(tuple),
        truncated=st.booleans(),
        covers_from=st.none() | days,
    ).map(lambda listing: listing if listing.supplied else Listing(listing.supply))


patients = st.builds(
    Patient,
    st.just("Patient/1"),
    st.none() | st.sampled_from([date(1980, 5, 5), date(2012, 1, 1)]).map(lambda d: When(d, d)),
    gender=st.sampled_from([None, "female", "male", "other"]),
)
allergies = st.builds(
    Allergy, sources("AllergyIntolerance"), HOSTILE, st.just(frozenset({"ketamine-allergy"})), st.booleans()
)


def on(year: int, month: int, day: int) -> When:
    return When(date(year, month, day), date(year, month, day))


def failed_trial(number: int, drug: str, mg: int, first: When, last: When) -> Medication:
    return Medication(
        Source(f"MedicationStatement/{number}"),
        Kind.STATEMENT,
        drug,
        drug,
        "completed",
        start=first,
        end=last,
        dosages=(Dosage(Decimal(mg), Decimal(mg)),),
        stopped_for=frozenset({"failed"}),
    )


def supplied(*facts: Any) -> Listing[Any]:
    return Listing(Supply.SUPPLIED, facts)


TYPICAL = Chart(
    now=NOW,
    today=TODAY,
    patient=supplied(Patient("Patient/1", on(1980, 5, 5), gender="male")),
    problems=supplied(Problem(Source("Condition/1"), "MDD", frozenset({"mdd-active"}), recorded=on(2024, 3, 1))),
    statements=supplied(
        failed_trial(12, "sertraline", 150, on(2024, 12, 15), on(2025, 3, 2)),
        failed_trial(13, "venlafaxine", 225, on(2025, 3, 2), on(2025, 7, 1)),
    ),
    requests=supplied(),
    dispenses=supplied(),
    administrations=supplied(),
    allergies=supplied(),
    procedures=supplied(),
    surveys=supplied(Reading(Source("Observation/p"), "phq-9", on(2026, 11, 18), Decimal(19))),
    vitals=supplied(
        Reading(Source("Observation/w"), "weight", on(2026, 11, 20), Decimal(70)),
        Reading(Source("Observation/b"), "systolic", on(2026, 11, 23), Decimal(128)),
        Reading(Source("Observation/b"), "diastolic", on(2026, 11, 23), Decimal(78)),
    ),
    coded=supplied(),
)
"""A chart in which every criterion is met; the charts tried differ from it in any of its lists."""

charts = st.fixed_dictionaries(
    {},
    optional={
        "patient": listings(patients),
        "encounter": st.just(Encounter("Encounter/1", emergency=True)),
        "problems": listings(problems),
        "statements": listings(medications(Kind.STATEMENT)),
        "requests": listings(medications(Kind.REQUEST)),
        "dispenses": listings(medications(Kind.DISPENSE)),
        "administrations": listings(medications(Kind.ADMINISTRATION)),
        "allergies": listings(allergies),
        "surveys": listings(readings),
        "vitals": listings(readings),
        "coded": listings(readings),
        "drafts": st.lists(medications(Kind.REQUEST), max_size=1).map(tuple),
    },
).map(lambda changes: replace(TYPICAL, **changes))
told = st.builds(
    Amount,
    mg=amounts,
    mg_per_kg=st.sampled_from([None, Decimal("0.5"), Decimal(2)]),
    minutes=st.sampled_from([None, Decimal(2), Decimal(40), Decimal(500)]),
    push=st.booleans(),
    other_unit=st.none() | HOSTILE,
)
orders = st.builds(
    an_order,
    st.just(PLAIN_ORDER),
    drug=st.sampled_from(["ketamine"] * 7 + ["esketamine"]),
    display=HOSTILE,
    by_name=st.booleans(),
    reasons=st.lists(
        st.sampled_from(
            [
                Reason("MDD", frozenset({"mdd-active"}), recognised=True),
                Reason("ideation", frozenset({"suicidal-ideation"}), recognised=True),
                Reason("pain", recognised=True),
            ]
        ),
        max_size=2,
    ).map(tuple),
    instructions=st.lists(
        st.builds(Instruction, told, told, st.sampled_from([None, "IV", "other"]), st.none() | HOSTILE), max_size=2
    ).map(tuple),
    mg_per_ml=st.sampled_from([None, Decimal(50), Decimal(100)]),
    other_patient=st.sampled_from([False] * 7 + [True]),
)


@given(
    chart=charts,
    ordered=st.lists(orders, max_size=2),
    hook=st.sampled_from(["order-select", "order-sign", "patient-view"]),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_chart_gives_cards_that_keep_the_house_rules(chart: Chart, ordered: list[Any], hook: str) -> None:
    """Whatever is known, every sentence can be said, and every card is short, safe, complete and modest."""
    try:
        assessment = assess(hook, ordered, chart, shipped())
    except ScopeUndecidable:
        return
    body = rendered(assessment, shipped())
    assert body == json.loads(json.dumps(body, allow_nan=False))
    in_scope = [o for o in assessment.orders if o.scope is Scope.IN]
    carded = [o for o in assessment.orders if o.scope is not Scope.OUT]
    alarms = int(assessment.suicidality is not None) + int(bool(assessment.patient_view))
    assert len(carded) + alarms == len(body["cards"])
    assert len(in_scope) <= sum("IV ketamine is off-label for depression." in c["detail"] for c in body["cards"])
    for card in body["cards"]:
        assert 1 <= len(card["summary"]) <= 139
        assert "draft, not clinically reviewed" in card["detail"]
        assert not re.search(r"(?i)\beligib|\bapproved", card["summary"] + card["detail"])
        assert not re.search(r"<|\n\n\n|[ \t]\n|\{|\}|None", card["detail"])
        assert not re.search(r"^- .*\n\n(?=- |  - )", card["detail"], re.MULTILINE)


def test_the_shipped_folder_is_the_one_tested() -> None:
    """The content under test is the repository's own."""
    assert Path(shipped().folder) == CARDS
