"""A real browser against the running service, its pages and its demo switched on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.http.living import NOW, Living, serving, settings_for

CHROMIUM = os.environ.get("CDS_CHROMIUM", "/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LAPTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
PATIENCE = 10_000
"""Milliseconds the browser waits for what has to appear."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Living]:
    """A service with the demo on; its clock stands still, so that the stories are told as written."""
    with serving(settings_for(tmp_path_factory.mktemp("bench"), demo=True)) as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(params=[LAPTOP, PHONE], ids=["laptop", "phone"])
def size(request: pytest.FixtureRequest) -> dict[str, int]:
    return dict(request.param)


@pytest.fixture
def tab(chromium: Any, bench: Living) -> Iterator[Any]:
    """A page of laptop size; anything the browser complains about fails the test."""
    yield from _tab(chromium, bench, LAPTOP)


@pytest.fixture
def sized_tab(chromium: Any, bench: Living, size: dict[str, int]) -> Iterator[Any]:
    """The same, as a laptop and as a phone."""
    yield from _tab(chromium, bench, size)


def _tab(chromium: Any, bench: Living, viewport: dict[str, int]) -> Iterator[Any]:
    context = chromium.new_context(base_url=bench.url, viewport=viewport)
    page = context.new_page()
    page.clock.set_fixed_time(NOW)
    page.set_default_timeout(PATIENCE)
    complaints: list[str] = []
    page.on("pageerror", lambda problem: complaints.append(str(problem)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    yield page
    context.close()
    assert [] == complaints
