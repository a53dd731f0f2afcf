"""The reference client as one uses it: open a chart, order, sign, accept, dismiss.

It must not know what is right. Every step gives the call that the client made by it, as the network saw it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.client.ehr import OFFER, ORDER_SET
from tests.live.charts import Chart

Json = dict[str, Any]

PATIENCE = 20_000
"""Milliseconds to wait for what has to come."""
SELECT, SIGN, VIEW = "order-select", "order-sign", "patient-view"
_SCREENS = {SELECT: "rx-view", SIGN: "rx-sign", VIEW: VIEW}


@dataclass(frozen=True)
class Call:
    """One call of the client to our service."""

    url: str
    headers: Json
    request: Json
    status: int
    response: Json

    @property
    def draft(self) -> Json:
        """The one order the client is composing."""
        (entry,) = self.request["context"]["draftOrders"]["entry"]
        found: Json = entry["resource"]
        return found

    @property
    def cards(self) -> list[Json]:
        found: list[Json] = self.response["cards"]
        return found


class Screen:
    """One tab. `page`, `service`, `fhir`: addresses of the client, of our service and of the FHIR server."""

    def __init__(self, tab: Any, page: str, service: str, fhir: str, charts: dict[str, Chart]) -> None:
        self.tab = tab
        self._page, self._service, self._fhir, self._charts = page, service, fhir, charts

    def open(self, chart: str, hook: str = SELECT) -> Call:
        """Opens the client on a chart; the call it makes before anything was ordered."""
        query = {
            "fhirServiceUrl": self._fhir,
            "patientId": self._charts[chart].context["patientId"],
            "serviceDiscoveryURL": f"{self._service}/cds-services,{self._page}{ORDER_SET}",
            "hook": hook,
            "screen": _SCREENS[hook],
        }
        made = self._calling(hook, lambda: self.tab.goto(f"{self._page}/?{urlencode(query)}"))
        self._settle()
        return made

    def order(self, chart: str) -> Call:
        """Opens the client on a chart and takes ketamine from the order set."""
        self.open(chart)
        return self.accept(OFFER)

    def accept(self, suggestion: str) -> Call:
        """Takes a suggestion; the call made with the order as it is then."""
        return self._calling(SELECT, lambda: self.button(suggestion).click())

    def choose(self, field: Callable[[], None]) -> Call:
        """Does something to the order; the call made with it."""
        return self._calling(SELECT, field)

    def once(self, day: str = "11/23/2026") -> Call:
        """Begins and ends the order on one day; the call made with it."""
        self.choose(lambda: self.tab.get_by_label("Start Date").fill(day))
        return self.choose(lambda: self.tab.get_by_label("End Date").fill(day))

    def sign(self) -> Call:
        """Goes to the order's last page and signs."""
        self.button("Rx Sign").click()
        return self._calling(SIGN, lambda: self.button("Sign Order").click())

    def view(self) -> Call:
        """Goes to the patient's chart."""
        return self._calling(VIEW, lambda: self.button("Patient View").click())

    def told(self, hook: str, act: Callable[[], None]) -> Call:
        """Does something; the feedback sent by it."""
        return self._calling(f"{hook}/feedback", act)

    def button(self, name: str) -> Any:
        return self.tab.get_by_role("button", name=name, exact=True)

    def card(self, summary: str) -> Any:
        """The card with that summary, as shown."""
        return self.tab.locator(".MuiCard-root", has=self.tab.get_by_text(summary, exact=True))

    def picture(self, name: str) -> None:
        """Keeps a picture of the whole page where CDS_CLIENT_PICTURES names a folder."""
        folder = os.environ.get("CDS_CLIENT_PICTURES")
        if folder:
            self.tab.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    def _settle(self) -> None:
        """Until no call is under way: the client calls again while it learns of further services."""
        self.tab.wait_for_load_state("networkidle")

    def _calling(self, ending: str, act: Callable[[], Any]) -> Call:
        def is_ours(response: Any) -> bool:
            asked = response.request
            return bool(asked.method == "POST" and asked.url == f"{self._service}/cds-services/ketamine-trd-{ending}")

        with self.tab.expect_response(is_ours) as answered:
            act()
        response = answered.value
        asked = response.request
        body = response.json() if response.body() else {}
        return Call(asked.url, asked.all_headers(), asked.post_data_json, response.status, body)
