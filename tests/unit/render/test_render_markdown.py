"""Chart text on a card reads the same and can do nothing."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

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


class Page(HTMLParser):
    """What a browser makes of a rendered card: its tags, and the text a reader sees."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.text = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
MARKUP = st.text(alphabet="<>&;[]()!*_~`#|-+=.:1a \\\"'/$@\n", max_size=40)


@given(st.text(max_size=40) | MARKUP)
def test_a_markdown_renderer_shows_chart_text_as_text(text: str) -> None:
    """Rendered with raw HTML allowed, chart text at the start of a list item is that text and brings no tag."""
    page = Page(MARKDOWN.render(f"- {escaped(text)}\n- **{escaped(text)}** – {escaped(text)}"))
    assert page.tags <= {"ul", "li", "p", "strong"}
    plain = chart_text(text)
    if plain and not re.search(r"@|://|(?i:www)", text):
        assert plain == page.text.strip().splitlines()[0]
