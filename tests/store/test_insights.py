"""The page of the report: everything counted is readable on it, and nothing in it runs."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from material import NOW, SERVICE, accepted, decided, new_id, overridden

from cds_service.answers import Status, Verdict
from cds_service.store import INSIGHTS_POLICY, Report, Store, Tally, insights_page
from cds_service.store.plots import bar, columns

VOID = {"meta", "rect"}


class Nesting(HTMLParser):
    """Follows a page's elements; `open` is empty at the end of a well-formed one."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.names: set[str] = set()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert tag == self.open.pop()

    def handle_data(self, data: str) -> None:
        self.text += f" {data}"


@pytest.fixture
def report(open_store: Callable[..., Store]) -> Report:
    """A day with one accepted, one overridden and one ignored card, and feedback on an unknown one."""
    store = open_store()
    one, two, taken = new_id(), new_id(), new_id()
    items = [accepted(one, taken), overridden(two, "patient-refuses"), accepted(new_id())]
    store.record_feedback(SERVICE, items, NOW)
    for each in (decided(Verdict.STOP, card=one, suggestion=taken), decided(card=two), decided()):
        store.record_decision(each)
    store.flush()
    return store.report(NOW, NOW + timedelta(days=1))


def test_the_page_holds_every_figure_beside_its_name(report: Report) -> None:
    """Verdicts, criteria, reasons, suggestions, weeks and reasons for not knowing are all readable as text."""
    text = " ".join(Nesting(insights_page(report)).text.split())
    told = (
        "calls decided 3 cards shown 3 accepted 1 33 % overridden 1 33 % ignored 1 33 %",
        "unknown cards with feedback 1",
        "2026-W48 3 1 1 1",
        "stop 1 0 0",
        "cannot-verify 0 1 1",
        "severity: unknown 1 1 1",
        "treatment-resistance: not-met 1 1 1",
        "patient-refuses 1",
        "dose 1 2",
        "severity: too-old 3",
    )
    assert [] == [each for each in told if each not in text]


def test_the_page_is_well_formed_and_runs_nothing(report: Report) -> None:
    """Every element is closed, the plots are XML, and there is no script, event, link or outside address."""
    page = insights_page(report)
    nesting = Nesting(page)
    assert [] == nesting.open
    assert set() == nesting.names & {"script", "link", "img", "iframe", "form", "a"}
    assert [] == re.findall(r"\son\w+=|\sstyle=|https?:|url\(|@import", page)
    plots = re.findall(r"<svg.*?</svg>", page)
    assert {"svg"} == {ElementTree.fromstring(plot).tag for plot in plots}


def test_the_policy_allows_exactly_the_page_s_style(report: Report) -> None:
    """The hash in the Content-Security-Policy is that of the page's only style element."""
    (style,) = re.findall(r"<style>(.*?)</style>", insights_page(report), re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in INSIGHTS_POLICY


def test_words_stand_in_for_ids_and_are_escaped(report: Report) -> None:
    """Where a word is known it is shown, and whatever it holds is text."""
    page = insights_page(report, {"severity": "How <severe>", "patient-refuses": "The patient & I"})
    assert (True, True) == ("How &lt;severe&gt;: unknown" in page, "The patient &amp; I" in page)


def test_nothing_shown_is_said(store: Store) -> None:
    """An empty period is a sentence, not an empty plot."""
    page = insights_page(store.report(NOW, NOW + timedelta(days=1)))
    assert (True, False) == ("No card was shown in this time" in page, "<svg" in page)
    assert [] == Nesting(page).open


def test_feedback_on_unknown_cards_shows_on_an_empty_page(store: Store) -> None:
    """Feedback without any card of ours is told even where there is nothing to plot."""
    store.record_feedback(SERVICE, [accepted(new_id())], NOW)
    assert "Feedback came for 1 cards" in insights_page(store.report(NOW, NOW + timedelta(days=1)))


def test_an_empty_section_says_so(store: Store) -> None:
    """A period with cards but no override shows the heading and says that there were none."""
    store.record_decision(decided())
    store.flush()
    page = insights_page(store.report(NOW, NOW + timedelta(days=1)))
    assert "where one was given. None in this time." in page


def test_the_period_names_its_last_day(store: Store) -> None:
    """A period that ends at midnight ends on the day before."""
    midnight = NOW.replace(hour=0)
    page = insights_page(store.report(midnight - timedelta(days=7), midnight))
    assert "2026-11-16 to 2026-11-22" in page


def widths(drawn: str) -> list[float]:
    return [float(rect.attrib["width"]) for rect in ElementTree.fromstring(drawn)]


@pytest.mark.parametrize(
    ("counts", "most", "expected"),
    [((1, 1, 2), 4, [25, 25, 50]), ((0, 1, 0), 4, [25]), ((0, 0, 0), 0, []), ((0, 0, 3), 3, [100])],
)
def test_a_bar_is_as_wide_as_its_counts(counts: tuple[int, ...], most: int, expected: list[float]) -> None:
    """Each part takes its share of the whole width; what is not there is not drawn."""
    assert expected == widths(bar(counts, most))


def test_columns_stand_on_the_ground_and_reach_the_top() -> None:
    """The highest column fills the plot, its parts touch, and each is told in words with its week escaped."""
    drawn = ElementTree.fromstring(columns([Tally("a<b", 4, 1, 1), Tally("c", 2, 0, 0)], "weeks"))
    first, second = drawn.findall("g")
    assert ("a<b: 1 accepted, 1 overridden, 2 ignored", "weeks") == (first[0].text, drawn[0].text)
    spans = [(float(rect.attrib["y"]), float(rect.attrib["height"])) for rect in first[1:]]
    assert [(30, 10), (20, 10), (0, 20)] == spans
    assert [(20.0, 20.0)] == [(float(rect.attrib["y"]), float(rect.attrib["height"])) for rect in second[1:]]


def test_what_was_neither_accepted_nor_overridden_was_ignored() -> None:
    """Ignored is what is left of shown."""
    assert 5 == Tally("severity", 9, 3, 1, Status.UNKNOWN).ignored
