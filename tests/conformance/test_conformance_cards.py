"""Cards, sources, suggestions, actions and links: every one the running service answered is looked at.

A requirement on something the service never sends is proved by its not being sent.
"""

from __future__ import annotations

import copy
import re
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from fhir.resources.R4B import get_fhir_model_class

from tests.conformance.conftest import Exchange
from tests.conformance.test_conformance_discovery import empties
from tests.http.living import Json

REASONS = "http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes"
CARD = {
    "uuid",
    "summary",
    "detail",
    "indicator",
    "source",
    "suggestions",
    "selectionBehavior",
    "overrideReasons",
    "links",
}
ACTION = {"type", "description", "resource", "resourceId"}
HTML = re.compile(r"(?<!\\)<[A-Za-z/!]")
CHANGED = {"dosageInstruction", "text"}
"""What an accepted dose may change of the order that was received."""


def is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def is_address(value: Any) -> bool:
    return is_text(value) and urlsplit(value).scheme in ("http", "https") and bool(urlsplit(value).hostname)


def drafts(exchange: Exchange) -> dict[str, Json]:
    """The received draft orders by "Type/id"."""
    entries = exchange.request["context"].get("draftOrders", {}).get("entry", [])
    return {f"{e['resource']['resourceType']}/{e['resource']['id']}": e["resource"] for e in entries}


def acting(exchanges: list[Exchange], kind: str) -> list[tuple[Exchange, Json]]:
    """All actions of one type, each with the call it answers; there is at least one."""
    found = [
        (exchange, action)
        for exchange in exchanges
        for card in exchange.cards
        for suggestion in card.get("suggestions", [])
        for action in suggestion["actions"]
        if action["type"] == kind
    ]
    assert found
    return found


def test_an_answer_is_an_object_with_a_list_of_cards(exchanges: list[Exchange]) -> None:
    """Each call is answered 200 with a JSON object that holds cards."""
    for exchange in exchanges:
        assert (200, "application/json") == (exchange.response.status_code, exchange.response.headers["content-type"])
        assert isinstance(exchange.cards, list)
    assert {0, 1, 2} <= {len(exchange.cards) for exchange in exchanges}


def test_nothing_to_say_is_an_empty_list_of_cards(exchanges: list[Exchange]) -> None:
    """Ketamine for anaesthesia and amoxicillin get 200 and no card, not an error and not an empty body."""
    silent = {
        exchange.name: exchange.cards for exchange in exchanges if exchange.name in ("anaesthesia", "amoxicillin")
    }
    assert {"anaesthesia": [], "amoxicillin": []} == silent


def test_nothing_but_the_list_of_cards_is_ever_empty(exchanges: list[Exchange]) -> None:
    """No member of any answer is null, blank or empty, except a list of no cards."""
    for exchange in exchanges:
        assert [] == [path for path in empties(exchange.body) if path != "/cards"]


def test_no_system_action_is_asked_for(exchanges: list[Exchange]) -> None:
    """Nothing happens without a clinician: an answer holds cards and the assessment, never systemActions."""
    assert {"cards", "extension"} == {name for exchange in exchanges for name in exchange.body}


def test_cards_hold_only_what_the_specification_names(cards: list[Json]) -> None:
    """No member of a card is of our own making."""
    assert CARD == {name for card in cards for name in card}


def test_each_card_has_an_id_of_its_own(cards: list[Json]) -> None:
    """uuid is a UUID, and no two cards of any answers share one."""
    ids = [str(UUID(card["uuid"])) for card in cards]
    assert len(ids) == len(set(ids))


def test_a_summary_is_under_140_characters(cards: list[Json]) -> None:
    """The summary is one line of text, at most 139 characters long."""
    for card in cards:
        assert is_text(card["summary"])
        assert "\n" not in card["summary"]
        assert len(card["summary"]) < 140


def test_the_detail_is_markdown_without_html(cards: list[Json]) -> None:
    """The detail is text in GitHub Flavored Markdown, and holds no tag that a client might run."""
    assert all(is_text(card["detail"]) and not HTML.search(card["detail"]) for card in cards)
    assert any("\n- " in card["detail"] for card in cards)


def test_the_indicator_is_info_warning_or_critical(cards: list[Json]) -> None:
    """Each card says how urgent it is in one of three words, and all three occur."""
    assert {"info", "warning", "critical"} == {card["indicator"] for card in cards}


def test_each_card_names_its_source(cards: list[Json]) -> None:
    """The source has a label, an absolute address, and a topic coded in a system."""
    for card in cards:
        source = card["source"]
        assert {"label", "url", "topic"} == set(source)
        assert is_text(source["label"])
        assert is_address(source["url"])
        assert is_text(source["topic"]["code"])
        assert is_address(source["topic"]["system"])


def test_no_source_leads_to_a_patient(cards: list[Json]) -> None:
    """source.url leads to the publication, with nothing in it that depends on the call."""
    addresses = {card["source"]["url"] for card in cards}
    assert addresses
    assert all(not urlsplit(address).query and not urlsplit(address).fragment for address in addresses)


def test_what_leads_further_is_a_link(cards: list[Json]) -> None:
    """Where a card has more to read than its source, it is a link of the card."""
    assert all(card["source"]["url"] not in {link["url"] for link in card.get("links", [])} for card in cards)
    assert any("links" in card for card in cards)


def test_no_icon_is_sent(cards: list[Json]) -> None:
    """The service has no picture of its own: source.icon is left out rather than empty."""
    assert not any("icon" in card["source"] for card in cards)


