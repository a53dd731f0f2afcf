"""How log lines are written: one JSON object a line, of names the service chose itself.

It must not know calls or patients. An exception is logged as its type and the places it passed, never its words:
those may quote a chart.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import msgspec
import structlog

from cds_service.settings import Settings

_encode = msgspec.json.Encoder(enc_hook=str).encode


def configure_logs(settings: Settings) -> None:
    """Writes structlog's and the standard library's lines to standard error. May be called again."""
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    as_text = settings.log_format == "text"
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer(colors=False) if as_text else _as_json,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: _StandardError(),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    for present in [h for h in root.handlers if isinstance(h, _ToStructlog)]:
        root.removeHandler(present)
    root.addHandler(_ToStructlog())
    root.setLevel(max(level, logging.INFO))
    logging.getLogger("uvicorn.access").disabled = True
    for talkative in ("alembic", "httpx", "httpcore", "hpack"):
        logging.getLogger(talkative).setLevel(logging.WARNING)


def places(problem: BaseException) -> list[str]:
    """Where an exception passed, innermost last, as "file:line function"; none of its words."""
    frames = traceback.extract_tb(problem.__traceback__)
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames[-12:]]


def _as_json(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> str:
    return _encode(event).decode()


class _StandardError:
    """Writes a finished line to whatever standard error is by then, in one piece."""

    def msg(self, line: str) -> None:
        sys.stderr.write(line + "\n")
        sys.stderr.flush()

    debug = info = warning = error = critical = msg


class _ToStructlog(logging.Handler):
    """Lines of libraries, in our form; of an exception only its type."""

    def emit(self, record: logging.LogRecord) -> None:
        problem = record.exc_info[1] if record.exc_info else None
        fields = {"exception": type(problem).__name__, "places": places(problem)} if problem else {}
        structlog.get_logger().log(record.levelno, record.getMessage(), logger=record.name, **fields)
