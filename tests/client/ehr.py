"""The EHR's side: the reference client's page as it was built, and an order set that offers the drug its list lacks.

It must not know our service. The order set is a CDS service of its own, at the same origin as the page: the client
takes a drug from the suggestion of any service.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ORDER_SET = "/order-set/cds-services"
DRUG = "ketamine 50 MG/ML Injectable Solution"
OFFER = f"Order {DRUG}"
_CODING = {"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "6130", "display": "ketamine"}
_DRAFT = {
    "resourceType": "MedicationRequest",
    "id": "request-123",
    "status": "draft",
    "intent": "order",
    "medicationCodeableConcept": {"text": DRUG, "coding": [_CODING]},
}
_CARD = {
    "uuid": "order-set",
    "summary": "Order set",
    "indicator": "info",
    "source": {"label": "Order set"},
    "selectionBehavior": "at-most-one",
    "suggestions": [
        {"label": OFFER, "uuid": "drug", "actions": [{"type": "create", "description": OFFER, "resource": _DRAFT}]}
    ],
}
_SERVICES = {"services": [{"id": "drugs", "hook": "order-select", "description": "Drugs to order"}]}


class _Site(SimpleHTTPRequestHandler):
    """The files of the page, and the order set."""

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        """What the order set offers, or a file of the page."""
        if self.path == ORDER_SET:
            self._answer(_SERVICES)
        else:
            super().do_GET()

    def do_POST(self) -> None:
        """The card of the order set; feedback to it is taken and forgotten."""
        self.rfile.read(int(self.headers["content-length"]))
        self._answer({} if self.path.endswith("/feedback") else {"cards": [_CARD]})

    def _answer(self, body: Any) -> None:
        text = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


@contextmanager
def site(folder: Path) -> Iterator[str]:
    """The origin at which the page in `folder` is served until the context ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Site, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def free_port() -> int:
    """A port of this machine on which nothing listens now."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port
