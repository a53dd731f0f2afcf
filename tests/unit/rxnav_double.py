"""A real HTTP server on this machine that answers as RxNav does, from recorded answers.

The shapes are those of the public documentation of the RxNorm API: groups without concepts leave the list out, numbers
are texts, what is empty may be null. Codes from 99000000 on are made up.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """An answer that is not the usual one: its status, body and headers."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


class RxNavDouble:
    """`answers` by path below /REST: JSON, or something told as it is; a list is told one after the other."""

    def __init__(self) -> None:
        self.answers: dict[str, Json | Told | list[Json | Told]] = {"/version.json": version("05-Oct-2026")}
        self.requests: list[str] = []
        double = self

        class Desk(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                double.requests.append(self.path)
                told = double.told(urlsplit(self.path).path.removeprefix("/REST"))
                self.send_response(told.status)
                for name, value in (("content-length", str(len(told.body))), *told.headers):
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(told.body)

            def log_message(self, *_: object) -> None:
                """Tests have nothing to log."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """The address a setting would name."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/REST"

    def close(self) -> None:
        """Stop and give the port back."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)

    def told(self, path: str) -> Told:
        """The answer to one request."""
        answer = self.answers.get(path, Told(404))
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        return answer if isinstance(answer, Told) else Told(200, json.dumps(answer).encode())

    def asked(self, path: str) -> list[dict[str, list[str]]]:
        """The queries of the requests for one path."""
        return [parse_qs(urlsplit(r).query) for r in self.requests if urlsplit(r).path == f"/REST{path}"]

    def ingredient(self, rxcui: str, name: str, *products: Json) -> None:
        """Record an ingredient, active under this name, with its products."""
        self.answers[f"/rxcui/{rxcui}/properties.json"] = {
            "properties": {"rxcui": rxcui, "name": name, "synonym": "", "tty": "IN", "language": "ENG", "suppress": "N"}
        }
        groups = []
        for tty in ("BPCK", "GPCK", "SBD", "SCD"):
            concepts = [{k: p[k] for k in ("rxcui", "name", "tty")} for p in products if p["tty"] == tty]
            groups.append({"tty": tty, "conceptProperties": concepts} if concepts else {"tty": tty})
        self.answers[f"/rxcui/{rxcui}/related.json"] = {"relatedGroup": {"rxcui": None, "conceptGroup": groups}}
        for p in products:
            self.answers[f"/rxcui/{p['rxcui']}/historystatus.json"] = {
                "rxcuiStatusHistory": {
                    "metaData": {"status": "Active", "source": "RXNORM", "isCurrent": "YES"},
                    "attributes": {k: p[k] for k in ("rxcui", "name", "tty")},
                    "definitionalFeatures": {"ingredientAndStrength": p["parts"]} if p["parts"] else None,
                }
            }


def version(text: str) -> Json:
    """What RxNav says of itself."""
    return {"version": text, "apiVersion": "3.1.300"}


def product(rxcui: str, name: str, *parts: Json, tty: str = "SCD") -> Json:
    """One product with its ingredients."""
    return {"rxcui": rxcui, "name": name, "tty": tty, "parts": list(parts)}


def part(base: str, value: str, unit: str = "MG", per: str = "EACH") -> Json:
    """One ingredient of a product with its strength."""
    return {
        "baseRxcui": base, "baseName": "", "numeratorValue": value, "numeratorUnit": unit,
        "denominatorValue": "1", "denominatorUnit": per,
    }  # fmt: skip
