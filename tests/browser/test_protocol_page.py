"""The evidence page in a real browser, as wide as a laptop and as narrow as a phone."""

from __future__ import annotations

from typing import Any

PAGE = "/protocol/ketamine-trd"


def test_nothing_sticks_out(sized_tab: Any) -> None:
    """The page is no wider than the screen, though its tables are long."""
    sized_tab.goto(PAGE)
    assert sized_tab.viewport_size["width"] == sized_tab.evaluate("document.documentElement.scrollWidth")


def test_lines_are_short_enough_to_read(sized_tab: Any) -> None:
    """No paragraph is set wider than about ninety characters."""
    sized_tab.goto(PAGE)
    widest = sized_tab.evaluate(
        """() => Math.max(...[...document.querySelectorAll('p, li, dd')].map(
            (e) => e.clientWidth / parseFloat(getComputedStyle(e).fontSize)))"""
    )
    assert widest < 60


def test_a_reference_leads_to_its_source(tab: Any) -> None:
    """Following a reference lands on the source it names."""
    tab.goto(PAGE)
    tab.locator("#dose ~ table a.ref").first.click()
    assert "Sanacora" in tab.locator(":target").inner_text()


def test_it_can_be_read_without_a_script(chromium: Any, bench: Any) -> None:
    """With scripts switched off everything is there."""
    context = chromium.new_context(base_url=bench.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(PAGE)
    words = page.inner_text("main")
    context.close()
    assert all(each in words for each in ("What the starting article got wrong", "55.4", "local policy", "off-label"))