def test_suggestions_come_with_a_selection_behavior(cards: list[Json]) -> None:
    """selectionBehavior is there exactly where suggestions are, and says at most one."""
    assert {(True, "at-most-one"), (False, None)} == {
        (isinstance(card.get("suggestions"), list), card.get("selectionBehavior")) for card in cards
    }


def test_each_suggestion_has_label_and_id(suggestions: list[Json]) -> None:
    """label is text, uuid a UUID of its own, isRecommended a boolean where it is there."""
    assert all(is_text(suggestion["label"]) for suggestion in suggestions)
    ids = [str(UUID(suggestion["uuid"])) for suggestion in suggestions]
    assert len(ids) == len(set(ids))
    assert {True} == {suggestion["isRecommended"] for suggestion in suggestions if "isRecommended" in suggestion}


def test_at_most_one_suggestion_is_recommended(cards: list[Json]) -> None:
    """Where one may be chosen at most, one is recommended at most."""
    recommended = [sum("isRecommended" in s for s in card.get("suggestions", [])) for card in cards]
    assert {0, 1} == set(recommended)


def test_a_suggestion_is_whole(suggestions: list[Json]) -> None:
    """All actions of a suggestion go together: none updates or deletes the same order twice."""
    assert all(suggestion["actions"] for suggestion in suggestions)
    for suggestion in suggestions:
        at = [a.get("resourceId") or a["resource"].get("id") for a in suggestion["actions"] if a["type"] != "create"]
        assert sorted(set(at)) == sorted(at)


def test_each_action_has_type_and_description(actions: list[Json]) -> None:
    """type is create, update or delete, all three occur, and the description is text for the user."""
    assert {"create", "update", "delete"} == {action["type"] for action in actions}
    assert all(is_text(action["description"]) for action in actions)
    assert ACTION == {name for action in actions for name in action}


def test_an_action_brings_a_valid_resource(actions: list[Json]) -> None:
    """The resource of a create or update is a FHIR R4 resource that a strict reader accepts."""
    for action in actions:
        if action["type"] != "delete":
            kind = action["resource"]["resourceType"]
            get_fhir_model_class(kind).model_validate(copy.deepcopy(action["resource"]))


def test_a_create_brings_a_new_resource(exchanges: list[Exchange]) -> None:
    """What is to be created has no id of its own yet, and belongs to the patient of the call."""
    for exchange, action in acting(exchanges, "create"):
        assert (False, "draft") == ("id" in action["resource"], action["resource"]["status"])
        expected = f"Patient/{exchange.request['context']['patientId']}"
        assert expected == action["resource"]["subject"]["reference"]


def test_an_update_brings_the_whole_resource(exchanges: list[Exchange]) -> None:
    """An update is the received draft, every member of it, but for its dose and what tells the dose."""
    for exchange, action in acting(exchanges, "update"):
        after = action["resource"]
        before = drafts(exchange)[f"{after['resourceType']}/{after['id']}"]
        assert {k: v for k, v in before.items() if k not in CHANGED} == {
            k: v for k, v in after.items() if k not in CHANGED
        }


def test_an_update_is_of_a_received_draft(exchanges: list[Exchange]) -> None:
    """The id to be updated is one of draftOrders."""
    for exchange, action in acting(exchanges, "update"):
        assert f"{action['resource']['resourceType']}/{action['resource']['id']}" in drafts(exchange)


def test_a_delete_names_the_order_by_resource_id(exchanges: list[Exchange]) -> None:
    """A delete carries resourceId, a text that names a received draft, and no resource."""
    for exchange, action in acting(exchanges, "delete"):
        assert "resource" not in action
        assert action["resourceId"] in drafts(exchange)


def test_override_reasons_are_coded_and_readable(cards: list[Json]) -> None:
    """Each reason has code, system and display, from the code system of the next release."""
    offered = [reason for card in cards for reason in card.get("overrideReasons", [])]
    assert {REASONS} == {reason["system"] for reason in offered}
    assert all(is_text(reason["code"]) and is_text(reason["display"]) for reason in offered)


def test_each_link_is_labelled_absolute_and_complete(cards: list[Json]) -> None:
    """A link has a label, an absolute address with a host, and the type absolute."""
    links = [link for card in cards for link in card.get("links", [])]
    assert {"absolute"} == {link["type"] for link in links}
    assert all(is_text(link["label"]) and is_address(link["url"]) for link in links)


def test_an_absolute_link_carries_no_app_context(cards: list[Json]) -> None:
    """appContext belongs to SMART links, and we send none."""
    assert not any("appContext" in link for card in cards for link in card.get("links", []))


def test_every_coding_has_code_and_system(cards: list[Json]) -> None:
    """Topics and reasons alike: code and system are texts, display is text where it is there."""
    codings = [card["source"]["topic"] for card in cards]
    codings += [reason for card in cards for reason in card.get("overrideReasons", [])]
    assert all(is_text(coding["code"]) and is_text(coding["system"]) for coding in codings)
    assert all(is_text(coding.get("display", "none")) for coding in codings)


def test_an_extension_is_an_object_under_a_unique_name(exchanges: list[Exchange]) -> None:
    """The assessment is one JSON object, under a name that begins with a reversed domain."""
    found = [exchange.body["extension"] for exchange in exchanges if "extension" in exchange.body]
    assert {"org.ketamine-cds.assessment"} == {name for extension in found for name in extension}
    assert all(isinstance(value, dict) and value for extension in found for value in extension.values())


def test_a_new_answer_replaces_the_old_one(exchanges: list[Exchange]) -> None:
    """Signing is answered anew for the same order, so that guidance given at selection does not grow stale."""
    hooks = {exchange.request["hook"] for exchange in exchanges if exchange.cards}
    assert {"order-select", "order-sign", "patient-view"} == hooks
