"""The evidence page: complete, honest about what it rests on, and the same for people and for programs."""

from __future__ import annotations

import html
import re
import shutil
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest

from cds_service.answers import Verdict
from cds_service.http.protocol_page import protocol_page, shown, wants_json
from cds_service.knowledge import ContentError, Knowledge, Limit, load, seal
from tests.http.living import serving, settings_for

CARDS = Path(__file__).resolve().parents[2] / "cards" / "ketamine-trd"
PAGE = "/protocol/ketamine-trd"


@cache
def shipped() -> Knowledge:
    return load(CARDS)


@cache
def told(today: date = date(2026, 11, 23)) -> dict[str, Any]:
    return protocol_page(shipped(), "Draft, not clinically reviewed", today)


@pytest.fixture(scope="module")
def page(ehr: httpx.Client) -> str:
    return ehr.get(PAGE).text


@pytest.fixture(scope="module")
def words(page: str) -> str:
    """What a reader sees: no markup, no runs of blanks."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL)))


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def strings(part: Any) -> list[str]:
    """Every string in a JSON value."""
    if isinstance(part, str):
        return [part]
    if isinstance(part, dict):
        return [text for each in part.values() for text in strings(each)]
    return [text for each in part for text in strings(each)] if isinstance(part, list) else []


def limits(part: Any) -> list[dict[str, Any]]:
    """Every limit in a JSON value."""
    found = [part] if isinstance(part, dict) and {"value", "unit", "evidence"} <= part.keys() else []
    inner = list(part.values()) if isinstance(part, dict) else part if isinstance(part, list) else []
    return found + [limit for each in inner for limit in limits(each)]


# What is on it


def test_every_criterion_is_on_the_page_in_order(page: str) -> None:
    """Each question of the protocol has a heading with its id, in the order of the protocol."""
    there = re.findall(r'<h3 id="([a-z-]+)">', page)
    assert list(shipped().criteria) == [each for each in there if each in shipped().criteria]


def test_every_question_is_asked_in_its_own_words(words: str) -> None:
    """The question of each criterion and what silence means for it are printed as a clinician signed them."""
    missing = [
        each.id
        for each in shipped().protocol.criterion
        if plain(each.question) not in words or plain(each.none_recorded) not in words
    ]
    assert [] == missing


def test_every_limit_of_the_protocol_is_on_the_page() -> None:
    """Each limit of each criterion and rule is told, with its number, unit, evidence and whether it is ours."""
    protocol, evidence = shipped().protocol, shipped().evidence
    expected = {
        (owner.id, name, limit.value, limit.unit, limit.evidence, evidence[limit.evidence].kind == "policy")
        for owner in (*protocol.criterion, *protocol.rule)
        for name, limit in owner.limits.items()
    }
    found = {
        (owner["id"], each["name"], each["value"], each["unit"], each["evidence"], each["policy"])
        for owner in (*told()["criteria"], *told()["rules"])
        for each in owner["limits"]
    }
    assert expected == found


def test_every_dose_scale_reading_and_interaction_is_on_the_page() -> None:
    """Nothing that can change an answer is left out."""
    knowledge = shipped()
    antidepressants = {name for name, drug in knowledge.drugs.items() if "antidepressant" in drug.roles}
    scales = {each.title for each in knowledge.observables.values() if each.scale}
    ranged = {each.title for each in knowledge.observables.values() if each.lowest or each.highest}
    assert antidepressants == {each["name"] for each in told()["antidepressants"]}
    assert scales == {each["title"] for each in told()["scales"]}
    assert ranged == {each["title"] for each in told()["readings"]}
    assert {each.title for each in knowledge.interactions.values()} == {e["title"] for e in told()["interactions"]}
    assert {each.title for each in knowledge.protocol.monitoring} == {each["title"] for each in told()["monitoring"]}


def test_a_minimum_dose_nobody_agrees_on_is_said_to_be_missing(words: str) -> None:
    """An antidepressant without a minimum is listed as such and not left out."""
    none = [each["name"] for each in told()["antidepressants"] if "minimum_daily_dose" not in each]
    assert none
    assert len(none) == words.count("none agreed: adequacy stays unknown")


def test_every_source_and_policy_is_listed(words: str) -> None:
    """Each entry of the evidence is printed with its citation, and only once."""
    listed = [each["id"] for each in (*told()["sources"], *told()["policies"])]
    assert sorted(shipped().evidence) == sorted(listed)
    assert [] == [
        each.id
        for each in shipped().evidence.values()
        if plain(each.citation.removeprefix("Local policy. ")) not in words
    ]


def test_every_verdict_is_explained_worst_first() -> None:
    """The page names each verdict in the order in which they win."""
    assert [each.value for each in Verdict] == [each["name"] for each in told()["verdict"]]


@pytest.mark.parametrize("topic", ["24 hours", "Rise of blood pressure", "55.4", "41.2", "403", "0.2 to 0.25 mg/kg"])
def test_expectations_harms_ect_and_corrections_are_there(words: str, topic: str) -> None:
    """Timeline, side effects, ELEKT-D against ECT, and the article's errors are on the page."""
    assert topic in words


