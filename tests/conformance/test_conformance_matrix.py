"""The conformance matrix is whole: no row without a proof or a reason, no proof that is not there."""

from __future__ import annotations

import ast
from functools import cache

import pytest

from tests.conformance.matrix import ROOT, Row, rows


@cache
def names_in(path: str) -> set[str]:
    """Names of the tests in a file, those of a class as Class::test."""
    body = ast.parse((ROOT / path).read_text(encoding="utf-8")).body
    found = {each.name for each in body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)}
    for each in body:
        if isinstance(each, ast.ClassDef):
            found |= {f"{each.name}::{inner.name}" for inner in each.body if isinstance(inner, ast.FunctionDef)}
    return found


def test_each_requirement_on_a_service_has_one_row() -> None:
    """HL7's list has 120 requirements on a service; each has a row, and no row is there twice."""
    ids = [row.id for row in rows()]
    assert 120 == sum(each.isdigit() for each in ids)
    assert sorted(set(ids)) == sorted(ids)


@pytest.mark.parametrize("row", rows(), ids=[row.id for row in rows()])
def test_each_row_has_a_proof_or_a_reason(row: Row) -> None:
    """A row names tests that exist, or says why there is nothing to test."""
    missing = [node for node in row.proofs if node.partition("::")[2] not in names_in(node.partition("::")[0])]
    assert [] == missing
    assert row.proofs or row.note
