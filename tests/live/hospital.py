"""A FHIR R4 server known by its base URL alone, used as an EHR uses its own: fill it, read it, ask it as prefetch does.

It must not know which server product answers, nor what the service makes of a chart.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import httpx

Json = dict[str, Any]

_TOKEN = re.compile(r"\{\{context\.(\w+)\}\}")
_FHIR_JSON = "application/fhir+json"


class Hospital:
    """`base`: without a closing slash. Every method raises httpx.HTTPError when the server does not do its part."""

    def __init__(self, base: str) -> None:
        self.base = base.rstrip("/")
        headers = {"Accept": _FHIR_JSON, "Cache-Control": "no-cache"}
        self._client = httpx.Client(headers=headers, timeout=120, trust_env=False)

    def close(self) -> None:
        self._client.close()

    def wait(self, seconds: float = 180) -> Json:
        """The CapabilityStatement, as soon as the server gives one."""
        until = time.monotonic() + seconds
        while True:
            try:
                return self.get("metadata")
            except httpx.HTTPError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.5)

    def get(self, address: str) -> Json:
        """What a GET gives; `address` is relative to the base or a whole link of the server's."""
        answer = self._client.get(address if address.startswith("http") else f"{self.base}/{address}")
        answer.raise_for_status()
        found: Json = answer.json()
        return found

    def put(self, resources: Iterable[Json]) -> None:
        """Writes resources under their own ids, all or none."""
        entries = [
            {"resource": each, "request": {"method": "PUT", "url": f"{each['resourceType']}/{each['id']}"}}
            for each in resources
        ]
        bundle = {"resourceType": "Bundle", "type": "transaction", "entry": entries}
        answer = self._client.post(self.base, json=bundle, headers={"Content-Type": _FHIR_JSON})
        answer.raise_for_status()

    def delete(self, name: str) -> None:
        """Removes one resource, named as "Condition/1"."""
        self._client.delete(f"{self.base}/{name}").raise_for_status()

    def prefetch(
        self, templates: Mapping[str, str], context: Mapping[str, str], page_size: int | None = None
    ) -> dict[str, Json]:
        """What an EHR would send: each template filled and asked, the first page of it and no more.

        Templates the context cannot fill are left out. `page_size` overrides the templates' own.
        """
        asked = {key: filled for key, template in templates.items() if (filled := fill(template, context))}
        if page_size is not None:
            asked = {key: with_page_size(query, page_size) for key, query in asked.items()}
        return {key: self.get(query) for key, query in asked.items()}

    def pages(self, query: str) -> Iterator[Json]:
        """The Bundles of a search, page after page."""
        link: str | None = query
        while link:
            page = self.get(link)
            yield page
            link = next((each["url"] for each in page.get("link", ()) if each["relation"] == "next"), None)


def fill(template: str, context: Mapping[str, str]) -> str | None:
    """A prefetch template with its tokens replaced; None when the context lacks one of them."""
    if any(name not in context for name in _TOKEN.findall(template)):
        return None
    return _TOKEN.sub(lambda token: context[token[1]], template)


def with_page_size(query: str, size: int) -> str:
    """A search with `_count=size` instead of its own; a read as it is."""
    path, mark, search = query.partition("?")
    if not mark:
        return path
    kept = [each for each in search.split("&") if not each.startswith("_count=")]
    return f"{path}?{'&'.join([*kept, f'_count={size}'])}"