def test_what_is_dangerous_comes_first() -> None:
    """The article's dangerous claims lead the list, what it got right closes it."""
    kinds = ["dangerous", "unsupported", "overstated", "ambiguous", "missing", "right"]
    order = [kinds.index(each["kind"]) for each in told()["correction"]]
    assert sorted(order) == order
    assert {"dangerous", "right"} <= {each["kind"] for each in told()["correction"]}


# How sure we are


def test_what_is_ours_is_called_local_policy(page: str) -> None:
    """Every limit that rests on a policy of ours has the words beside it, and no limit of a source has."""
    rows = re.findall(r'<tr><th scope="row">.*?</tr>', page, flags=re.DOTALL)
    with_limits = [row for row in rows if 'class="ref' in row]
    wrong = [row for row in with_limits if ('href="#policy-' in row) != ("local policy" in row)]
    assert with_limits
    assert [] == wrong


def test_what_nobody_verified_is_marked(page: str) -> None:
    """A limit resting on an unverified source says so; one resting on a verified source does not."""
    for limit in limits(told()["criteria"]):
        entry = shipped().evidence[limit["evidence"]]
        assert (entry.verified, entry.kind == "policy") == (limit["verified"], limit["policy"])
    row = re.search(r'<tr><th scope="row">slower minutes.*?</tr>', page, flags=re.DOTALL)
    assert row and "not verified" in row[0]
    row = re.search(r'<tr><th scope="row">mg per kg.*?</tr>', page, flags=re.DOTALL)
    assert row and "not verified" not in row[0]


def test_a_recalled_statement_is_marked(page: str) -> None:
    """As many statements are marked as recalled as the content has not checked, and one line explains the mark."""
    parts = [told()[name] for name in ("glance", "moment", "harm", "correction", "unsettled")]
    unchecked = [e for part in (*parts, told()["comparison"]["statement"]) for e in part if not e["checked"]]
    assert unchecked
    assert len(unchecked) + 1 == page.count(">recalled<")


def test_a_draft_says_so_before_anything_else(words: str) -> None:
    """The review status stands above the first section."""
    assert words.index("Draft, not clinically reviewed") < words.index(plain(shipped().page.glance[0].text))


@pytest.mark.parametrize(("today", "old"), [(date(2027, 11, 24), False), (date(2027, 11, 25), True)])
def test_what_was_checked_more_than_a_year_ago_is_marked(today: date, old: bool) -> None:
    """From a year and a day after its last check an entry is told as old."""
    assert {old} == {each["old"] for each in told(today)["sources"]}


# Its two faces


def test_programs_get_the_same_as_json(ehr: httpx.Client) -> None:
    """By `.json` or by Accept the answer is JSON, numbers are numbers, days are ISO days."""
    by_name = ehr.get(PAGE + ".json")
    by_accept = ehr.get(PAGE, headers={"accept": "application/json"})
    assert "application/json" == by_name.headers["content-type"] == by_accept.headers["content-type"]
    assert by_name.json() == by_accept.json()
    dose = next(each for each in by_name.json()["criteria"] if each["id"] == "dose")
    assert {"name": "mg-per-kg", "value": 0.5, "unit": "mg/kg"}.items() <= dose["limits"][0].items()
    assert "2026-01-13" == by_name.json()["article"]["date"]


