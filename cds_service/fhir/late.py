"""What is dear to build and seldom needed: built at the first need, and not where others would have to wait for it.

It must not know what is built. A command builds on the spot. A server runs its work `in_turns`: the first need stops
the work, the build happens in a thread while other calls are answered, and the work begins anew. So work that is run
this way must be free of side effects, as reading and judging a chart are.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, Generic, TypeVar

T = TypeVar("T")

_elsewhere: ContextVar[bool] = ContextVar("late_elsewhere", default=False)


class _NeededError(BaseException):
    """Stops work that needs what is not built yet; no `except Exception` on the way may take it for a bad record."""

    def __init__(self, build: Callable[[], Any]) -> None:
        super().__init__()
        self.build = build


class Late(Generic[T]):
    """Something that `build` makes once; calling it gives the thing."""

    def __init__(self, build: Callable[[], T]) -> None:
        self._build = build
        self._made: list[T] = []

    def __call__(self) -> T:
        if not self._made:
            if _elsewhere.get():
                raise _NeededError(self.build)
            self.build()
        return self._made[0]

    def build(self) -> None:
        """Make it now. Two threads at once make it twice, and the first to be ready stays."""
        self._made.append(self._build())


async def in_turns(work: Callable[[], T]) -> T:
    """The result of the work, which is done again after each thing that had to be built for it."""
    while True:
        token = _elsewhere.set(True)
        try:
            return work()
        except _NeededError as needed:
            build = needed.build
        finally:
            _elsewhere.reset(token)
        await asyncio.to_thread(_here, build)


def _here(build: Callable[[], Any]) -> None:
    """A thread takes the caller's context along; what it builds may need another late thing."""
    _elsewhere.set(False)
    build()
