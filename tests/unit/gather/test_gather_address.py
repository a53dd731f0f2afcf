"""Which addresses may be called: bases, links below them, and what a host name resolves to."""

# The house compares expected == actual, which this rule would turn round.
from __future__ import annotations

from ipaddress import ip_network

import pytest

from cds_service.gather.access import FhirAccess
from cds_service.gather.address import base_url, may_connect


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("https://fhir.example.org/r4", "https://fhir.example.org/r4"),
        ("https://fhir.example.org/r4/", "https://fhir.example.org/r4"),
        (" HTTPS://FHIR.Example.ORG:443/r4 ", "https://fhir.example.org/r4"),
        ("https://fhir.example.org:8443", "https://fhir.example.org:8443/"),
        ("https://fhir.example.org/R4", "https://fhir.example.org/R4"),
        ("http://localhost:8080/fhir", "http://localhost:8080/fhir"),
        ("http://127.0.0.1/fhir", "http://127.0.0.1/fhir"),
        ("http://[::1]:8080/fhir", "http://[::1]:8080/fhir"),
    ],
)
def test_a_base_has_one_normal_form(text: str, normal: str) -> None:
    """Case of scheme and host, the default port and a trailing slash do not matter; the path's case does."""
    assert normal == str(base_url(text).url)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "fhir.example.org/r4",
        "ftp://fhir.example.org/r4",
        "https://",
        "http://fhir.example.org/r4",
        "http://10.0.0.5/r4",
        "http://127.0.0.1.example.org/r4",
        "http://localhost.example.org/r4",
        "https://user:password@fhir.example.org/r4",
        "https://fhir.example.org/r4?x=1",
        "https://fhir.example.org/r4#x",
        "https://fhir.example.org/r4/../admin",
        "https://fhir.example.org/r4/%2e%2e/admin",
        "https://fhir.example.org\\r4",
        "https://fhir.example.org/a b",
        "https://fhir.example.org:port/r4",
    ],
)
def test_what_is_no_safe_base_is_refused(text: str) -> None:
    """Anything but a plain https base (http on this machine) is refused with a sentence."""
    with pytest.raises(ValueError, match="a FHIR base URL must"):
        base_url(text)


def test_a_bad_setting_is_named_by_its_place() -> None:
    """An operator learns which entry of the list is wrong."""
    with pytest.raises(ValueError, match="FHIR server 2: a FHIR base URL must be https"):
        FhirAccess(["https://a.example/fhir", "http://b.example/fhir"])
    with pytest.raises(ValueError, match="network 1: "):
        FhirAccess([], networks=["ten"])


BASE = base_url("https://fhir.example.org/r4")


@pytest.mark.parametrize(
    ("link", "url"),
    [
        (
            "https://fhir.example.org/r4?_getpages=a%2Bb&_offset=20",
            "https://fhir.example.org/r4?_getpages=a%2Bb&_offset=20",
        ),
        ("https://FHIR.example.org:443/r4/Condition?page=2", "https://fhir.example.org/r4/Condition?page=2"),
        ("Condition?page=2", "https://fhir.example.org/r4/Condition?page=2"),
        ("?page=2", "https://fhir.example.org/r4/?page=2"),
        ("/r4/Condition?page=2", "https://fhir.example.org/r4/Condition?page=2"),
        ("https://fhir.example.org/r4/Condition?next=../../x", "https://fhir.example.org/r4/Condition?next=../../x"),
    ],
)
def test_a_link_below_the_base_is_followed(link: str, url: str) -> None:
    """Absolute and relative links on the same origin and path stay what they are."""
    assert url == str(BASE.below(link))


@pytest.mark.parametrize(
    "link",
    [
        "",
        "https://evil.example/r4/Condition",
        "http://fhir.example.org/r4/Condition",
        "https://fhir.example.org:8443/r4/Condition",
        "https://fhir.example.org.evil.example/r4/Condition",
        "https://fhir.example.org@evil.example/r4/Condition",
        "https://user@fhir.example.org/r4/Condition",
        "https://fhir.example.org/r4evil/Condition",
        "https://fhir.example.org/R4/Condition",
        "https://fhir.example.org/",
        "https://fhir.example.org/r4/../admin",
        "https://fhir.example.org/r4/%2E%2e/admin",
        "https://fhir.example.org/r4/%252e%252e/admin",
        "https://fhir.example.org/r4/..%2fadmin",
        "https://fhir.example.org\\@evil.example/r4/",
        "//evil.example/r4/Condition",
        "/admin",
        "../admin",
        "javascript:alert(1)",
        "file:///r4/x",
        "https://[",
        "https://fhir.example.org/r4/\r\nX: y",
    ],
)
def test_a_link_outside_the_base_is_not_followed(link: str) -> None:
    """Another scheme, host, port, user or path is outside, however it is written."""
    assert BASE.below(link) is None