def test_caches_are_told_that_the_answer_depends_on_accept(ehr: httpx.Client) -> None:
    """One address, two answers: the header says on what they depend."""
    assert "Accept" == ehr.get(PAGE).headers["vary"]


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", False),
        ("*/*", False),
        ("text/html,application/xhtml+xml,*/*;q=0.8", False),
        ("application/json", True),
        ("application/json, text/plain, */*", True),
        ("text/html;q=0.5, application/json;q=0.9", True),
        ("text/html;q=0.9, application/json;q=0.5", False),
        ("text/html, application/json", False),
        ("application/json;q=x", False),
        ("application/json;q=0", False),
        (";;;,,", False),
    ],
)
def test_accept_decides_and_people_come_first(accept: str, expected: bool) -> None:
    """JSON only when it is preferred; whoever has no preference gets the page."""
    assert expected == wants_json(accept)


def test_every_text_of_the_json_is_on_the_page(words: str) -> None:
    """What programs are told in sentences, people can read."""
    named = ("lead", "glance", "verdict", "moment", "harm", "comparison", "correction", "unsettled", "criteria")
    sentences = {plain(text) for name in named for text in strings(told()[name]) if text.count(" ") > 2}
    assert set() == {text for text in sentences if text not in words}


# How numbers are written


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("30", "d", "30 days"),
        ("18", "a", "18 years"),
        ("0.10", "1", "10 %"),
        ("2.2", "1", "2.2"),
        ("140", "mm[Hg]", "140 mmHg"),
        ("150", "mg/d", "150 mg/day"),
        ("2", "{trial}", "2 trials"),
        ("1", "{trial}", "1 trial"),
        ("15", "{score}", "15"),
        ("0.5", "mg/kg", "0.5 mg/kg"),
    ],
)
def test_a_limit_reads_as_people_write_it(value: str, unit: str, expected: str) -> None:
    """UCUM codes become words, shares become percent, scores stand alone."""
    assert expected == shown(Limit(value=Decimal(value), unit=unit, evidence="any"))


# The content behind it


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The shipped content, free to be spoilt."""
    return Path(shutil.copytree(CARDS, tmp_path / "ketamine-trd"))


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ('evidence = ["yale-2024"]', 'evidence = ["yale-2042"]', "page.toml: evidence 'yale-2042' is not in"),
        ('evidence = "elekt-d-2023"', 'evidence = "elekt-e"', "page.toml: evidence 'elekt-e' is not in"),
        ("{dose.minutes}", "{dose.hours}", "page.toml: no limit of protocol.toml is called {dose.hours}"),
        ("{dose.minutes}", "{doze.minutes}", "page.toml: no limit of protocol.toml is called {doze.minutes}"),
        ('kind = "dangerous"', 'kind = "silly"', "page.toml: Invalid enum value 'silly'"),
        ("checked = true", "cheked = true", "page.toml: Object contains unknown field `cheked`"),
        ('name = "caution"', 'name = "approved"', "page.toml: Invalid enum value 'approved'"),
    ],
)
def test_content_that_is_amiss_is_refused(copy: Path, before: str, after: str, complaint: str) -> None:
    """The service does not start on an unknown source, limit, kind or key, and says which."""
    file = copy / "page.toml"
    file.write_text(file.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    with pytest.raises(ContentError, match=f"^{re.escape(complaint)}"):
        load(copy)


def test_a_changed_limit_changes_the_sentence(copy: Path) -> None:
    """A number of the protocol is written once: the page's sentences follow it."""
    file = copy / "protocol.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("minutes = { value = 40,", "minutes = { value = 45,", 1), encoding="utf-8")
    sentences = " ".join(each.text for each in load(copy).page.glance)
    assert "over 45 minutes" in sentences
    assert "over 40 minutes" not in sentences


def test_a_reviewed_page_names_its_reviewer(copy: Path, tmp_path: Path) -> None:
    """Once a review of this very content is sealed, the page names who, in what role and when, and no draft."""
    seal(copy, "Ada Example", "psychiatrist", date(2026, 11, 23))
    with serving(settings_for(tmp_path, content_dir=copy.parent)) as running:
        page = httpx.get(running.url + PAGE).text
    assert "Reviewed by Ada Example, psychiatrist, 2026-11-23" in page
    assert "Draft, not clinically reviewed" not in page


def test_the_page_is_part_of_what_is_signed(copy: Path) -> None:
    """Changing a sentence of the page changes the digest, and so breaks a review."""
    before = load(copy).digest
    file = copy / "page.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("Mood begins to lift", "Mood soars"), encoding="utf-8")
    assert before != load(copy).digest


def test_no_patient_is_called_eligible(words: str) -> None:
    """The page speaks of criteria found or not found, never of eligibility."""
    assert "eligib" not in words.lower()
