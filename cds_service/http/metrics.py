"""What is counted and timed, in Prometheus' words; no label ever holds anything a client sent.

It must not know how an answer was reached: it reads statuses, reasons and milliseconds.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Literal

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from cds_service.assess import OrderAssessment
from cds_service.gather import Note
from cds_service.store import Waiting

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_SHARED = "PROMETHEUS_MULTIPROC_DIR"

disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series for each, saying only when the process started


class Metrics:
    """One set for each application; with several workers the library adds up what all of them counted."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.calls = self._histogram("cds_call_seconds", "Time to answer a call.", ["service", "status"])
        self.fetch = self._histogram("cds_fetch_seconds", "Time spent waiting for FHIR servers.", ["service"])
        self.fetched = self._counter("cds_fetched_parts", "Chart parts asked for.", ["part", "outcome"])
        self.verdicts = self._counter("cds_verdicts", "Orders judged.", ["service", "scope", "verdict"])
        self.unknown = self._counter("cds_unknown", "Why a criterion was not known.", ["criterion", "why"])
        self.refusals = self._counter("cds_refusals", "Calls refused.", ["service", "code"])
        self.untrusted = self._counter("cds_untrusted", "Clients not trusted.", ["reason"])
        self.feedback = self._counter("cds_feedback", "Feedback items stored.", ["service", "outcome"])
        self.journal_bytes = self._gauge("cds_journal_bytes", "Journal no database has taken.", "mostrecent")
        self.journal_held = self._gauge("cds_journal_held", "Decisions in memory only.", "livesum")
        self.journal_dropped = self._counter("cds_journal_dropped", "Decisions lost for want of room.", [])
        self._dropped = 0
        self.content = Gauge(
            "cds_content_info",
            "The protocol served.",
            ["protocol", "version", "status"],
            registry=self._registry,
            multiprocess_mode="max",
        )

    def _histogram(self, name: str, text: str, labels: Sequence[str]) -> Histogram:
        return Histogram(name, text, labels, buckets=_SECONDS, registry=self._registry)

    def _counter(self, name: str, text: str, labels: Sequence[str]) -> Counter:
        return Counter(name, text, labels, registry=self._registry)

    def _gauge(self, name: str, text: str, shared: Literal["mostrecent", "livesum"]) -> Gauge:
        return Gauge(name, text, registry=self._registry, multiprocess_mode=shared)

    def see_journal(self, waiting: Waiting) -> None:
        """How far the journal is behind; with several workers each tells of itself when it is asked."""
        self.journal_bytes.set(waiting.bytes)
        self.journal_held.set(waiting.held)
        self.journal_dropped.inc(waiting.dropped - self._dropped)
        self._dropped = waiting.dropped

    def count_orders(self, service_id: str, orders: Sequence[OrderAssessment]) -> None:
        """Verdicts, and why what was unknown was unknown."""
        for order in orders:
            verdict = order.verdict.value if order.verdict else "none"
            self.verdicts.labels(service_id, order.scope.value, verdict).inc()
            for finding in order.findings:
                for missing in finding.missing:
                    self.unknown.labels(finding.id, missing.why.value).inc()

    def count_fetches(self, service_id: str, notes: Sequence[Note], milliseconds: float) -> None:
        """What became of the parts that did not come with the call."""
        if milliseconds:
            self.fetch.labels(service_id).observe(milliseconds / 1000)
        for note in notes:
            self.fetched.labels(note.part, note.outcome.value).inc()

    def text(self) -> bytes:
        """Everything in Prometheus' text format."""
        if not os.environ.get(_SHARED):
            return generate_latest(self._registry)
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
