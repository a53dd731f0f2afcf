"""One span a call, sent to an OpenTelemetry collector when the operator named one.

It must not know charts: a span bears what the log line bears. The library is an optional extra.
"""

from __future__ import annotations

from collections.abc import Mapping

from cds_service.settings import SettingsError

NAME = "cds-service"
EXPORT_SECONDS = 3


class Spans:
    """Records finished calls; sending happens in the background. `close()` at the end sends what is left.

    `endpoint`: OTLP over HTTP, without the path of the signal. Raises SettingsError when the extra is missing.
    """

    def __init__(self, endpoint: str) -> None:
        try:
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
            from opentelemetry.sdk.resources import Resource
            from opentelemetry.sdk.trace import TracerProvider
            from opentelemetry.sdk.trace.export import BatchSpanProcessor
            from opentelemetry.trace import SpanKind
            from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
        except ImportError:
            raise SettingsError('CDS_OTEL_ENDPOINT: install the extra "tracing" first') from None
        exporter = OTLPSpanExporter(endpoint=f"{endpoint}/v1/traces", timeout=EXPORT_SECONDS)
        self._provider = TracerProvider(resource=Resource.create({"service.name": NAME}), shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer(NAME)
        self._propagator = TraceContextTextMapPropagator()
        self._kind = SpanKind.SERVER

    def record(self, began: int, ended: int, status: int, parent: str | None, notes: Mapping[str, object]) -> None:
        """A finished call; `began`, `ended` in nanoseconds since 1970, `parent` the traceparent header."""
        span = self._tracer.start_span(
            str(notes.get("service", "call")),
            context=self._propagator.extract({"traceparent": parent} if parent else {}),
            kind=self._kind,
            start_time=began,
            attributes={"http.response.status_code": status} | {f"cds.{k}": _plain(v) for k, v in notes.items()},
        )
        span.end(ended)

    def close(self) -> None:
        self._provider.shutdown()


def _plain(value: object) -> str | float | list[str]:
    if isinstance(value, list):
        return [str(each) for each in value]
    return value if isinstance(value, int | float) else str(value)
