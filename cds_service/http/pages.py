"""Pages people read in a browser: what this is, what the protocol rests on, what became of the cards. No script.

It must not know clinical content by itself: every word about it comes from `cards/`.
"""

from __future__ import annotations

import asyncio
import hmac
from base64 import b64decode
from datetime import date, timedelta

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cds_service.http.calls import Shared
from cds_service.http.discovery import SPECIFICATION, discovery
from cds_service.http.errors import NoSuchAddress, StorageUnavailable, outcome_response
from cds_service.http.protocol_page import JSON, as_json, protocol_page, wants_json
from cds_service.knowledge import Knowledge
from cds_service.store import StoreUnavailable, insights_page

INSIGHT_DAYS = 90

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'"
_templates = Environment(
    loader=PackageLoader("cds_service.http"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


def review_line(knowledge: Knowledge) -> str:
    """Who reviewed the content that is served, or that nobody did."""
    signed = [review for review in knowledge.reviews if review.digest == knowledge.digest]
    if knowledge.protocol.status == "reviewed" and signed:
        last = max(signed, key=lambda review: review.date)
        return f"Reviewed by {last.name}, {last.role}, {last.date.isoformat()}"
    if knowledge.reviews:
        return "Draft, not clinically reviewed: the content changed since its last review"
    return "Draft, not clinically reviewed"


class Pages:
    """The routes of the pages."""

    def __init__(self, shared: Shared) -> None:
        self.shared = shared
        self._home = _page("home.html.jinja", **self._common(), **self._about_service())
        self._protocol: tuple[date, bytes, bytes] | None = None
        self._protocol_today()

    def routes(self) -> list[Route]:
        protocol = self.shared.service.knowledge.protocol
        return [
            Route("/", self._show_home, methods=["GET"]),
            Route(f"/protocol/{protocol.id}", self._show_protocol, methods=["GET"]),
            Route(f"/protocol/{protocol.id}.json", self._tell_protocol, methods=["GET"]),
            Route("/insights", self._show_insights, methods=["GET"]),
        ]

    async def _show_home(self, _request: Request) -> Response:
        return _html(self._home)

    async def _show_protocol(self, request: Request) -> Response:
        """The page for people, or for a program that asks for JSON."""
        if wants_json(request.headers.get("accept", "")):
            response = await self._tell_protocol(request)
        else:
            response = _html(self._protocol_today()[0])
        response.headers["vary"] = "Accept"
        return response

    async def _tell_protocol(self, _request: Request) -> Response:
        return Response(self._protocol_today()[1], media_type=JSON)

    def _protocol_today(self) -> tuple[bytes, bytes]:
        """Page and JSON, made anew each day: what was checked long ago is marked by the day it is read."""
        today = self.shared.clock().date()
        if self._protocol is None or self._protocol[0] != today:
            knowledge = self.shared.service.knowledge
            told = protocol_page(knowledge, review_line(knowledge), today)
            policies = {entry["id"]: entry for entry in told["policies"]}
            page = _page("protocol.html.jinja", **told | {"title": knowledge.protocol.title, "policies": policies})
            self._protocol = (today, page, as_json(told))
        return self._protocol[1:]

    async def _show_insights(self, request: Request) -> Response:
        """What became of the cards, for whoever holds the operator's token; without one it does not exist."""
        token = self.shared.settings.operator_token
        if token is None:
            return outcome_response(NoSuchAddress("there is nothing at this address"))
        if not _knows(request, token.get_secret_value()):
            return Response(status_code=401, headers={"www-authenticate": 'Basic realm="insights"'})
        now = self.shared.clock()
        try:
            report = await asyncio.to_thread(
                self.shared.store.report, now - timedelta(days=INSIGHT_DAYS), now + timedelta(minutes=1)
            )
        except StoreUnavailable:
            return outcome_response(StorageUnavailable("the database does not answer right now"))
        return _html(insights_page(report).encode())

    def _common(self) -> dict[str, object]:
        knowledge = self.shared.service.knowledge
        line = review_line(knowledge)
        return {
            "title": knowledge.protocol.title,
            "protocol": knowledge.protocol,
            "digest": knowledge.digest,
            "review": line,
            "reviewed": line.startswith("Reviewed"),
        }

    def _about_service(self) -> dict[str, object]:
        return {
            "base_url": self.shared.settings.base_url,
            "auth": self.shared.settings.require_auth,
            "demo": self.shared.settings.demo,
            "specification": SPECIFICATION,
            "services": discovery(self.shared.service)["services"],
        }


def _page(template: str, **values: object) -> bytes:
    return _templates.get_template(template).render(**values).encode()


def _html(page: bytes) -> Response:
    return Response(page, media_type="text/html", headers={"content-security-policy": _POLICY})


def _knows(request: Request, secret: str) -> bool:
    """True when the request carries the secret as bearer token or as password of any user."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    given = value.strip()
    if scheme.lower() == "basic":
        try:
            given = b64decode(given, validate=True).decode().partition(":")[2]
        except ValueError:
            return False
    elif scheme.lower() != "bearer":
        return False
    return hmac.compare_digest(given.encode(), secret.encode())
