"""A vignette: one sentence, one story, what the service must answer. It must not know how the answer is made.

`expect` holds criterion ids with their status, and these words: `scope`, `verdict`, `cards` (how many), `http`
(412 where the precondition fails), `dose_mg`, `response`, `remission`, `infusions`, `weight_kg`, `stale`,
`suicidality` (True or False: the card is there), `suggests` (labels' count of dose suggestions), `removes` (True or
False), `text` (criterion id -> words that must be in its sentence), `severity_of` (criterion id -> severity), `trials`
(ingredient -> (adequate, outcome)), `adequate_days` (ingredient -> days), `card` and `card_lacks` (words that are, or
are not, anywhere on the cards), `indicators` (of the cards, in order), `drug`, `orders` (how many the assessment
lists). What a card offers: offered.py.
`bounds`: limits whose two sides are shown, as "owner.limit:in" (the limit still allows it) or "owner.limit:out".
`site`: settings of the site, where they are not the defaults.
`rule`: the row or rule of the protocol the vignette stands for ("3 adult", "4.6", "8").
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cds_service.assess import Options
from tests.spec.offered import FOUND
from tests.spec.run import DEFAULTS, answer
from tests.spec.story import Story

Json = dict[str, Any]


@dataclass(frozen=True)
class Vignette:
    """One sentence of the specification."""

    says: str
    story: Story
    expect: Mapping[str, Any]
    rule: str
    hook: str = "order-select"
    bounds: tuple[str, ...] = field(default=())
    site: Options = DEFAULTS

    def check(self) -> None:
        """Ask the service and compare, word by word."""
        status, body = answer(self.story.request(self.hook), self.site)
        assert self.expect.get("http", 200) == status, body
        if status != 200:
            return
        for word, wanted in self.expect.items():
            if word != "http":
                assert wanted == self._found(word, wanted, body), (
                    f"{word}: {json.dumps(self._order(body), indent=1)[:6000]}"
                )

    def _order(self, body: Json) -> Json:
        assessment: Json = next(iter(body.get("extension", {}).values()), {})
        orders = assessment.get("orders", [])
        return orders[0] if orders else {}

    def _found(self, word: str, wanted: Any, body: Json) -> Any:
        order = self._order(body)
        criteria = {c["id"]: c for c in order.get("criteria", [])}
        if word in criteria:
            return criteria[word]["status"]
        suggestions = [s for c in body["cards"] for s in c.get("suggestions", [])]
        actions = [a for s in suggestions for a in s["actions"]]
        found: dict[str, Any] = {
            "scope": order.get("scope"),
            "verdict": order.get("verdict"),
            "cards": len(body["cards"]),
            "dose_mg": order.get("dose", {}).get("doseMg"),
            "weight_kg": order.get("weight", {}).get("kg"),
            "stale": order.get("weight", {}).get("stale"),
            "response": order.get("course", {}).get("response"),
            "remission": order.get("course", {}).get("remission"),
            "infusions": order.get("course", {}).get("infusions"),
            "indicators": tuple(c["indicator"] for c in body["cards"]),
            "drug": order.get("drug"),
            "orders": len(next(iter(body.get("extension", {}).values()), {}).get("orders", [])),
            "suggests": sum(1 for a in actions if a["type"] == "update"),
            "removes": any(a["type"] == "delete" for a in actions),
            "suicidality": any("suicid" in c["summary"].lower() for c in body["cards"]),
        }
        if word in found:
            return found[word]
        if word == "text":
            return {k: v if v in criteria[k]["text"] else criteria[k]["text"] for k, v in wanted.items()}
        if word == "severity_of":
            return {k: criteria[k]["severity"] for k in wanted}
        if word == "missing":
            return {
                k: v if v in [m["why"] for m in criteria[k].get("missing", [])] else criteria[k].get("missing")
                for k, v in wanted.items()
            }
        if word == "trials":
            told = {t["ingredient"]: (t["adequate"], t["outcome"]) for t in order.get("trials", [])}
            return {k: told.get(k) for k in wanted}
        if word == "adequate_days":
            days = {t["ingredient"]: t.get("adequateDays") for t in order.get("trials", [])}
            return {k: days.get(k) for k in wanted}
        if word in ("card", "card_lacks"):
            shown = "\n".join(c["summary"] + "\n" + c.get("detail", "") for c in body["cards"])
            return tuple(w for w in wanted if (w in shown) == (word == "card"))
        return FOUND[word](body, wanted)
