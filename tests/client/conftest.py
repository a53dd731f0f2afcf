"""The reference client of CDS Hooks in a real browser, against our service and a genuine FHIR server.

CDS_CLIENT_PAGE names the folder of the client as `.ci/client.sh` built it, CDS_LIVE_FHIR_URL the FHIR server; without
either the tests are skipped. Nothing outside this machine is asked: the browser finds no other host by name, so the
client goes without the services it would discover on the internet. No call is answered in a server's stead, so that
the browser's own checks (CORS) are part of the test.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cds_service.settings import Settings
from tests.browser.conftest import CHROMIUM, FLAGS, LAPTOP
from tests.client.ehr import free_port, site
from tests.client.screen import PATIENCE, Screen
from tests.http.living import serving, settings_for
from tests.live.charts import Chart
from tests.live.conftest import charts, hospital
from tests.live.hospital import Hospital

__all__ = ["charts", "hospital"]

OFFLINE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
ISSUER = "https://sandbox.cds-hooks.org"
KEYS = ".well-known/jwks.json"
"""Where the client says its public key is, and where it lies in the folder it is served from."""
CLIENTS = f"""
[[client]]
issuer = "{ISSUER}"
jwks_url = "{ISSUER}/{KEYS}"
jwks_file = "client.json"
"""


@dataclass(frozen=True)
class Clinic:
    """Everything that runs: `page`: origin of the client; `url`: our service; `fhir`: the FHIR server."""

    page: str
    url: str
    fhir: str
    settings: Settings


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser and a FHIR server."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.live)


@pytest.fixture(scope="session")
def clinic(hospital: Hospital, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    """The client's page, and a service that wants its tokens and may read no FHIR server: a chart reaches it as the
    client's own prefetch or not at all."""
    folder = Path(os.environ.get("CDS_CLIENT_PAGE", ""))
    if not (folder / KEYS).is_file():
        pytest.skip("CDS_CLIENT_PAGE names no built cds-hooks/sandbox")
    home = tmp_path_factory.mktemp("client")
    (home / "client.json").write_bytes((folder / KEYS).read_bytes())
    (home / "clients.toml").write_text(CLIENTS, encoding="utf-8")
    port = free_port()
    with site(folder) as page:
        settings = settings_for(
            home,
            require_auth=True,
            trusted_clients=home / "clients.toml",
            public_base_url=f"http://127.0.0.1:{port}",
            cors_origins=(page,),
        )
        with serving(settings, port=port) as running:
            yield Clinic(page, running.url, hospital.base, settings)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, OFFLINE])
        yield browser
        browser.close()


@pytest.fixture
def screen(clinic: Clinic, chromium: Any, charts: dict[str, Chart]) -> Iterator[Screen]:
    """A tab for the client. A script that fails fails the test."""
    context = chromium.new_context(viewport=LAPTOP)
    tab = context.new_page()
    tab.set_default_timeout(PATIENCE)
    crashes: list[str] = []
    tab.on("pageerror", lambda problem: crashes.append(str(problem)))
    yield Screen(tab, clinic.page, clinic.url, clinic.fhir, charts)
    context.close()
    assert [] == crashes
