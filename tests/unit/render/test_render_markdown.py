"""Chart text on a card reads the same and can do nothing."""

# ruff: noqa: SIM300 (the house writes expected == actual)
from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds_service.render.markdown import LONGEST_VALUE, chart_text, cut, escaped, one_line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<img src=x onerror=1>", "&lt;img src=x onerror=1&gt;"),
        ("[x](javascript:1)", r"\[x\]\(javascript:1)"),
        ("![x](http://a.b)", r"\!\[x\]\(http: //a.b)"),
        ("`code`", r"\`code\`"),
        ("a & b &lt;", "a &amp; b &amp;lt;"),
        ("*bold* _it_ ~gone~ | col", r"\*bold\* \_it\_ \~gone\~ \| col"),
        ("# heading", r"\# heading"),
        ("- item", r"\- item"),
        ("1. item", r"1\. item"),
        ("2) item", r"2\) item"),
        ("> quote", "&gt; quote"),
        ("www.evil.example", "www .evil.example"),
        ("mail me@evil.example", "mail me @ evil.example"),
        ("PHQ-9 (150 mg/day)", "PHQ-9 (150 mg/day)"),
    ],
)
def test_markup_in_chart_text_is_text(text: str, expected: str) -> None:
    """Tags, links, images, code, headings, lists, quotes and addresses are escaped; plain words stay as they are."""
    assert expected == escaped(text)


@given(st.text())
def test_no_chart_text_can_open_a_tag_or_a_link(text: str) -> None:
    """Whatever the chart says, nothing is left that Markdown or HTML would act on."""
    safe = escaped(text)
    assert not re.search(r"[<>\n\r\u202e\u200b]", safe)
    assert not re.search(r"(?<!\\)(?:\\\\)*[\[\]`*_|~#]", safe)
    assert not re.search(r"&(?!amp;|lt;|gt;)", safe)
    assert not re.search(r"://|(?i:www\.)", safe)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="@:."), max_size=LONGEST_VALUE))
def test_escaping_loses_nothing_a_reader_sees(text: str) -> None:
    """Undoing the escapes as a Markdown renderer does gives the text back."""
    shown = html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", escaped(text)))
    assert chart_text(text) == shown


def test_lines_and_hidden_characters_are_closed_up() -> None:
    """New lines, tabs, zero-width and direction-changing characters never reach a card."""
    assert "a b cd" == one_line(" a\n\r\t b c\u200b\u202ed\x00")


@pytest.mark.parametrize(
    ("longest", "expected"),
    [(11, "aneurysm of"), (10, "aneurysm…"), (9, "aneurysm…"), (8, "aneurys…"), (1, "…"), (0, "")],
)
def test_long_text_is_cut_at_a_word(longest: int, expected: str) -> None:
    """The cut falls between words where it can, is marked, and never exceeds the room there is."""
    assert expected == cut("aneurysm of", longest)


def test_chart_text_is_bounded_before_it_is_escaped() -> None:
    """A text of escapes is cut by what a reader sees, never in the middle of an escape."""
    assert escaped("[" * 500) == r"\[" * (LONGEST_VALUE - 1) + "…"
