"""The conformance matrix: what CDS Hooks asks of a service, and the test that proves it. It must not test anything."""

from __future__ import annotations


def page() -> str:
    """The matrix as Markdown."""
    return "# Conformance\n"
