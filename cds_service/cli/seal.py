"""Seals a clinician's review: who read which content, by its digest, and when.

It must not know the content; it marks the protocol as reviewed and appends one table to `reviews.toml`.
"""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

from cds_service.cli.failure import Failure
from cds_service.knowledge import ContentError, Knowledge, load

_STATUS = re.compile(r'^status = "draft"$', re.MULTILINE)


def seal_content(content: Knowledge, name: str, role: str, day: date) -> str:
    """Writes the review and reads everything back; the sentence to print. Raises Failure, changing nothing."""
    if not name.strip() or not role.strip():
        raise Failure("a review needs a name and a role")
    protocol, reviews = content.folder / "protocol.toml", content.folder / "reviews.toml"
    before = {path: path.read_bytes() if path.is_file() else None for path in (protocol, reviews)}
    try:
        protocol.write_text(_STATUS.sub('status = "reviewed"', protocol.read_text("utf-8"), count=1), "utf-8")
        digest = load(content.folder).digest
        _append(reviews, name.strip(), role.strip(), day, digest)
        load(content.folder)
    except (OSError, ContentError) as problem:
        _restore(before)
        raise Failure(f"nothing sealed: {problem}") from None
    return (
        f"{content.protocol.id} {content.protocol.version}: reviewed by {name.strip()}, {role.strip()}, {day}\n{digest}"
    )


def _append(reviews: Path, name: str, role: str, day: date, digest: str) -> None:
    table = f'[[review]]\nname = {_quoted(name)}\nrole = {_quoted(role)}\ndate = {day}\ndigest = "{digest}"\n'
    earlier = reviews.read_text("utf-8").rstrip("\n") + "\n\n" if reviews.is_file() else ""
    reviews.write_text(earlier + table, "utf-8")


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's escapes are all TOML escapes, DEL apart."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "")


def _restore(before: dict[Path, bytes | None]) -> None:
    for path, text in before.items():
        if text is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(text)
