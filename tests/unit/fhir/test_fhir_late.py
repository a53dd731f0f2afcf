"""What is dear to build does not hold up those who do not need it."""

from __future__ import annotations

import asyncio
import threading

import pytest

from cds_service.fhir import units
from cds_service.fhir.late import Late, in_turns


def test_a_thing_is_built_once_and_on_the_spot() -> None:
    """Outside a server the first need builds, and the others find it."""
    built: list[int] = []
    late = Late(lambda: built.append(1) or "made")  # type: ignore[func-returns-value]
    assert ("made", "made", 1) == (late(), late(), len(built))


async def test_others_go_on_while_it_is_built() -> None:
    """Building happens in another thread: the loop turns meanwhile, and the work gets what it needed."""
    turned = threading.Event()
    late = Late(lambda: turned.wait(10))

    async def other() -> None:
        await asyncio.sleep(0.05)
        turned.set()

    _, had = await asyncio.gather(other(), in_turns(late))
    assert had is True


async def test_work_is_done_again_for_each_thing_it_needs() -> None:
    """Two late things cost two new beginnings; the thing one build needs itself is built with it."""
    runs: list[int] = []
    first = Late(lambda: 1)
    second = Late(lambda: first() + 1)

    def work() -> tuple[int, int]:
        runs.append(1)
        return second(), first()

    assert ((2, 1), 2) == (await in_turns(work), len(runs))


async def test_a_need_is_not_mistaken_for_a_bad_record() -> None:
    """Readers that turn any exception of a library into "unreadable" do not swallow it."""
    late = Late(lambda: 1)

    def work() -> int | None:
        try:
            return late()
        except Exception:
            return None

    assert 1 == await in_turns(work)


async def test_a_build_that_fails_is_told_to_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that cannot be loaded is an error of the call, not an endless new beginning."""

    def build() -> int:
        raise ImportError("no such library")

    with pytest.raises(ImportError):
        await in_turns(Late(build))


async def test_a_rare_unit_is_read_without_holding_up_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """The registry of all units is built beside the loop, and the ratio is that of a command line."""
    on_loop = threading.current_thread()
    where: list[threading.Thread] = []

    def build() -> object:
        where.append(threading.current_thread())
        return units._all_of_ucum()

    monkeypatch.setattr(units, "_registry", Late(build))
    units.factor.cache_clear()
    assert units.factor("[gr]", "mg") == await in_turns(lambda: units.factor("[gr]", "mg"))
    units.factor.cache_clear()
    monkeypatch.setattr(units, "_registry", Late(build))
    where.clear()
    await in_turns(lambda: units.factor("[gr]", "mg"))
    assert [False] == [thread is on_loop for thread in where]
