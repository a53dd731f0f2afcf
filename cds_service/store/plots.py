"""Small SVG plots of tallies, drawn with classes that the page colours.

It must not know what is counted: it gets numbers, and every text it is given stands escaped on the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from cds_service.store.report import Tally

PARTS = ("accepted", "overridden", "ignored")


def parts(tally: Tally) -> tuple[int, int, int]:
    """The three outcomes of a tally's cards, in the order of PARTS."""
    return tally.accepted, tally.overridden, tally.ignored


def bar(counts: Sequence[int], most: int, classes: Sequence[str] = PARTS) -> str:
    """One horizontal bar, its parts side by side; its whole width stands for `most`.

    Hidden from screen readers: the numbers stand beside it in the table.
    """
    pieces, left = [], 0.0
    for count, class_ in zip(counts, classes, strict=True):
        width = 100 * count / max(most, 1)
        if count:
            pieces.append(f'<rect class="{class_}" x="{left:.2f}" width="{width:.2f}" height="10"/>')
        left += width
    return (
        f'<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">{"".join(pieces)}</svg>'
    )


def columns(tallies: Sequence[Tally], title: str) -> str:
    """One column a tally, its parts above each other, each with a tooltip; `title` is what is read aloud."""
    most = max((tally.shown for tally in tallies), default=0) or 1
    step = 100 / max(len(tallies), 8)  # a single week is a column, not a wall
    drawn = []
    for place, tally in enumerate(tallies):
        told = ", ".join(f"{count} {part}" for count, part in zip(parts(tally), PARTS, strict=True))
        pieces, top = [], 40.0
        for count, part in zip(parts(tally), PARTS, strict=True):
            height = 40 * count / most
            top -= height
            if count:
                pieces.append(
                    f'<rect class="{part}" x="{place * step + 0.1 * step:.2f}" y="{top:.2f}"'
                    f' width="{0.8 * step:.2f}" height="{height:.2f}"/>'
                )
        drawn.append(f"<g><title>{escape(tally.name)}: {told}</title>{''.join(pieces)}</g>")
    return (
        f'<svg class="columns" viewBox="0 0 100 40" preserveAspectRatio="none" role="img">'
        f"<title>{escape(title)}</title>{''.join(drawn)}</svg>"
    )