def test_a_base_at_the_root_holds_every_path_of_its_origin() -> None:
    """Where the base is a whole host, every path of that host is below it."""
    root = base_url("https://fhir.example.org")
    assert "https://fhir.example.org/Condition?page=2" == str(root.below("/Condition?page=2"))
    assert "https://fhir.example.org/Patient/1" == str(root.at("Patient/1"))


@pytest.mark.parametrize(
    ("host", "address", "allowed"),
    [
        ("fhir.example.org", "8.8.8.8", True),
        ("fhir.example.org", "2606:4700::1111", True),
        ("fhir.example.org", "64:ff9b::808:808", True),
        ("fhir.example.org", "10.0.0.5", False),
        ("fhir.example.org", "172.16.0.1", False),
        ("fhir.example.org", "192.168.1.1", False),
        ("fhir.example.org", "100.64.0.1", False),
        ("fhir.example.org", "fd12::1", False),
        ("fhir.example.org", "127.0.0.1", False),
        ("fhir.example.org", "::1", False),
        ("fhir.example.org", "::ffff:127.0.0.1", False),
        ("fhir.example.org", "::ffff:10.0.0.5", False),
        ("fhir.example.org", "64:ff9b::a00:5", False),
        ("fhir.example.org", "2002:a00:5::1", False),
        ("fhir.example.org", "169.254.169.254", False),
        ("fhir.example.org", "::ffff:169.254.169.254", False),
        ("fhir.example.org", "::169.254.169.254", False),
        ("fhir.example.org", "::ffff:0:169.254.169.254", False),
        ("fhir.example.org", "64:ff9b:1::a9fe:a9fe", False),
        ("fhir.example.org", "2002:a9fe:a9fe::1", False),
        ("fhir.example.org", "::127.0.0.1", False),
        ("fhir.example.org", "::10.0.0.5", False),
        ("fhir.example.org", "fec0::1", False),
        ("fhir.example.org", "3fff::1", False),
        ("2130706433", "127.0.0.1", False),
        ("fhir.example.org", "fe80::1", False),
        ("fhir.example.org", "fe80::1%eth0", False),
        ("fhir.example.org", "168.63.129.16", False),
        ("fhir.example.org", "0.0.0.0", False),
        ("fhir.example.org", "::", False),
        ("fhir.example.org", "224.0.0.1", False),
        ("10.0.0.5", "10.0.0.5", True),
        ("10.0.0.5", "10.0.0.6", False),
        ("169.254.169.254", "169.254.169.254", False),
        ("fd00:ec2::254", "fd00:ec2::254", False),
        ("127.0.0.1", "127.0.0.1", True),
        ("::1", "::1", True),
        ("localhost", "127.0.0.1", True),
        ("localhost", "::1", True),
        ("localhost", "10.0.0.5", False),
        ("localhost", "8.8.8.8", False),
        ("0x7f.1", "127.0.0.1", False),
    ],
)
def test_only_checked_addresses_are_connected_to(host: str, address: str, allowed: bool) -> None:
    """A name leads to public addresses, a literal to itself, localhost to this machine; nothing to metadata."""
    assert allowed == may_connect(host, address, ())


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("10.1.0.5", True),
        ("::ffff:10.1.0.5", True),
        ("10.2.0.5", False),
        ("169.254.169.254", False),
        ("fe80::1", False),
        ("8.8.8.8", True),
    ],
)
def test_an_operator_may_name_private_networks(address: str, allowed: bool) -> None:
    """A hospital's own network is opened by naming it; metadata and link-local addresses are not, whatever is named."""
    networks = tuple(ip_network(text) for text in ("10.1.0.0/16", "169.254.0.0/16", "fe80::/10"))
    assert allowed == may_connect("fhir.hospital.example", address, networks)
