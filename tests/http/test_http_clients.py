"""Clients prove who they are with a signed token for exactly the address they call."""

from __future__ import annotations

import base64
import http.server
import json
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest

from tests.http.living import SELECT, SIGN, Living, as_bytes, call, serving, settings_for
from tests.http.tokens import ISSUER, Key, key_set, write_clients

BASE = "https://cds.test/base"
AUDIENCE = BASE + SELECT
FEEDBACK = f"{SELECT}/feedback"
BODY = as_bytes(call())

ES, RS, STRANGER = Key("ES384"), Key("RS384"), Key("ES384")
WEAK, P256, SHARED_ID = Key("RS384", bits=1024), Key("ES256"), Key("ES384", key_id=ES.key_id)
CLIENTS = f"""
[[client]]
issuer = "{ISSUER}"
jwks_file = "ehr.json"
jwks_url = "https://ehr.test/keys"

[[client]]
issuer = "https://tenants.test"
jwks_file = "ehr.json"
tenants = ["clinic-7"]
"""


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Living]:
    folder = tmp_path_factory.mktemp("closed")
    clients = write_clients(folder, CLIENTS, ehr=key_set(ES, RS, WEAK, P256))
    settings = settings_for(folder, require_auth=True, trusted_clients=clients, public_base_url=BASE)
    with serving(settings) as running:
        yield running


def post(closed: Living, token: str | None, path: str = SELECT, body: bytes = BODY) -> httpx.Response:
    headers = {"content-type": "application/json"} | ({} if token is None else {"authorization": f"Bearer {token}"})
    return httpx.post(closed.url + path, content=body, headers=headers, trust_env=False, timeout=20)


@pytest.mark.parametrize("key", [ES, RS], ids=["ES384", "RS384"])
def test_a_trusted_client_is_answered(closed: Living, key: Key) -> None:
    """A token signed with a known key by either algorithm opens the door."""
    assert 200 == post(closed, key.token(AUDIENCE)).status_code


def test_claims_nobody_asked_for_pass(closed: Living) -> None:
    """Some EHRs add nbf, sub and more; a list of audiences may hold ours among others."""
    token = ES.token(AUDIENCE, sub="x", nbf=int(time.time()) - 5, tenant="any", aud=["https://other.test", AUDIENCE])
    assert 200 == post(closed, token).status_code


def test_feedback_has_its_own_audience(closed: Living) -> None:
    """The feedback address takes a token for itself, and not one for the service it belongs to."""
    body = b'{"feedback": []}'
    tokens = [ES.token(BASE + FEEDBACK), ES.token(AUDIENCE)]
    assert [200, 401] == [post(closed, token, FEEDBACK, body).status_code for token in tokens]


def test_discovery_needs_no_token(closed: Living) -> None:
    """A client finds out what there is before it is trusted."""
    assert 200 == httpx.get(closed.url + "/cds-services").status_code


NOW_SECONDS = int(time.time())
SOON = NOW_SECONDS + 3600


def forged(algorithm: str, key: str) -> str:
    """A token with a signature anybody could make."""
    claims = {"iss": ISSUER, "aud": AUDIENCE, "iat": NOW_SECONDS, "exp": SOON, "jti": algorithm}
    return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": ES.key_id})


def with_header(header: dict[str, Any]) -> str:
    """A token with any header at all; nobody signed it."""
    claims = {"iss": ISSUER, "aud": AUDIENCE, "iat": NOW_SECONDS, "exp": SOON, "jti": "j"}
    parts = (base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (header, claims))
    return ".".join((*parts, "AAAA"))


def refusals(closed: Living) -> dict[str, float]:
    """How often clients were not trusted, by reason, as the metrics tell."""
    text = httpx.get(closed.url + "/metrics").text
    return {why: float(count) for why, count in re.findall(r'cds_untrusted_total\{reason="(.*?)"\} (\S+)', text)}


