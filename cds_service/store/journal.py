"""The write-ahead journal: decisions as lines in files, safe from a killed process before the answer leaves.

It must not know the database: whoever drains it says when a segment's lines are kept elsewhere.

A segment is a file that its writer holds locked. A segment nobody holds was left by a process that died, and
belongs to whoever locks it first.
"""

from __future__ import annotations

import fcntl
import logging
import os
import threading
import time
import uuid
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

ADOPTED_AT_ONCE = 64
HELD_IN_MEMORY = 10_000
"""Decisions kept in memory while no file can be written; beyond that the oldest go, and are counted."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Segment:
    """An open, locked file of lines; `length` is the number of bytes that are whole lines."""

    path: Path
    fd: int
    length: int = 0

    def lines(self) -> Iterator[bytes]:
        """Every line in turn, the last perhaps torn."""
        with os.fdopen(os.dup(self.fd), "rb") as file:
            file.seek(0)
            yield from file

    def discard(self) -> None:
        """Removes the file: its lines are kept elsewhere."""
        self.path.unlink(missing_ok=True)
        os.close(self.fd)

    def release(self) -> None:
        """Lets go of the file and leaves it for a later start."""
        os.close(self.fd)


class Journal:
    """The segments of one process in one folder; without a folder lines live in memory only.

    Open it after forking: threads and locks do not survive a fork.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._sealed: deque[Segment] = deque()
        self._backlog: deque[bytes] = deque()
        self._dirty = threading.Event()
        self.filled = threading.Event()
        self.dropped = 0
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._active = self._open_segment()

    def append(self, line: bytes) -> None:
        """Hands the line to the operating system (about ten microseconds); never raises.

        When the file cannot take it (disk full) it waits in memory, and `short_of_disk` says so.
        """
        with self._lock:
            if not self._write(line):
                self._hold(line)
        if not self.filled.is_set():
            self.filled.set()
        if not self._dirty.is_set():
            self._dirty.set()

    def _write(self, line: bytes) -> bool:
        segment = self._active
        if segment is None:
            return False
        try:
            written = os.write(segment.fd, line)
        except OSError:
            return False
        if written == len(line):
            segment.length += written
            return True
        try:
            os.ftruncate(segment.fd, segment.length)  # no half line before the next one
        except OSError:
            self._active = None
            self._sealed.append(segment)
        return False

    def _hold(self, line: bytes) -> None:
        if len(self._backlog) == HELD_IN_MEMORY:
            self._backlog.popleft()
            if self.dropped % HELD_IN_MEMORY == 0:
                _log.error("the decision journal has no room left: decisions are being lost")
            self.dropped += 1
        self._backlog.append(line)

    @property
    def holding(self) -> int:
        """Lines in memory only: they would be lost with the process."""
        return len(self._backlog)

    def bytes_waiting(self) -> int:
        """Bytes in the folder that no database has taken yet, those of other processes included."""
        if self._folder is None:
            return 0
        waiting = 0
        for path in self._folder.glob("*.journal"):
            with suppress(FileNotFoundError):  # drained this very moment
                waiting += path.stat().st_size
        return waiting

    @property
    def short_of_disk(self) -> bool:
        """Lines wait in memory although there is a folder for them."""
        return self._folder is not None and self.holding > 0

    def wake(self) -> None:
        """Lets whoever waits for something new go on."""
        self.filled.set()
        self._dirty.set()

    def sync(self) -> None:
        """Waits for something new, or for `wake`, and brings it to the disk itself."""
        self._dirty.wait()
        self._dirty.clear()
        with self._lock:
            fd = None if self._active is None else os.dup(self._active.fd)
        if fd is None:
            return
        self._sync(fd)
        os.close(fd)

    @staticmethod
    def _sync(fd: int) -> None:
        try:
            os.fdatasync(fd)
        except OSError:
            _log.error("the decision journal could not be brought to disk")

    def seal(self) -> None:
        """Closes the active segment for writing, if it holds anything, and begins another."""
        with self._lock:
            if self._active is not None and self._active.length == 0:
                return
        fresh = self._open_segment()
        with self._lock:
            full, self._active = self._active, fresh
        if full is not None:
            self._sync(full.fd)
            self._sealed.append(full)

    def adopt(self) -> None:
        """Takes over the segments of processes that are no more, the oldest first, some at a time."""
        if self._folder is None:
            return
        for path in islice(sorted(self._folder.glob("*.journal")), ADOPTED_AT_ONCE):
            segment = _lock_existing(path)
            if segment is not None:
                self._sealed.append(segment)

    def next_sealed(self) -> Segment | None:
        """The oldest segment that waits to be drained; it stays first until `drained`."""
        return self._sealed[0] if self._sealed else None

    def drained(self) -> None:
        """The first sealed segment is kept elsewhere."""
        self._sealed.popleft().discard()

    def take_held(self) -> list[bytes]:
        """The lines in memory, out of the journal's hands now."""
        with self._lock:
            lines = list(self._backlog)
            self._backlog.clear()
        return lines

    def give_back(self, lines: list[bytes]) -> None:
        """Lines that could not be kept elsewhere: into the file if it takes them by now, else into memory."""
        with self._lock:
            for line in lines:
                if not self._write(line):
                    self._hold(line)

    def keep_damaged(self, name: str, lines: list[bytes]) -> None:
        """Sets lines aside that no one can read or store, for a person to look at."""
        _log.error("%d lines of the decision journal could not be stored", len(lines))
        if self._folder is not None:
            with (self._folder / f"{name}.damaged").open("ab") as file:
                file.writelines(lines)

    def close(self) -> None:
        """Lets go of every segment; what was not drained stays on disk for the next start."""
        with self._lock:
            active, self._active = self._active, None
        if active is not None:
            active.discard() if active.length == 0 else active.release()
        while self._sealed:
            self._sealed.popleft().release()

    def _open_segment(self) -> Segment | None:
        if self._folder is None:
            return None
        path = self._folder / f"{time.time_ns():020d}-{os.getpid()}-{uuid.uuid4().hex[:8]}.journal"
        try:
            fd = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        except OSError:
            return None
        if not _hold_lock(fd):
            os.close(fd)
            return None
        _sync_folder(self._folder)
        return Segment(path, fd)


def _lock_existing(path: Path) -> Segment | None:
    try:
        fd = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC)
    except OSError:
        return None
    if _hold_lock(fd):
        return Segment(path, fd, os.fstat(fd).st_size)
    os.close(fd)
    return None


def _hold_lock(fd: int) -> bool:
    """True when the lock is ours and the file still has its name: another may have drained it meanwhile."""
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return os.fstat(fd).st_nlink > 0


def _sync_folder(folder: Path) -> None:
    """Brings the new file's name to the disk: without it a power failure takes the whole file."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
