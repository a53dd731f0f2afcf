"""The EHR bench as a clinician uses it: look, type, accept, sign, override; by keyboard and on a phone."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from tests.fixtures import stories

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
STORIES = sorted(stories())
LISTS_ABSENT = "nothing-but-patient"
"""Its request lacks whole lists; the bench has a chart, and sends them empty."""


def opened(tab: Any, patient: str) -> Any:
    """The bench with one patient's chart open and the first answer shown."""
    with tab.expect_response(lambda response: response.url.endswith("order-select")):
        tab.goto(f"/demo?patient={patient}")
    shown(tab, "#status", r"\S")
    return tab


def shown(tab: Any, selector: str, pattern: str) -> None:
    """Waits until the element's words match."""
    tab.locator(selector, has_text=re.compile(pattern)).first.wait_for(state="attached")


def holds(tab: Any, selector: str, value: str) -> None:
    """Waits until the field has the value."""
    from playwright.sync_api import expect

    expect(tab.locator(selector)).to_have_value(value)


def first_card(tab: Any) -> str:
    return str(tab.locator("#cards h3").first.inner_text())


def typed(tab: Any, field: str, text: str) -> Any:
    """Types into a field and waits for the answer to it."""
    with tab.expect_response(lambda response: response.url.endswith("order-select")) as answered:
        tab.fill(field, text)
    return answered.value.json()


@pytest.mark.parametrize("patient", STORIES)
def test_every_patient_opens(tab: Any, patient: str) -> None:
    """Each shipped patient is in the list and opens with the story, the chart and an answer of the service."""
    opened(tab, patient)
    assert stories()[patient][0] == tab.inner_text("#story")
    assert "Patient p1" in tab.inner_text("#who")
    tab.wait_for_selector("#exchange option:has-text('order-select → 200')", state="attached")


@pytest.mark.parametrize("patient", [name for name in STORIES if name != LISTS_ABSENT])
def test_the_bench_asks_as_an_ehr_would(tab: Any, patient: str) -> None:
    """What the bench prefetches from a chart by our templates gets the very assessment the shipped request gets."""
    hook = stories()[patient][2]
    with tab.expect_response(lambda response: response.url.endswith(hook)) as answered:
        opened(tab, patient)
        if hook == "order-sign":
            tab.click("#sign")
    expected = json.loads((FIXTURES / "responses" / f"{patient}.json").read_text(encoding="utf-8"))
    assert without_protocol(expected) == without_protocol(answered.value.json())


def without_protocol(body: dict[str, Any]) -> list[Any]:
    """Indicators, summaries and assessments of an answer, but for the digest of the content."""
    cards = [(card["indicator"], card["summary"]) for card in body["cards"]]
    return [cards, [each["orders"] for each in body.get("extension", {}).values()]]


def test_medications_are_a_timeline_and_scores_a_plot(tab: Any) -> None:
    """Each drug has its row with its stretches, and the score's picture says in words what it shows."""
    opened(tab, "titration-and-refills")
    assert ["sertraline", "venlafaxine"] == tab.locator(".timeline > li > b").all_inner_texts()
    assert 3 <= tab.locator(".timeline > li").first.locator(".bar").count()
    assert "PHQ-9: 19 on 2026-11-20" == tab.locator("#scores svg").get_attribute("aria-label")
    assert "limit 15" in tab.inner_text("#scores figcaption")


def test_a_stop_is_red_and_offers_to_remove(tab: Any) -> None:
    """The card of a critical finding is shown as critical, and its suggestion removes the order."""
    opened(tab, "aneurysm-years-ago")
    assert "Critical" == tab.locator("#cards .indicator").first.inner_text()
    tab.get_by_role("button", name="Remove the ketamine order").click()
    tab.wait_for_selector("#no-order:not([hidden])")
    shown(tab, "#status", "No order, nothing to ask")
    assert tab.locator("#sign").is_hidden()


