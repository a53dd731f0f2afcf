"""The laws of the protocol's first section, tried on stories nobody thought of."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.spec.run import answer
from tests.spec.story import LISTS, Story, ago, nobody, typical

RANK = {"not-met": 0, "unknown": 1, "met": 2, "not-applicable": 2}

BY_ABSENCE = {
    "no-mania": ("conditions",),
    "no-psychosis": ("conditions",),
    "no-vascular-lesion": ("conditions",),
    "no-hypersensitivity": ("allergies",),
    "no-raised-icp": ("conditions",),
    "no-unstable-cardiac": ("conditions",),
    "substance-use": ("conditions",),
    "hepatic": ("conditions",),
    "other-precautions": ("conditions",),
    "interactions": ("medicationStatements", "medicationRequests", "medicationDispenses", "medicationAdministrations"),
    "bipolar-coverage": ("conditions",),
}
"""Criteria met (or not applicable) by absence, with the lists each one reads."""

HARM = ("not_supplied", "failed", "truncated", "unreadable")

LAW = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def statuses(story: Story) -> dict[str, str]:
    """Criterion -> status."""
    status, body = answer(story.request())
    assert 200 == status
    assessment: dict[str, Any] = next(iter(body["extension"].values()))
    return {c["id"]: c["status"] for c in assessment["orders"][0]["criteria"]}


@LAW
@given(st.dictionaries(st.sampled_from(sorted(LISTS.values())), st.sampled_from(HARM), min_size=1, max_size=4))
def test_met_by_absence_needs_every_list_supplied_complete_and_readable(harmed: dict[str, str]) -> None:
    """Whatever list is missing, failed, cut or garbled, no criterion that reads it is met by its silence."""
    story = typical()
    for key, harm in harmed.items():
        story = getattr(story, harm)(key)
    found = statuses(story)
    for criterion, lists in BY_ABSENCE.items():
        spoiled = {k: h for k, h in harmed.items() if k in lists}
        if criterion == "interactions":
            both_absent = {"medicationStatements", "medicationRequests"} <= {
                k for k, h in spoiled.items() if h == "not_supplied"
            }
            spoiled = {k: h for k, h in spoiled.items() if h != "not_supplied" or both_absent}
        if spoiled:
            assert "unknown" == found[criterion], (criterion, spoiled)


SUPPORT = [
    lambda s: s.problem("F33.2", onset="2023-03-01"),
    lambda s: s.took("sertraline", 150, "2024-12-15", "2025-03-02", stopped="ineffective"),
    lambda s: s.took("venlafaxine", 225, "2025-04-01", "2025-08-01", stopped="no response"),
    lambda s: s.took("mirtazapine", 30, "2025-08-20", "2025-12-20"),
    lambda s: s.prescribed("duloxetine", 60, bounds=("2026-01-10", "2026-04-10"), status="completed"),
    lambda s: s.dispensed("duloxetine", "2026-01-10", 90),
    lambda s: s.score("PHQ-9", 19, ago(3)),
    lambda s: s.score("PHQ-9", 21, ago(20)),
    lambda s: s.score("PHQ-9", 18, "2026-04-12"),
    lambda s: s.score("PHQ-9", 20, "2026-01-08"),
    lambda s: s.score("MADRS", 30, ago(5)),
    lambda s: s.weighs(70, ago(3)),
    lambda s: s.weighs(71, ago(30)),
    lambda s: s.pressure(120, 80),
    lambda s: s.problem("F31.31", onset="2024-01-01"),
    lambda s: s.prescribed("lithium", 900, ago(20)),
    lambda s: s.lab("14334-7", 0.8, "mmol/L", ago(10)),
    lambda s: s.lab("2106-3", "Negative", on=ago(1)),
]
"""Things that can only help: each supports some criterion and contradicts none."""

NEEDS_BIPOLAR = 14
"""Support after this place only helps where the bipolar disorder (its own entry) is there."""


def _told(chosen: set[int]) -> Story:
    story = nobody().born("1990-02-01", "female").orders(mg=35, minutes=40)
    for place in sorted(chosen):
        story = SUPPORT[place](story)
    return story


@LAW
@given(st.data())
def test_taking_supporting_facts_away_never_improves_a_status(data: st.DataObject) -> None:
    """A chart with fewer supporting facts never has a better status than the one with more."""
    places = [p for p in range(len(SUPPORT)) if p != NEEDS_BIPOLAR]
    bipolar = {NEEDS_BIPOLAR} if data.draw(st.booleans()) else set[int]()
    more = data.draw(st.sets(st.sampled_from(places), min_size=1))
    less = data.draw(st.sets(st.sampled_from(sorted(more)))) if more else set[int]()
    rich, poor = statuses(_told(more | bipolar)), statuses(_told(less | bipolar))
    for criterion, status in poor.items():
        assert RANK[status] <= RANK[rich[criterion]], (criterion, sorted(more), sorted(less))


@LAW
@given(st.permutations(range(len(SUPPORT))))
def test_the_order_of_records_changes_nothing(order: list[int]) -> None:
    """Servers sort as they like: the same records in another order get the same statuses."""
    story = nobody().born("1990-02-01", "female").orders(mg=35, minutes=40)
    for place in order:
        story = SUPPORT[place](story)
    assert statuses(_told(set(range(len(SUPPORT))))) == statuses(story)
