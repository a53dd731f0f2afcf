"""The store as the rest of the service sees it: feedback, the decision journal, replay protection, reports.

It must not know HTTP, FHIR or the patient.

From an event loop: `record_decision` is cheap and called directly; everything else waits for a database and
is called as `await asyncio.to_thread(store.record_feedback, ...)`.

What is promised
- Feedback and tokens: the call returns after the database committed. Feedback is then on disk (SQLite
  synchronous=FULL, PostgreSQL synchronous_commit=on); a token seen outlives the process, not a power failure.
- Decisions: when `record_decision` returns the operating system has the line; killing the process loses
  nothing. It is on disk within about SYNC_SECONDS, and in the database within about DRAIN_SECONDS while that
  takes it. A power failure may lose the decisions of the last SYNC_SECONDS. Without a journal folder, or
  while its disk is full, decisions wait in memory and a killed process loses them; `healthy` is then False
  for a full disk.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, delete, select

from cds_service.store.database import StoreUnavailable, migrate, open_engine, read_url, reading, writing
from cds_service.store.decision import Decision, to_line, utc
from cds_service.store.drain import drain
from cds_service.store.feedback import FeedbackItem, FeedbackReceipt, keep_feedback
from cds_service.store.journal import Journal
from cds_service.store.replay import forget_expired, remember
from cds_service.store.report import Report, read_report
from cds_service.store.tables import card, decision, feedback

SYNC_SECONDS = 0.05
DRAIN_SECONDS = 0.5
RETRY_SECONDS = 5.0
ADOPT_SECONDS = 15.0
TIDY_SECONDS = 600.0

_log = logging.getLogger(__name__)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Decisions on their way: `bytes` in files of the folder, `held` in this process's memory only, and how many this
    process has `dropped` for want of room."""

    bytes: int
    held: int
    dropped: int