def test_the_answer_follows_the_typing(tab: Any) -> None:
    """Another dose, another answer, without a button; the last keystroke wins."""
    opened(tab, "tenfold-dose")
    assert "above 0.75 mg/kg" in first_card(tab)
    typed(tab, "#dose", "35")
    shown(tab, "#cards h3", r"criteria found \(off-label")
    typed(tab, "#minutes", "5")
    shown(tab, "#cards h3", "faster than")


def test_what_is_typed_is_what_is_sent(tab: Any) -> None:
    """Dose, unit, duration, route and reason reach the service as FHIR; the rest of the draft is kept."""
    opened(tab, "classic-trd")
    typed(tab, "#dose", "0.5")
    tab.select_option("#route", "im")
    tab.select_option("#reason", "pain")
    with tab.expect_request(lambda request: request.url.endswith("order-select")) as sent:
        tab.select_option("#unit", "mg/kg")
    order = sent.value.post_data_json["context"]["draftOrders"]["entry"][0]["resource"]
    instruction = order["dosageInstruction"][0]
    dose = {"value": 0.5, "unit": "mg/kg", "system": "http://unitsofmeasure.org", "code": "mg/kg"}
    assert dose == instruction["doseAndRate"][0]["doseQuantity"]
    assert ("IM", "Acute pain") == (instruction["route"]["text"], order["reasonCode"][0]["text"])
    assert ("MedicationRequest", "draft") == (order["resourceType"], order["status"])


def test_an_accepted_suggestion_changes_the_order_and_is_told(tab: Any) -> None:
    """Accepting writes dose and duration into the order, adds the monitoring orders, and the service stores it."""
    opened(tab, "classic-trd")
    assert "" == tab.input_value("#dose")
    with tab.expect_response(lambda response: response.url.endswith("/feedback")) as stored:
        tab.get_by_role("button", name="Ketamine 35 mg IV over 40 min").first.click()
    assert (200, 1) == (stored.value.status, stored.value.json()["stored"])
    shown(tab, "#status", "^Accepted")
    assert ("35", "40") == (tab.input_value("#dose"), tab.input_value("#minutes"))
    assert 2 == tab.locator("#others li").count()
    assert ["dose", "minutes", "text"] == tab.locator("#order .changed").evaluate_all("all => all.map((e) => e.id)")
    told = stored.value.request.post_data_json["feedback"][0]
    assert ("accepted", 1) == (told["outcome"], len(told["acceptedSuggestions"]))


def test_the_next_call_carries_what_was_accepted(tab: Any) -> None:
    """After accepting, order-select sees the new dose and is content with it."""
    opened(tab, "classic-trd")
    with tab.expect_response(lambda response: response.url.endswith("order-select")) as next_call:
        tab.get_by_role("button", name="Ketamine 35 mg IV over 40 min").first.click()
    (judged,) = next(iter(next_call.value.json()["extension"].values()))["orders"]
    assert (35, 40) == (judged["ordered"]["doseMg"], judged["ordered"]["durationMinutes"])
    assert "met" == next(c["status"] for c in judged["criteria"] if c["id"] == "dose")


def test_what_was_accepted_can_be_signed_in_peace(tab: Any) -> None:
    """At signing the order and the monitoring orders that came with it bring one card, about the order."""
    opened(tab, "tenfold-dose")
    tab.get_by_role("button", name="Ketamine 35 mg IV over 40 min").first.click()
    shown(tab, "#status", "^Accepted")
    with tab.expect_response(lambda response: response.url.endswith("order-sign")) as answered:
        tab.click("#sign")
    assert ["info"] == [card["indicator"] for card in answered.value.json()["cards"]]
    tab.click("#confirm")
    assert tab.locator("#sign").is_hidden()