BAD: list[tuple[str | None, str]] = [
    (None, "no-token"),
    ("x", "token-malformed"),
    ("a.b.c", "token-malformed"),
    ("e30.e30.e30", "algorithm-refused"),
    (forged("HS384", "a-secret-of-forty-eight-bytes-known-to-both-sides"), "algorithm-refused"),
    (forged("none", ""), "algorithm-refused"),
    (P256.token(AUDIENCE), "algorithm-refused"),
    (with_header({"alg": ["ES384"], "kid": "k"}), "algorithm-refused"),
    (with_header({"alg": {}, "kid": "k"}), "algorithm-refused"),
    (with_header({"alg": None, "kid": "k"}), "algorithm-refused"),
    (with_header({"alg": "ES384", "kid": ["k"]}), "token-malformed"),
    (STRANGER.token(AUDIENCE), "key-unknown"),
    (SHARED_ID.token(AUDIENCE), "signature-wrong"),
    (WEAK.token(AUDIENCE), "key-unsuitable"),
    (ES.token(AUDIENCE, headers={"kid": RS.key_id}), "key-unsuitable"),
    (ES.token(AUDIENCE, headers={"kid": None}), "header-unusable"),
    (ES.token(AUDIENCE, headers={"jku": "https://ehr.test/other-keys"}), "jku-not-configured"),
    (ES.token(AUDIENCE, headers={"jku": ""}), "jku-not-configured"),
    (ES.token(AUDIENCE, iss="https://tenants.test", headers={"jku": "https://ehr.test/keys"}), "jku-not-configured"),
    (ES.token(AUDIENCE, iss="https://stranger.test"), "issuer-unknown"),
    (ES.token(AUDIENCE, iss=None), "issuer-unknown"),
    (ES.token(BASE + SIGN), "audience-wrong"),
    (ES.token(AUDIENCE + "/"), "audience-wrong"),
    (ES.token(BASE), "audience-wrong"),
    (ES.token(AUDIENCE.replace("https", "http")), "audience-wrong"),
    (ES.token(AUDIENCE, aud=None), "claim-missing"),
    (ES.token(AUDIENCE, exp=None), "claim-missing"),
    (ES.token(AUDIENCE, iat=None), "claim-missing"),
    (ES.token(AUDIENCE, jti=None), "claim-missing"),
    (ES.token(AUDIENCE, exp=NOW_SECONDS - 600), "expired"),
    (ES.token(AUDIENCE, exp=NOW_SECONDS + 10 * 86400), "lives-too-long"),
    (ES.token(AUDIENCE, iat=NOW_SECONDS + 6000), "not-yet-valid"),
    (ES.token(AUDIENCE, nbf=NOW_SECONDS + 6000), "not-yet-valid"),
    (ES.token(AUDIENCE, jti=""), "jti-unusable"),
    (ES.token(AUDIENCE, jti="j" * 300), "jti-unusable"),
    (ES.token(AUDIENCE) + "x" * 20_000, "token-too-long"),
    (ES.token(AUDIENCE, iss="https://tenants.test"), "tenant-unknown"),
    (ES.token(AUDIENCE, iss="https://tenants.test", tenant="clinic-8"), "tenant-unknown"),
]


@pytest.mark.parametrize(("token", "reason"), BAD, ids=[f"{n} {why}" for n, (_, why) in enumerate(BAD)])
def test_whatever_is_wrong_the_answer_is_a_bare_401(closed: Living, token: str | None, reason: str) -> None:
    """No token, a bad one, one for another address, time or key: the same empty refusal; only metrics know why."""
    before = refusals(closed).get(reason, 0)
    response = post(closed, token)
    assert (401, b"", "Bearer") == (response.status_code, response.content, response.headers["www-authenticate"])
    assert before + 1 == refusals(closed).get(reason)


def test_the_configured_key_address_may_be_named(closed: Living) -> None:
    """A jku header equal to the configured address is no reason to refuse."""
    token = ES.token(AUDIENCE, headers={"jku": "https://ehr.test/keys"})
    assert 200 == post(closed, token).status_code


def test_a_configured_tenant_is_answered(closed: Living) -> None:
    """Where tenants are listed, a token of one of them is accepted."""
    token = ES.token(AUDIENCE, iss="https://tenants.test", tenant="clinic-7")
    assert 200 == post(closed, token).status_code


def test_a_token_opens_the_door_once(closed: Living) -> None:
    """The second use of a token is refused like any other bad token."""
    token = ES.token(AUDIENCE)
    assert [200, 401] == [post(closed, token).status_code for _ in range(2)]


def test_two_authorization_headers_are_refused(closed: Living) -> None:
    """Which of two tokens was meant cannot be known."""
    headers = [("content-type", "application/json")]
    headers += [("authorization", f"Bearer {ES.token(AUDIENCE)}") for _ in range(2)]
    assert 401 == httpx.post(closed.url + SELECT, content=BODY, headers=headers).status_code


def test_a_body_is_not_read_before_its_sender_is_known(closed: Living) -> None:
    """A stranger's body is not even looked at: what is wrong with it is not said."""
    assert 401 == post(closed, None, body=b"not json").status_code