class Store:
    """One per process, opened after forking and shared by its threads. Use `Store.open`."""

    def __init__(
        self,
        engine: Engine,
        relaxed: Engine,
        journal: Journal,
        retention: timedelta | None,
        clock: Callable[[], datetime],
    ) -> None:
        self._engine = engine
        self._relaxed = relaxed
        self._journal = journal
        self._retention = retention
        self._clock = clock
        self._stop = threading.Event()
        self._draining = threading.Lock()
        self._drained_last = True
        self._threads = [
            threading.Thread(target=self._keep_syncing, name="journal-sync", daemon=True),
            threading.Thread(target=self._keep_draining, name="journal-drain", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    @classmethod
    def open(
        cls,
        url: str,
        journal_dir: Path | None,
        retention_days: int | None,
        *,
        busy_seconds: float = 5.0,
        clock: Callable[[], datetime] = _now,
    ) -> Store:
        """Opens the database, brings its tables up to date and replays what earlier processes left behind.

        `journal_dir`: a folder on a local disk that outlives the process; several processes may share it.
        None: beside the SQLite file; with PostgreSQL decisions then wait in memory only.
        `retention_days`: decisions and feedback older than that are removed as time goes; None keeps all.
        Raises ValueError for an address that is neither SQLite file nor PostgreSQL, or a retention under one
        day; StoreUnavailable when the database cannot be used.
        """
        if retention_days is not None and retention_days < 1:
            raise ValueError("keep decisions at least one day")
        address = read_url(url)
        engine = open_engine(address, busy_seconds)
        relaxed = open_engine(address, busy_seconds, relaxed=True)
        try:
            migrate(engine)
            if journal_dir is None and address.get_backend_name() == "sqlite":
                journal_dir = Path(f"{address.database}.journal")
            journal = Journal(journal_dir)
        except BaseException as error:
            engine.dispose()
            relaxed.dispose()
            if isinstance(error, OSError):
                raise StoreUnavailable("the journal folder cannot be written") from None
            raise
        retention = None if retention_days is None else timedelta(days=retention_days)
        return cls(engine, relaxed, journal, retention, clock)

    def record_feedback(self, service_id: str, items: Sequence[FeedbackItem], received: datetime) -> FeedbackReceipt:
        """Keeps all items or none; on disk when it returns. Raises StoreUnavailable, and then kept nothing.

        `userComment` is free text and may name the patient: only the flag that there was one is stored.
        """
        with writing(self._engine) as connection:
            return keep_feedback(connection, service_id, items, received)

    def record_decision(self, made: Decision) -> None:
        """Journals a decision: cheap, thread-safe, never waits for the database and never raises.

        An answer the clinician needs is not withheld because its record could not be written.
        """
        try:
            line = to_line(made)
        except (TypeError, ValueError):
            _log.error("a decision could not be written down")
            return
        self._journal.append(line)

    def seen_jti(self, issuer: str, jti: str, expires: datetime) -> bool:
        """True when the token was seen before, by whichever instance. Raises StoreUnavailable."""
        return remember(self._relaxed, issuer, jti, expires)

    def report(self, since: datetime, until: datetime) -> Report:
        """What became of the cards shown from `since` on and before `until`. Raises StoreUnavailable."""
        with reading(self._engine) as connection:
            return read_report(connection, utc(since), utc(until))

    def purge(self, before: datetime) -> int:
        """Removes decisions made and feedback received before the instant; the number of both together.

        Feedback goes with its card, so that none is left to look like feedback on a card never shown.
        """
        instant = utc(before)
        old_cards = select(card.c.id).join(decision).where(decision.c.at < instant)
        with writing(self._engine) as connection:
            gone = connection.execute(
                delete(feedback).where((feedback.c.received < instant) | feedback.c.card.in_(old_cards))
            ).rowcount
            return int(gone + connection.execute(delete(decision).where(decision.c.at < instant)).rowcount)

    def flush(self) -> None:
        """Brings every decision journalled so far into the database, those of dead processes included.

        Raises StoreUnavailable when the database does not take them; they then stay where they are.
        """
        self._journal.adopt()
        self._drain()

    def _drain(self) -> None:
        with self._draining:
            self._drained_last = False
            drain(self._journal, self._engine)
            self._drained_last = True

    def healthy(self) -> bool:
        """The database answers, the last drain succeeded, no decision waits in memory for want of disk."""
        try:
            with reading(self._engine) as connection:
                connection.execute(select(decision.c.id).limit(1)).first()
        except StoreUnavailable:
            return False
        return self._drained_last and not self._journal.short_of_disk

    def waiting(self) -> Waiting:
        """What has not reached the database yet; looks into the journal's folder."""
        return Waiting(self._journal.bytes_waiting(), self._journal.holding, self._journal.dropped)

    def close(self) -> None:
        """Drains what it can; what the database does not take stays in the journal folder.

        Takes milliseconds, or about twice `busy_seconds` while the database is away. A second call does nothing.
        """
        if self._stop.is_set():
            return
        self._stop.set()
        self._journal.wake()
        for thread in self._threads:
            thread.join()
        try:
            self._drain()
        except (StoreUnavailable, OSError):
            _log.warning("the database took no decisions at shutdown: they stay in the journal")
        self._journal.close()
        self._engine.dispose()
        self._relaxed.dispose()

    def _keep_syncing(self) -> None:
        while not self._stop.is_set():
            self._journal.sync()
            self._stop.wait(SYNC_SECONDS)

    def _keep_draining(self) -> None:
        adopt_at = tidy_at = time.monotonic()
        while not self._stop.is_set():
            now = time.monotonic()
            if now >= adopt_at:
                adopt_at = now + ADOPT_SECONDS
                self._journal.adopt()
            elif not self._journal.filled.wait(adopt_at - now):
                continue
            elif self._stop.wait(DRAIN_SECONDS):  # others come in the meantime: one transaction for all
                return
            self._journal.filled.clear()
            if not self._drain_quietly():
                self._journal.filled.set()
                self._stop.wait(RETRY_SECONDS)
            if now >= tidy_at:
                tidy_at = now + TIDY_SECONDS
                self._tidy()

    def _drain_quietly(self) -> bool:
        try:
            self._drain()
        except StoreUnavailable as error:
            _log.warning("decisions stay in the journal: %s", error)
        except Exception as error:  # the thread must outlive whatever a disk can think of
            _log.error("decisions stay in the journal: %s", type(error).__name__)
        return self._drained_last

    def _tidy(self) -> None:
        """Forgets expired tokens and what is older than the retention; what fails is tried again later."""
        try:
            forget_expired(self._relaxed, self._clock())
            if self._retention is not None:
                self.purge(self._clock() - self._retention)
        except StoreUnavailable as error:
            _log.warning("the store could not be tidied: %s", error)
