"""Makes text from a chart harmless: one line, bounded, and inert in Markdown, raw HTML and autolinks.

It must not know what the text says. Clients render a card's detail as GitHub Markdown with raw HTML, so
whatever came from a chart goes through `escaped` before it may stand in one.
"""

from __future__ import annotations

import re

LONGEST_VALUE = 160
"""Characters of one chart value on a card; longer text is cut at a word."""

SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
INVISIBLE = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
    r"\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
"""Zero-width, direction-changing, tag and unpaired characters: they hide or reorder what a reader sees."""

PUNCTUATION = re.compile(r"[\\`*_{}\[\]#|~$]|!(?=\[)|(?<=\])\(")
LINE_START = re.compile(r"^([-+=:]|\d{1,9}(?=[.)]))")
HARMLESS = re.compile(r"[A-Za-z0-9(](?:[A-Za-z0-9,;()/%'–-]| (?! |$))*")
"""Most chart text: words and numbers in which nothing has to be changed."""
WEB_ADDRESS = re.compile(r"(?i)\b([a-z][a-z0-9+.]*):(?=//)|\b(www)(?=\.)")


CUT = "…"
"""Stands where a text was cut."""


def one_line(text: str) -> str:
    """The text on one line, without control, invisible and direction-changing characters."""
    return SPACE.sub(" ", INVISIBLE.sub("", text)).strip()


def cut(text: str, longest: int) -> str:
    """The text, or its first words and "…", in at most `longest` characters."""
    if len(text) <= longest:
        return text
    if longest < 1:
        return ""
    head = text[: longest - 1]
    at_word = head.rfind(" ")
    if at_word > longest // 2:
        head = head[:at_word]
    return head.rstrip(" ,;:–-(") + CUT


def chart_text(text: str) -> str:
    """Chart text for plain places (summary, extension): one line, bounded."""
    if len(text) <= LONGEST_VALUE and HARMLESS.fullmatch(text):
        return text
    return cut(one_line(text), LONGEST_VALUE)


def escaped(text: str) -> str:
    """Chart text for a card's detail: reads the same, but is never markup, a tag, an image or a link.

    Web and mail addresses get a blank inside, because GitHub Markdown links them without any markup.
    """
    if len(text) <= LONGEST_VALUE and HARMLESS.fullmatch(text) and not LINE_START.match(text):
        return text
    plain = WEB_ADDRESS.sub(lambda hit: f"{hit[1]}: " if hit[1] else f"{hit[2]} ", chart_text(text))
    plain = re.sub(r"(?<=\S)@(?=\S)", " @ ", plain)
    plain = plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    plain = PUNCTUATION.sub(r"\\\g<0>", plain)
    return LINE_START.sub(lambda hit: f"{hit[1]}\\" if hit[1].isdigit() else f"\\{hit[1]}", plain)
