"""Traces: one span a call, sent where the operator says."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.http.living import SELECT, as_bytes, call, serving, settings_for

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture
def collector() -> Iterator[tuple[str, list[bytes]]]:
    """A collector's address and what was sent to it."""
    received: list[bytes] = []

    class Take(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Take)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", received
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_call_is_one_span_of_the_callers_trace(collector: tuple[str, list[bytes]], tmp_path: Path) -> None:
    """The span joins the trace of the traceparent header and bears service, status and verdict, not the patient."""
    address, received = collector
    headers = {"content-type": "application/json", "traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
    with serving(settings_for(tmp_path, otel_endpoint=address)) as running:
        httpx.post(running.url + SELECT, content=as_bytes(call()), headers=headers)
        httpx.get(running.url + "/health/live")
    spans = [
        span
        for each in received
        for resource in ExportTraceServiceRequest.FromString(each).resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]
    names = {attribute.key for attribute in spans[0].attributes}
    assert [(TRACE, "ketamine-trd-order-select")] == [(span.trace_id.hex(), span.name) for span in spans]
    assert {"http.response.status_code", "cds.verdicts"} <= names
    assert not any(word in each for each in received for word in (b"1980-01-01", b"draft-1"))
