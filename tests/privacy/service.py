"""`cds-service` as it is, but for its clock, which stands where the shipped stories happen."""

from __future__ import annotations

import sys
from functools import partial

from cds_service.app import create_app
from cds_service.cli import serve
from cds_service.cli.command import run
from tests.http.living import NOW

if __name__ == "__main__":
    serve.create_app = partial(create_app, clock=lambda: NOW)  # type: ignore[assignment]
    sys.exit(run(sys.argv[1:]))
