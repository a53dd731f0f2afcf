"""The addresses of the bench: its page, its parts, and the made-up patients it starts with.

It must not know hooks or cards: the page in the browser is the EHR, and calls the service as any EHR would.
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cds_service.http.calls import Shared
from cds_service.http.demo.patients import MadeUp, made_up, moved
from cds_service.http.errors import NoSuchAddress, outcome_response

_STATIC = Path(__file__).with_name("static")
_PAGE = "index.html"
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".json": "application/json"}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
_THROUGH_A_PROXY = ("forwarded", "via", "x-forwarded-for", "x-real-ip")


class Demo:
    """The routes of the bench. They answer this machine only, and nothing that came through a proxy."""

    def __init__(self, shared: Shared) -> None:
        self.shared = shared
        self._parts = {path.name: path for path in sorted(_STATIC.iterdir()) if path.suffix in _TYPES}
        self._patients: Mapping[str, MadeUp] = made_up()

    def routes(self) -> list[Route]:
        return [
            Route("/demo", self._page, methods=["GET"]),
            Route("/demo/patients", self._list, methods=["GET"]),
            Route("/demo/patients/{name}", self._patient, methods=["GET"]),
            Route("/demo/{name}", self._part, methods=["GET"]),
        ]

    async def _page(self, request: Request) -> Response:
        return self._file(request, _PAGE)

    async def _part(self, request: Request) -> Response:
        return self._file(request, request.path_params["name"])

    async def _list(self, request: Request) -> Response:
        told = [{"name": name, "story": each.story} for name, each in self._patients.items()]
        return _json(told) if _is_near(request) else _nothing()

    async def _patient(self, request: Request) -> Response:
        """One made-up patient, as if the story had happened up to now."""
        found = self._patients.get(request.path_params["name"])
        if found is None or not _is_near(request):
            return _nothing()
        return _json(moved(found, self.shared.clock(), self.shared.settings.zone))

    def _file(self, request: Request, name: str) -> Response:
        path = self._parts.get(name)
        if path is None or not _is_near(request):
            return _nothing()
        headers = {"content-security-policy": _POLICY}
        return Response(path.read_bytes(), media_type=_TYPES[path.suffix], headers=headers)


def _is_near(request: Request) -> bool:
    """Whether a browser on this very machine asks."""
    if request.client is None or any(name in request.headers for name in _THROUGH_A_PROXY):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _json(told: object) -> Response:
    return Response(msgspec.json.encode(told), media_type="application/json")


def _nothing() -> Response:
    return outcome_response(NoSuchAddress("there is nothing at this address"))
