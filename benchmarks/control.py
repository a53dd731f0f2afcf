"""The control: reads the body, parses all of it, and returns a card that is always the same.

It stands for the least that a service could do which looks at the whole request. Needs orjson.
"""

from __future__ import annotations

import gc
from typing import Any

import orjson

CARD = {
    "uuid": "4e0a3a1e-3f16-4a3c-a0fd-000000000000",
    "summary": "A card that says the same to everybody",
    "indicator": "info",
    "detail": "It has read the whole request and found nothing in it. " * 48,
    "source": {"label": "The control of the benchmark", "url": "https://example.org/control"},
}
_HEADERS = [(b"content-type", b"application/json")]


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """ASGI: any POST is answered with the card."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
        return
    chunks = []
    while True:
        message = await receive()
        chunks.append(message.get("body", b""))
        if not message.get("more_body", False):
            break
    if scope["method"] == "POST":
        orjson.loads(b"".join(chunks))
    await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
    await send({"type": "http.response.body", "body": orjson.dumps({"cards": [CARD]})})


async def _live(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            gc.collect()
            gc.freeze()
            gc.set_threshold(50_000, 20, 50)
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await send({"type": "lifespan.shutdown.complete"})
            return
