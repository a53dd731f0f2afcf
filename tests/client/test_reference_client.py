"""cds-hooks/sandbox, unchanged, against our service: what it sends is understood, what we answer is shown as meant."""

from __future__ import annotations

import html
import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from markdown_it import MarkdownIt

from tests.client.conftest import Clinic
from tests.client.ehr import DRUG
from tests.client.screen import SELECT, SIGN, VIEW, Call, Screen
from tests.live.charts import Chart, assessment
from tests.live.hospital import Hospital
from tests.spec.run import answer

REASONS = "http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes"
EVERY_KIND = ("classic-trd", "inferred-by-switch", "aneurysm-years-ago", "bipolar-without", "suicidal-in-emergency")
"""Charts whose cards differ most: all found, not known, stop, not met, and two cards."""


def verdict(call: Call) -> str:
    (order,) = assessment(call.response)["orders"]
    return str(order["verdict"])


def stored(clinic: Clinic, card: str) -> list[tuple[str, str | None, str | None]]:
    """Outcome and reason of all feedback on a card in our store."""
    with sqlite3.connect(clinic.settings.database_url.removeprefix("sqlite:///")) as database:
        asked = "SELECT outcome, reason_code, reason_system FROM feedback WHERE card = ?"
        return database.execute(asked, (card,)).fetchall()


def accepted(clinic: Clinic, card: str) -> list[str]:
    """The suggestions of a card that our store knows to have been accepted."""
    with sqlite3.connect(clinic.settings.database_url.removeprefix("sqlite:///")) as database:
        asked = "SELECT suggestion FROM accepted_suggestion JOIN feedback ON feedback = identity WHERE card = ?"
        return [row[0] for row in database.execute(asked, (card,))]


def test_a_draft_without_a_drug_is_answered_with_nothing(screen: Screen) -> None:
    """The client calls before anything is chosen, with a draft that has neither drug nor intent: no card, no error."""
    call = screen.open("classic-trd")
    assert {"medicationCodeableConcept", "intent"}.isdisjoint(call.draft)
    assert (200, {"cards": []}) == (call.status, call.response)


@pytest.mark.parametrize("name", EVERY_KIND)
def test_every_card_is_shown_as_it_was_written(name: str, screen: Screen) -> None:
    """Summaries, the words of the details, lists, links and the labels of all suggestions are on the screen, whole."""
    call = screen.order(name)
    assert call.cards
    for card in call.cards:
        shown = screen.card(card["summary"])
        shown.wait_for()
        rendered = MarkdownIt("gfm-like", {"linkify": False}).render(card["detail"])
        words = html.unescape(re.sub(r"<[^>]+>", "", rendered))
        assert re.sub(r"\s+", "", words) in re.sub(r"\s+", "", shown.text_content())
        assert rendered.count("<li>") == shown.locator("li").count()
        assert rendered.count("<strong>") == shown.locator("strong").count()
        for label in [each["label"] for each in card.get("suggestions", ())]:
            button = shown.get_by_role("button", name=label, exact=True)
            assert not button.evaluate("(e) => e.scrollWidth > e.clientWidth + 1")
    screen.picture(f"select-{name}")


@pytest.mark.parametrize("name", EVERY_KIND)
def test_the_clients_prefetch_tells_the_whole_chart(
    name: str, screen: Screen, hospital: Hospital, charts: dict[str, Chart]
) -> None:
    """The client fills our templates in its own way; the answer is the one a careful client's prefetch gets."""
    call = screen.order(name)
    templates = httpx.get(call.url.rpartition("/")[0], trust_env=False).json()["services"][0]["prefetch"]
    careful = {**call.request, "prefetch": hospital.prefetch(templates, charts[name].context)}
    with ThreadPoolExecutor(1) as beside:  # the browser's driver holds this thread's event loop
        judged = beside.submit(answer, careful).result()[1]
    assert assessment(judged)["orders"] == assessment(call.response)["orders"]


def test_what_is_ordered_every_day_is_warned_of(screen: Screen) -> None:
    """The client orders everything daily unless somebody says otherwise: no schedule, and no dose is offered for it."""
    call = screen.order("classic-trd")
    assert {"frequency": 1, "period": 1, "periodUnit": "d"} == call.draft["dosageInstruction"][0]["timing"]["repeat"]
    (card,) = call.cards
    assert ("caution", "warning") == (verdict(call), card["indicator"])
    assert "7 times a week" in card["summary"]
    assert not [each for each in card["suggestions"] if "mg" in each["label"]]


def test_a_dose_in_pills_is_no_dose(screen: Screen) -> None:
    """The client's dose is a number of pills: at order-select a dose is offered, at order-sign it is asked for."""
    screen.order("classic-trd")
    chosen = screen.once()
    assert "{pill}" == chosen.draft["dosageInstruction"][0]["doseAndRate"][0]["doseQuantity"]["code"]
    assert "criteria-met" == verdict(chosen)
    signed = screen.sign()
    assert {"selections", "encounterId"}.isdisjoint(signed.request["context"])
    assert ("caution", "warning") == (verdict(signed), signed.cards[0]["indicator"])
    screen.card(signed.cards[0]["summary"]).wait_for()
    assert "mg" in signed.cards[0]["summary"]
    screen.picture("sign-classic-trd")