def test_an_override_is_stored_with_its_reason(tab: Any) -> None:
    """A reason of the card's own list and a comment reach the store, and the card says it is overridden."""
    opened(tab, "one-trial-only")
    tab.locator(".override summary").first.click()
    reasons = tab.locator(".override select").first
    reasons.select_option(index=1)
    tab.locator(".override input").first.fill("second opinion asked for")
    with tab.expect_response(lambda response: response.url.endswith("/feedback")) as stored:
        tab.get_by_role("button", name="Override this card").first.click()
    told = stored.value.request.post_data_json["feedback"][0]
    assert (200, "overridden") == (stored.value.status, told["outcome"])
    assert {"code", "system"} == set(told["overrideReason"]["reason"])
    tab.wait_for_selector(".card.overridden")
    assert tab.inner_text("#status").startswith("Overridden")


def test_signing_asks_once_more(tab: Any) -> None:
    """order-sign answers before anything is signed; a dangerous dose is critical there; one can go back."""
    opened(tab, "tenfold-dose")
    with tab.expect_response(lambda response: response.url.endswith("order-sign")) as answered:
        tab.click("#sign")
    assert "critical" in {card["indicator"] for card in answered.value.json()["cards"]}
    tab.wait_for_selector("#confirm:not([hidden])")
    assert tab.is_disabled("#dose")
    tab.click("#back")
    assert tab.is_enabled("#dose")
    tab.click("#sign")
    tab.click("#confirm")
    assert tab.inner_text("#status").startswith("Signed")


def test_opening_a_chart_says_what_is_due(tab: Any) -> None:
    """patient-view is asked when the chart is opened, and its card stands in the chart."""
    opened(tab, "infusion-due")
    assert "due" in tab.locator("#opened h3").first.inner_text()


def test_an_order_of_no_concern_brings_no_card(tab: Any) -> None:
    """Amoxicillin is answered with nothing, and the bench says that this is an answer."""
    opened(tab, "classic-trd")
    with tab.expect_response(lambda response: response.url.endswith("order-select")):
        tab.select_option("#medication", "other")
    shown(tab, "#status", "^No cards")
    assert 0 == tab.locator("#cards article").count()


def test_request_and_response_stand_beside_it(tab: Any) -> None:
    """The raw call is shown as it was sent and answered, prefetch folded, and can be looked up afterwards."""
    opened(tab, "classic-trd")
    assert "POST /cds-services/ketamine-trd-order-select – 200" in tab.inner_text("#call")
    assert '"selections"' in tab.inner_text("#raw")
    assert tab.locator("#raw summary:has-text('prefetch.conditions')").is_visible()
    tab.click("#show-response")
    assert '"indicator": "info"' in tab.inner_text("#raw")
    tab.select_option("#exchange", index=tab.locator("#exchange option").count() - 1)
    assert "GET /cds-services" in tab.inner_text("#call")


def test_a_chart_can_be_pasted(tab: Any) -> None:
    """A Bundle with one patient opens with a new ketamine order."""
    opened(tab, "classic-trd")
    bundle = json.loads((FIXTURES / "patients" / "manic.json").read_text(encoding="utf-8"))
    bundle["entry"][0]["resource"]["id"] = "pasted"
    tab.click("#paste")
    tab.fill("#pasted", json.dumps(bundle))
    tab.click("#load")
    shown(tab, "#who", "Patient pasted")
    assert "A pasted chart." == tab.inner_text("#story")


def test_a_whole_request_can_be_pasted(tab: Any) -> None:
    """A CDS Hooks request opens with its own chart and its own draft."""
    opened(tab, "classic-trd")
    tab.click("#paste")
    tab.fill("#pasted", (FIXTURES / "requests" / "tenfold-dose.json").read_text(encoding="utf-8"))
    tab.click("#load")
    holds(tab, "#dose", "350")