class KeyHost:
    """A server of one key set that can be changed and counts how often it was asked."""

    def __init__(self) -> None:
        self.content = b""
        self.status = 200
        self.asked = 0
        host = self

        class Answer(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                host.asked += 1
                self.send_response(host.status)
                self.send_header("location", "/elsewhere")
                self.send_header("content-length", str(len(host.content)))
                self.end_headers()
                self.wfile.write(host.content)

            def log_message(self, *_: Any) -> None:
                return

        self.server = http.server.HTTPServer(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/keys"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def host() -> Iterator[KeyHost]:
    running = KeyHost()
    yield running
    running.close()


@pytest.fixture
def fetching(host: KeyHost, tmp_path: Path) -> Iterator[Living]:
    clients = write_clients(tmp_path, f'[[client]]\nissuer = "{ISSUER}"\njwks_url = "{host.url}"\n')
    settings = settings_for(tmp_path, require_auth=True, trusted_clients=clients, public_base_url=BASE)
    with serving(settings) as running:
        yield running


def test_keys_are_fetched_once_for_many_calls(fetching: Living, host: KeyHost) -> None:
    """The key set is kept: three calls ask for it once."""
    host.content = key_set(ES, RS)
    statuses = [post(fetching, key.token(AUDIENCE)).status_code for key in (ES, RS, ES)]
    assert ([200, 200, 200], 1) == (statuses, host.asked)


def test_unknown_key_ids_do_not_make_us_ask_again_and_again(fetching: Living, host: KeyHost) -> None:
    """However many unknown key ids arrive, the key set is read once in a while only."""
    host.content = key_set(ES)
    statuses = {post(fetching, Key().token(AUDIENCE)).status_code for _ in range(5)}
    assert ({401}, 1) == (statuses, host.asked)


def test_a_new_key_is_found_when_the_rest_is_over(
    fetching: Living, host: KeyHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client that rotated its keys is trusted again as soon as its key set may be read again."""
    monkeypatch.setattr("cds_service.http.keys.REST_SECONDS", 0.05)
    host.content = key_set(ES)
    before = post(fetching, RS.token(AUDIENCE)).status_code
    host.content = key_set(RS)
    time.sleep(0.1)
    assert (401, 200) == (before, post(fetching, RS.token(AUDIENCE)).status_code)


def test_a_withdrawn_key_stops_being_trusted(fetching: Living, host: KeyHost, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that is gone from the key set opens nothing once the set is read again."""
    monkeypatch.setattr("cds_service.http.keys.REST_SECONDS", 0.0)
    monkeypatch.setattr("cds_service.http.keys.FRESH_SECONDS", 0.0)
    host.content = key_set(ES)
    before = post(fetching, ES.token(AUDIENCE)).status_code
    host.content = key_set(RS)
    assert (200, 401) == (before, post(fetching, ES.token(AUDIENCE)).status_code)


@pytest.mark.parametrize(
    ("status", "content"),
    [
        (500, key_set(ES)),
        (302, key_set(ES)),
        (200, b"<html>"),
        (200, b'{"keys": {}}'),
        (200, b"[" * 100_000),
        (200, b'{"keys": [' + b" " * 300_000 + b"]}"),
    ],
    ids=["error", "redirect", "html", "no list", "deep", "huge"],
)
def test_a_key_set_that_cannot_be_used_trusts_nobody(
    fetching: Living, host: KeyHost, status: int, content: bytes
) -> None:
    """An error, a redirect, a page or a flood in place of keys is a bare 401 and nothing worse."""
    host.status, host.content = status, content
    response = post(fetching, ES.token(AUDIENCE))
    assert (401, b"") == (response.status_code, response.content)


def test_a_key_host_that_is_away_is_401(tmp_path: Path) -> None:
    """Keys that cannot be fetched are a failure like any other."""
    clients = write_clients(tmp_path, f'[[client]]\nissuer = "{ISSUER}"\njwks_url = "http://127.0.0.1:9/keys"\n')
    settings = settings_for(tmp_path, require_auth=True, trusted_clients=clients, public_base_url=BASE)
    with serving(settings) as running:
        assert 401 == post(running, ES.token(AUDIENCE)).status_code


def test_without_trusted_clients_everybody_is_refused(tmp_path: Path) -> None:
    """Authentication is on unless somebody turned it off, and then nobody is trusted by default."""
    with serving(settings_for(tmp_path, require_auth=True)) as running:
        assert 401 == post(running, ES.token("http://cds.test" + SELECT)).status_code
