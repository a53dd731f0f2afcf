"""An EHR's FHIR server as small as can be: it answers exactly the searches a prefetch would have filled."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.http.living import Json

Question = tuple[str, frozenset[tuple[str, str]]]


@dataclass
class Hospital:
    """A server at `url`; `tokens` are the Authorization headers it was sent, None where there was none.

    `status` and `headers`: of what it answers to a question it knows.
    """

    url: str
    answers: dict[Question, bytes]
    tokens: list[str | None] = field(default_factory=list)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def question(query: str) -> Question:
    """A search as its path and its parameters in any order; how long a page may be is left to the server."""
    parts = urlsplit(query)
    return parts.path.strip("/"), frozenset(each for each in parse_qsl(parts.query) if each[0] != "_count")


def filled(template: str, context: Mapping[str, Any]) -> str:
    """A prefetch template with its tokens replaced, as a client does it."""
    for name, value in context.items():
        if isinstance(value, str):
            template = template.replace(f"{{{{context.{name}}}}}", value)
    return template


@contextmanager
def hospital(templates: Mapping[str, str], request: Json) -> Iterator[Hospital]:
    """A FHIR server with the very chart that the request's prefetch holds."""
    answers = {
        question(filled(templates[key], request["context"])): json.dumps(value).encode()
        for key, value in request["prefetch"].items()
    }

    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            place.tokens.append(self.headers.get("authorization"))
            asked, parameters = question(self.path)
            body = place.answers.get((asked.removeprefix("fhir/"), parameters))
            self.send_response(404 if body is None else place.status)
            for name, value in place.headers.items():
                self.send_header(name, value)
            self.send_header("content-type", "application/fhir+json")
            self.send_header("content-length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    place = Hospital(f"http://127.0.0.1:{server.server_address[1]}/fhir", answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield place
    finally:
        server.shutdown()
        server.server_close()