@pytest.mark.parametrize(
    ("text", "words"), [("{", "not JSON"), ("{}", "exactly one Patient"), ('{"resourceType":"Bundle"}', "one Patient")]
)
def test_what_is_no_chart_is_refused_in_words(tab: Any, text: str, words: str) -> None:
    """The dialog stays open and says what is wrong."""
    opened(tab, "classic-trd")
    tab.click("#paste")
    tab.fill("#pasted", text)
    tab.click("#load")
    assert words in tab.inner_text("#paste-trouble")


def test_chart_text_is_never_markup(tab: Any) -> None:
    """Tags in a pasted chart are shown as text, in the chart and on the cards."""
    opened(tab, "classic-trd")
    bundle = json.loads((FIXTURES / "patients" / "classic-trd.json").read_text(encoding="utf-8"))
    hostile = "<img src=x onerror=alert(1)>"
    for entry in bundle["entry"]:
        if entry["resource"]["resourceType"] == "MedicationStatement":
            entry["resource"]["medicationCodeableConcept"]["text"] = f"sertraline {hostile}"
    tab.click("#paste")
    tab.fill("#pasted", json.dumps(bundle))
    tab.click("#load")
    tab.wait_for_selector(".timeline b:has-text('<img src=x')")
    assert 0 == tab.locator("img").count()


@pytest.mark.parametrize(
    "patient", ["classic-trd", "inferred-by-switch", "suicidal-in-emergency", "text-only-medications"]
)
def test_cards_read_as_their_markdown_says(tab: Any, patient: str) -> None:
    """The bench shows the detail of each card with the words, links and lists any Markdown reader would show."""
    with tab.expect_response(lambda response: response.url.endswith("order-select")) as answered:
        opened(tab, patient)
    details = [card["detail"] for card in answered.value.json()["cards"]]
    reader = MarkdownIt("gfm-like", {"linkify": False})
    for detail in details:
        rendered = reader.render(detail)
        words = re.sub(r"\s+", "", html.unescape(re.sub(r"<[^>]+>", "", rendered)))
        shown_now = tab.locator("#cards .card > details:first-of-type").all()
        here = [each for each in shown_now if words in re.sub(r"\s+", "", each.text_content())]
        assert 1 == len(here)
        for mark, tag in (("<li>", "li"), ("<a ", "a"), ("<strong>", "strong")):
            assert rendered.count(mark) == here[0].locator(tag).count()


def test_the_keyboard_is_enough(tab: Any) -> None:
    """From the top: skip to the order, type a dose, reach a suggestion, accept it; focus goes to what happened."""
    opened(tab, "classic-trd")
    tab.keyboard.press("Tab")
    assert "Skip to the order" == tab.evaluate("document.activeElement.textContent")
    tab.keyboard.press("Enter")
    for _ in range(2):
        tab.keyboard.press("Tab")
    assert "dose" == tab.evaluate("document.activeElement.id")
    with tab.expect_response(lambda response: response.url.endswith("order-select")):
        tab.keyboard.type("70")
    tab.wait_for_selector("#cards .warning")
    for _ in range(40):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.textContent").startswith("Ketamine 35 mg"):
            break
    tab.keyboard.press("Enter")
    tab.locator("#status:focus").wait_for()
    assert "35" == tab.input_value("#dose")


def test_every_control_has_a_name(tab: Any) -> None:
    """Nothing a screen reader would call just "button" or "edit"."""
    opened(tab, "classic-trd")
    nameless = tab.evaluate(
        """() => [...document.querySelectorAll('input, select, textarea, button, a')]
            .filter((e) => !(e.labels?.length || e.ariaLabel || e.textContent.trim())).map((e) => e.outerHTML)"""
    )
    assert [] == nameless


@pytest.mark.parametrize("patient", ["classic-trd", "titration-and-refills", "suicidal-in-emergency"])
def test_nothing_sticks_out(sized_tab: Any, patient: str) -> None:
    """The page is no wider than the screen, on a laptop and on a phone."""
    opened(sized_tab, patient)
    assert sized_tab.viewport_size["width"] == sized_tab.evaluate("document.documentElement.scrollWidth")