def test_an_indication_that_is_not_a_list_is_read(screen: Screen) -> None:
    """The client sends the chosen indication as a single object where FHIR has a list."""
    screen.order("classic-trd")
    picker = screen.tab.locator("input[id^=react-select]").first
    call = screen.choose(lambda: (picker.press("ArrowDown"), picker.press("Enter"))[0])
    assert "F33.2" == call.draft["reasonCode"]["coding"][0]["code"]
    assert "in-scope" == assessment(call.response)["orders"][0]["scope"]


def test_another_drug_brings_no_card(screen: Screen) -> None:
    """A drug of the client's own list that is none of ours: 200 and silence, and the earlier card is gone."""
    ours = screen.order("classic-trd").cards[0]["summary"]
    typing = screen.choose(lambda: screen.tab.fill("input[name=medication-input]", "amoxicillin 250"))
    assert "medicationCodeableConcept" not in typing.draft
    call = screen.choose(lambda: screen.tab.get_by_role("button", name="Oral Capsule").first.click())
    assert "moxicillin" in call.draft["medicationCodeableConcept"]["text"]
    assert (200, {"cards": []}) == (call.status, call.response)
    screen.card(ours).wait_for(state="detached")


def test_an_order_removed_on_our_advice_is_gone_from_the_next_call(screen: Screen, clinic: Clinic) -> None:
    """Taking "Remove the ketamine order": the next call has a draft without a drug, the card goes, and it is stored."""
    call = screen.order("aneurysm-years-ago")
    (card,) = call.cards
    (removal,) = card["suggestions"]
    assert "delete" == removal["actions"][0]["type"]
    after = screen.accept(removal["label"])
    assert "medicationCodeableConcept" not in after.draft
    assert [] == after.cards
    screen.card(card["summary"]).wait_for(state="detached")
    assert [removal["uuid"]] == accepted(clinic, card["uuid"])
    screen.picture("removed")


def test_an_accepted_dose_keeps_the_drug_and_is_stored(screen: Screen, clinic: Clinic) -> None:
    """Of an update the client takes drug and code and nothing else: the next call has ours, its own dose, and the
    store knows which suggestion was taken."""
    screen.order("classic-trd")
    (card,) = screen.once().cards
    dose = card["suggestions"][0]
    told = screen.told(SELECT, lambda: screen.button(dose["label"]).click())
    assert (200, 1) == (told.status, told.response["stored"])
    assert [dose["uuid"]] == accepted(clinic, card["uuid"])
    after = screen.choose(lambda: screen.tab.fill("#dosage-amount", "2"))
    suggested = dose["actions"][0]["resource"]["medicationCodeableConcept"]
    assert DRUG == suggested["text"] == after.draft["medicationCodeableConcept"]["text"]
    assert suggested["coding"][0]["code"] == after.draft["medicationCodeableConcept"]["coding"][0]["code"]
    assert "{pill}" == after.draft["dosageInstruction"][0]["doseAndRate"][0]["doseQuantity"]["code"]


@pytest.mark.parametrize("hook", [SELECT, SIGN])
def test_an_override_with_its_reason_reaches_our_store(hook: str, screen: Screen, clinic: Clinic) -> None:
    """A reason picked from the card's own list is stored with code and system, and the card is gone."""
    call = screen.order("bipolar-without")
    call = screen.sign() if hook == SIGN else call
    (card,) = call.cards
    shown = screen.card(card["summary"])
    shown.get_by_label("select dismiss reason").click()
    for reason in card["overrideReasons"]:
        assert screen.tab.get_by_role("menuitem", name=reason["display"]).is_visible()
    screen.picture(f"override-{hook}")
    chosen = card["overrideReasons"][4]
    told = screen.told(hook, lambda: screen.tab.get_by_role("menuitem", name=chosen["display"]).click())
    assert 200 == told.status
    assert [("overridden", chosen["code"], REASONS)] == stored(clinic, card["uuid"])
    shown.wait_for(state="detached")


def test_a_card_dismissed_without_a_reason_is_stored_too(screen: Screen, clinic: Clinic) -> None:
    """Dismissing says no more than that."""
    (card,) = screen.order("classic-trd").cards
    told = screen.told(SELECT, lambda: screen.card(card["summary"]).get_by_role("button", name="Dismiss").first.click())
    assert 200 == told.status
    assert [("overridden", None, None)] == stored(clinic, card["uuid"])


def test_opening_a_chart_says_what_is_due(screen: Screen) -> None:
    """patient-view speaks while a course is running, and is silent otherwise."""
    call = screen.open("infusion-due", VIEW)
    assert "due" in call.cards[0]["summary"]
    screen.card(call.cards[0]["summary"]).wait_for()
    screen.picture("view-infusion-due")
    screen.open("classic-trd", SELECT)
    assert [] == screen.view().cards


def test_only_the_clients_own_tokens_open_the_door(screen: Screen, clinic: Clinic) -> None:
    """Each call was let in by its signature, checked with the key in our file: without one, or with one used before,
    or with one for the address next door, the same call is a 401."""
    call = screen.order("classic-trd")
    token = call.headers["authorization"]
    assert "Bearer " == token[:7]

    def status(url: str, **headers: Any) -> int:
        return httpx.post(url, json=call.request, headers=headers, trust_env=False).status_code

    assert [401, 401] == [status(call.url), status(call.url, authorization=token)]
    feedback = screen.told(SELECT, lambda: screen.card(call.cards[0]["summary"]).get_by_text("Dismiss").click())
    assert 401 == status(call.url, authorization=feedback.headers["authorization"])
