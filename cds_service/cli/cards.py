"""Cards on a terminal, as a clinician would read them: colour of the indicator, summary, detail, buttons.

It must not know how a card was made; it shows what a CDS Hooks client would get.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from rich.box import HEAVY, ROUNDED
from rich.console import Console, Group, RenderableType
from rich.markdown import Markdown
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

Json = Mapping[str, Any]

WIDEST = 100
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_COLOURS = {"critical": "red", "warning": "yellow", "info": "cyan"}


def print_answer(response: Json, console: Console | None = None) -> None:
    """All cards of a response; when there is none, why."""
    console = console or _console()
    response = _tame(response)
    cards: Sequence[Json] = response["cards"]
    for card in cards:
        console.print(_card(card))
    if not cards:
        console.print(_silence(response))


def _tame(value: Any) -> Any:
    """The same without control characters: texts of a chart must not steer the terminal."""
    if isinstance(value, str):
        return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, dict):
        return {name: _tame(inner) for name, inner in value.items()}
    return [_tame(inner) for inner in value] if isinstance(value, list) else value


def _console() -> Console:
    console = Console(highlight=False)
    return Console(highlight=False, width=min(console.width, WIDEST))


def _card(card: Json) -> RenderableType:
    colour = _COLOURS[card["indicator"]]
    title = Text.assemble((f" {card['indicator'].upper()} ", f"bold reverse {colour}"), justify="left")
    parts: list[RenderableType] = [Text(card["summary"], style="bold")]
    if "detail" in card:
        parts += [Text(""), Markdown(card["detail"])]
    if "suggestions" in card:
        parts += [Text(""), Rule(style="dim"), *_buttons(card)]
    parts += [Text(""), Text(card["source"]["label"], style="dim")]
    return Panel(Group(*parts), title=title, title_align="left", border_style=colour, box=HEAVY, padding=(1, 2))


def _buttons(card: Json) -> list[RenderableType]:
    """One button a suggestion, with what pressing it would do."""
    choice = "Choose at most one:" if card["selectionBehavior"] == "at-most-one" else "Choose any:"
    shown: list[RenderableType] = [Text(choice, style="dim")]
    for suggestion in card["suggestions"]:
        mark = "  recommended" if suggestion.get("isRecommended") else ""
        shown.append(Text.assemble(("[ ", "dim"), (suggestion["label"], "bold"), (" ]", "dim"), (mark, "green")))
        shown += [Text(f"    {action['type']}: {_effect(action)}", style="dim") for action in suggestion["actions"]]
    return shown


def _effect(action: Json) -> str:
    resource = action.get("resource", {})
    dosage = resource.get("dosageInstruction") or [{}]
    text = dosage[0].get("text") if action["type"] == "update" else None
    return f"{action['description']} – {text}" if text else str(action["description"])


def _silence(response: Json) -> RenderableType:
    """Why there is no card: no such order at all, or orders that are not this protocol's business."""
    assessments = [value for key, value in response.get("extension", {}).items() if key.endswith(".assessment")]
    orders = assessments[0]["orders"] if assessments else []
    lines = [
        f"{order.get('reference', 'The order')}: {order['drug']}, {order['scope']}; nothing for this protocol to say."
        for order in orders
    ]
    text = "\n".join(["No cards.", *(lines or ["The request holds nothing this service judges."])])
    return Panel(Text(text), box=ROUNDED, border_style="dim", padding=(0, 2))
