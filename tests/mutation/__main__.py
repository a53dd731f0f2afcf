"""Mutation testing of the protocol: `python -m tests.mutation [--again] [MODULE ...]` (needs cosmic-ray, not locked).

Every vignette that reaches a changed function is judged again; on the code as it is all of them have to pass. A mutant
is *killed* by the first vignette that fails; otherwise it is one of: `status` (a status, verdict, scope, trial, dose or
suggestion differs on some chart and no vignette expects that), `words` (other words or facts only), `nothing` (no chart
shows it). Survivors have to be explained in survivors.toml; exit code 1 where one is not, or where an explanation
explains nothing.
The result is kept in var/mutation.json; `--again` tries only what survived in it.
"""

from __future__ import annotations

import importlib
import json
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.mutation.changes import Mutant, functions, mutants
from tests.mutation.charts import Answers, Case, Place, cases, in_full, judged, reached
from tests.mutation.survivors import Survivor, explained, outdated, unexplained
from tests.mutation.swap import Swap

ROOT = Path(__file__).resolve().parents[2]
RESULT = ROOT / "var" / "mutation.json"
PROTOCOL = ROOT / "cds_service" / "protocol"
KILLED, STATUS, WORDS, NOTHING = "killed", "status", "words", "nothing"
SECONDS = 120
"""A mutant that is not done by then never ends: killed."""
MOST_ASKED = 1000
"""Vignettes whose card is written anew to see whether they fail, where only words differ."""


class TooLong(BaseException):
    """The mutant does not end. Not an Exception, so that nothing on the way takes it for an answer."""


@contextmanager
def _limited() -> Iterator[None]:
    def late(*_: object) -> None:
        raise TooLong

    signal.signal(signal.SIGALRM, late)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)


class Bench:
    """The charts as the real protocol judges them, and mutants tried upon them."""

    def __init__(self) -> None:
        self.swap = Swap()
        self.cases = list(cases())
        self.base: list[Answers] = []
        self.full: list[str] = []
        self.reached: list[frozenset[Place]] = []
        for case in self.cases:
            answers, made = judged(case)
            self.base.append(answers)
            self.full.append(in_full(made))
            self.reached.append(reached(case))
        self.order = list(range(len(self.cases)))

    def reaching(self, mutant: Mutant, code: str) -> list[int]:
        """The cases that can tell, the likeliest killers first: all, unless the place is in one function."""
        span = next((range(a, b + 1) for a, b, name in functions(code) if name == mutant.where), None)
        if span is None:
            return list(self.order)
        return [i for i in self.order if any(m == mutant.module and at in span for m, at in self.reached[i])]

    def tried(self, mutant: Mutant, code: str) -> tuple[str, str]:
        """The class of a mutant and the vignette that kills it or shows it."""
        try:
            with _limited(), self.swap.changed(mutant.module, mutant.code):
                return self._tried(self.reaching(mutant, code))
        except TooLong:
            return KILLED, "it does not end"
        except Exception as error:  # the module cannot even be imported
            return KILLED, repr(error)

    def _tried(self, asked: list[int]) -> tuple[str, str]:
        found, witness = NOTHING, ""
        worded: list[int] = []
        for index in asked:
            case = self.cases[index]
            try:
                answers, made = judged(case)
            except Exception:
                self._first(index)
                return KILLED, case.says
            if answers != self.base[index]:
                if self._fails(case):
                    self._first(index)
                    return KILLED, case.says
                if found != STATUS:
                    found, witness = STATUS, f"{case.says}: {self._difference(self.base[index], answers)}"
                continue
            asks = case.reads and len(worded) < MOST_ASKED
            if (asks or found == NOTHING) and in_full(made) != self.full[index]:
                worded += [index] if asks else []
                found, witness = (WORDS, case.says) if found == NOTHING else (found, witness)
        for index in worded:
            if self._fails(self.cases[index]):
                self._first(index)
                return KILLED, self.cases[index].says
        return found, witness

    def _first(self, index: int) -> None:
        self.order.remove(index)
        self.order.insert(0, index)

    @staticmethod
    def _fails(case: Case) -> bool:
        try:
            case.vignette.check()
        except Exception:
            return True
        return False

    @staticmethod
    def _difference(before: Answers, after: Answers) -> str:
        changed = [k for k in before.keys() | after.keys() if before.get(k) != after.get(k)]
        return ", ".join(f"{k} {before.get(k)} -> {after.get(k)}" for k in sorted(changed))[:300]


def _read() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else {}
    return found


def _keep(module: str, rows: list[dict[str, Any]]) -> None:
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps({**_read(), module: rows}, indent=1), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Runs and reports; 0 where every survivor of the modules asked for is explained and nothing else is."""
    again = "--again" in arguments
    modules = [a for a in arguments if not a.startswith("-")]
    modules = modules or sorted(p.stem for p in PROTOCOL.glob("*.py") if p.stem != "__init__")
    known = explained()
    bench = Bench()
    wrong = 0
    for module in modules:
        file = Path(importlib.import_module(_dotted(module)).__file__ or "")
        code = file.read_text(encoding="utf-8")
        # Of a line that stands twice in one function the survivor is the one to remember.
        last_time = sorted(_read().get(module, []) if again else [], key=lambda r: str(r["class"]) != KILLED)
        before = {(r["where"], r["before"], r["after"]): r for r in last_time}
        rows: list[dict[str, Any]] = []
        began = time.monotonic()
        for mutant in mutants(module, code):
            last = before.get(mutant.name[1:])
            if last is not None and last["class"] == KILLED:
                rows.append({**last, "line": mutant.number})
                continue
            what, witness = bench.tried(mutant, code)
            names = {"where": mutant.where, "before": mutant.before, "after": mutant.after, "line": mutant.number}
            rows.append({**names, "operator": mutant.operator, "class": what, "witness": witness})
        _keep(module, rows)
        left = [
            Survivor(module, r["where"], r["before"], r["after"], r["class"] == STATUS)
            for r in rows
            if r["class"] != KILLED
        ]
        new, old = unexplained(left, known), outdated(left, [k for k in known if k.module == module])
        wrong += len(new) + len(old)
        for row, one in zip([r for r in rows if r["class"] != KILLED], left, strict=True):
            if one in new:
                print(
                    f"{row['class']:8}{module}:{row['line']} {one.where}: {one.before}\n  ->    {one.after}"
                    f"   [{row['witness']}]"
                )
        for name in old:
            print(f"explains nothing: {name}")
        counts = Counter(r["class"] for r in rows)
        told = ", ".join(f"{counts[c]} {c}" for c in (KILLED, STATUS, WORDS, NOTHING))
        spent = time.monotonic() - began
        print(f"== {module}: {len(rows)} mutants, {told}; {len(left) - len(new)} explained ({spent:.0f} s)", flush=True)
    return 1 if wrong else 0


def _dotted(module: str) -> str:
    return "cds_service.assess" if module == "assess" else f"cds_service.protocol.{module}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
