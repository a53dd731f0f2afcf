"""The service as it is, but for decisions, which are forgotten: what keeping them costs is the difference.

It must not change anything else.
"""

from __future__ import annotations

from typing import Any

from cds_service.app import from_environment
from cds_service.store import Store


def _forget(_store: Store, _decision: Any) -> None:
    return


def app() -> Any:
    """What a worker process calls."""
    Store.record_decision = _forget  # type: ignore[method-assign]
    return from_environment()
