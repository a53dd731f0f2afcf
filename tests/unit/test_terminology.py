"""`terminology refresh`: what RxNorm changed is shown, written only on request, and never at the cost of a decision."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
from rxnav_double import RxNavDouble, Told, part, product, version

from cds_service.cli import run
from cds_service.cli.failure import Failure
from cds_service.cli.terminology import _write
from cds_service.knowledge import (
    RXNORM,
    ContentError,
    Knowledge,
    ProductRow,
    is_trial,
    load,
    product_rows,
    warnings,
    write_products,
)
from cds_service.settings import Settings
from cds_service.terminology import Reading, RxNav, RxNavUnavailable, compare, known_drugs, read_again, rxnav_client

SHIPPED = Path(__file__).resolve().parents[2] / "cards" / "ketamine-trd"
SERTRALINE, BUPROPION, SELEGILINE, LITHIUM = "36437", "42347", "9639", "6448"
RELEASE = "05-Oct-2026"
PRODUCT_NOT_OURS = "161"
"""Acetaminophen: no ingredient of the protocol."""

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def cards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shipped content that a test may change, and no setting of the machine."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"CDS_{name.upper()}", raising=False)
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    folder = tmp_path / "cards" / "ketamine-trd"
    shutil.copytree(SHIPPED, folder)
    (folder / "products-release.toml").unlink(missing_ok=True)
    monkeypatch.setenv("CDS_CONTENT_DIR", str(folder.parent))
    return folder


@pytest.fixture
def rxnav(cards: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RxNavDouble]:
    """The double, named by the setting; it serves sertraline: one product renamed, one new brand, one gone."""
    double = RxNavDouble()
    double.ingredient(
        SERTRALINE, "sertraline",
        product("312941", "sertraline 50 MG Oral Tablet", part(SERTRALINE, "50")),
        product("312940", "sertraline hydrochloride 25 MG Oral Tablet", part(SERTRALINE, "25")),
        product("312938", "sertraline 100 MG Oral Tablet", part(SERTRALINE, "100")),
        product("251201", "sertraline 200 MG Oral Capsule", part(SERTRALINE, "200")),
        product("861064", "sertraline 20 MG/ML Oral Solution", part(SERTRALINE, "20", per="ML")),
        product("99000001", "sertraline 50 MG Oral Tablet [Zoloft]", part(SERTRALINE, "50"), tty="SBD"),
    )  # fmt: skip
    monkeypatch.setenv("CDS_RXNAV_URL", double.url)
    yield double
    double.close()


@pytest.fixture(scope="module")
def content() -> Knowledge:
    return load(SHIPPED)


def read(double: RxNavDouble, content: Knowledge, *names: str) -> Reading:
    """What the double tells of some drugs, without pauses."""
    chosen = [drug for drug in known_drugs(content) if drug.name in names]
    with rxnav_client() as client:
        return read_again(RxNav(double.url, client, sleep=lambda _: None), content, chosen, lambda *_: None)


def refused(double: RxNavDouble, client: httpx.Client | None = None) -> tuple[str, list[float]]:
    """How asking for the release fails, and how long it paused before each try."""
    slept: list[float] = []
    with client or rxnav_client() as asking, pytest.raises(RxNavUnavailable) as failure:
        RxNav(double.url, asking, pause_seconds=0.1, sleep=slept.append).release()
    return str(failure.value), slept


# --- the command


def test_a_dry_run_shows_and_writes_nothing(rxnav: RxNavDouble, cards: Path, capsys: Captured) -> None:
    """Without --write the difference is on the terminal and every file is as it was."""
    before = {path: path.read_bytes() for path in cards.rglob("*") if path.is_file()}
    assert 0 == run(["terminology", "refresh", "--drug", "sertraline"])
    shown = capsys.readouterr().out
    assert "RxNorm 2026-10-05, 1 ingredients, 6 products: 1 new, 1 changed, 1 retired" in shown
    assert re.search(r"\+ +99000001 +sertraline +50 +yes +sertraline 50 MG Oral Tablet \[Zoloft\]", shown)
    assert re.search(r"< +312940 .*sertraline 25 MG Oral Tablet", shown)
    assert re.search(r"> +312940 .*sertraline hydrochloride 25 MG Oral Tablet", shown)
    assert re.search(r"= +410584 +sertraline +150 ", shown)
    assert "Nothing was written" in shown
    assert before == {path: path.read_bytes() for path in cards.rglob("*") if path.is_file()}


def test_writing_takes_the_difference_over(rxnav: RxNavDouble, cards: Path, content: Knowledge) -> None:
    """With --write the new product is known by its code, the retired one still is, and the release is noted."""
    assert 0 == run(["terminology", "refresh", "--drug", "sertraline", "--write"])
    after = load(cards)
    for code, strength in (("99000001", "50"), ("410584", "150"), ("312940", "25")):
        (match,) = after.drugs_by_code(RXNORM, code)
        assert ("sertraline", Decimal(strength), True) == (match.ingredient, match.strength_mg, match.counts)
    assert date(2026, 10, 5) == after.products_release
    assert len(content.products) + 1 == len(after.products)


def test_a_second_refresh_finds_nothing(rxnav: RxNavDouble, cards: Path, capsys: Captured) -> None:
    """What was written is what is read, to the byte; only the retired product is told again."""
    run(["terminology", "refresh", "--drug", "sertraline", "--write"])
    written = (cards / "products.csv").read_bytes()
    capsys.readouterr()
    assert 0 == run(["terminology", "refresh", "--drug", "sertraline", "--write"])
    assert "0 new, 0 changed, 1 retired" in capsys.readouterr().out
    assert written == (cards / "products.csv").read_bytes()


def test_nobody_is_asked_without_an_address(
    rxnav: RxNavDouble, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """Without the setting there is one line and no request: no address is built in."""
    monkeypatch.delenv("CDS_RXNAV_URL")
    assert 2 == run(["terminology", "refresh"])
    assert capsys.readouterr().err.startswith("cds-service: CDS_RXNAV_URL is not set")
    assert [] == rxnav.requests


def test_only_rxnorm_codes_are_sent(rxnav: RxNavDouble) -> None:
    """Every request is a GET of the version or of one RxNorm code; the only query names the kinds of products."""
    run(["terminology", "refresh", "--drug", "sertraline"])
    paths = [request.partition("?")[0] for request in rxnav.requests]
    allowed = re.compile(r"/REST/(version\.json|rxcui/\d+/(properties|related|historystatus)\.json)")
    assert [] == [path for path in paths if not allowed.fullmatch(path)]
    assert [{"tty": ["SCD SBD GPCK BPCK"]}] == rxnav.asked(f"/rxcui/{SERTRALINE}/related.json")
    assert {"related.json"} == {r.partition("?")[0].rpartition("/")[2] for r in rxnav.requests if "?" in r}


def test_an_unknown_ingredient_is_refused(rxnav: RxNavDouble, capsys: Captured) -> None:
    """A name that drugs.toml does not have, or has without a code, is one line; a name is found in any case."""
    for name in ("amoxicillin", "mianserin"):
        assert 2 == run(["terminology", "refresh", "--drug", name])
        assert f"'{name}' is no ingredient with a RxNorm code" in capsys.readouterr().err
    assert [] == rxnav.requests
    assert 0 == run(["terminology", "refresh", "--drug", "Sertraline"])


@pytest.mark.parametrize(("served", "code"), [("04-Oct-2026", 2), ("05-Oct-2026", 0), ("06-Oct-2026", 0)])
def test_an_older_release_is_refused(rxnav: RxNavDouble, cards: Path, capsys: Captured, served: str, code: int) -> None:
    """The same release or a later one is read; one day older than the file's is not."""
    write_products(cards, product_rows(cards), date(2026, 10, 5))
    rxnav.answers["/version.json"] = version(served)
    assert code == run(["terminology", "refresh", "--drug", "sertraline"])
    assert ("is from 2026-10-05 already" in capsys.readouterr().err) == (code == 2)


def test_a_failing_address_changes_nothing(rxnav: RxNavDouble, cards: Path, capsys: Captured) -> None:
    """When one answer is missing nothing is taken over: one line that names it, and the file as it was."""
    before = (cards / "products.csv").read_bytes()
    del rxnav.answers["/rxcui/312938/historystatus.json"]
    assert 2 == run(["terminology", "refresh", "--drug", "sertraline", "--write"])
    error = capsys.readouterr().err
    assert "cds-service: RxNorm could not be read: /rxcui/312938/historystatus.json: status 404\n" == error
    assert before == (cards / "products.csv").read_bytes()
    assert not (cards / "products-release.toml").exists()


def test_a_doubtful_code_is_told_by_the_exit_code(rxnav: RxNavDouble, cards: Path, capsys: Captured) -> None:
    """A code of ours that RxNorm calls something else is shown, and its products are neither taken nor retired."""
    rxnav.ingredient(SERTRALINE, "citalopram", product("99000001", "citalopram 20 MG Oral Tablet"))
    before = (cards / "products.csv").read_bytes()
    assert 1 == run(["terminology", "refresh", "--drug", "sertraline", "--write"])
    shown = capsys.readouterr().out
    assert "0 new, 0 changed, 0 retired" in shown
    assert re.search(rf"\? +{SERTRALINE} +sertraline +RxNorm calls it citalopram", shown)
    assert before == (cards / "products.csv").read_bytes()


def test_content_that_would_not_be_sound_is_not_written(cards: Path) -> None:
    """Rows the content check refuses leave the files as they were, also the one that was not there."""
    before = (cards / "products.csv").read_bytes()
    strange = ProductRow("99000001", ("acetaminophen",), (Decimal(500),), False, "acetaminophen 500 MG Oral Tablet")
    with pytest.raises(Failure, match=r"nothing was changed: products\.csv:2: unknown drug 'acetaminophen'"):
        _write(cards, (strange,), date(2026, 10, 5))
    assert before == (cards / "products.csv").read_bytes()
    assert not (cards / "products-release.toml").exists()


def test_a_folder_that_cannot_be_written_is_one_line(rxnav: RxNavDouble, cards: Path, capsys: Captured) -> None:
    """What stands in the way of writing is told without a traceback, and the products are as they were."""
    before = (cards / "products.csv").read_bytes()
    (cards / "products-release.toml.new").mkdir()
    assert 2 == run(["terminology", "refresh", "--drug", "sertraline", "--write"])
    assert "cds-service: products.csv cannot be written (Is a directory)\n" == capsys.readouterr().err
    assert before == (cards / "products.csv").read_bytes()


# --- what a product is


def test_strengths_are_mg_in_one_piece(rxnav: RxNavDouble, content: Knowledge) -> None:
    """Micrograms and grams are converted; a concentration, a rate, another unit or no number leaves it unknown."""
    cases = {
        "99000011": (part(LITHIUM, "300"), Decimal(300)),
        "99000012": (part(LITHIUM, "0.3", "G"), Decimal(300)),
        "99000013": (part(LITHIUM, "500", "MCG"), Decimal("0.5")),
        "99000014": (part(LITHIUM, "8", "MEQ"), None),
        "99000015": (part(LITHIUM, "60", per="ML"), None),
        "99000016": (part(LITHIUM, "6", per="HR"), None),
        "99000017": (part(LITHIUM, ""), None),
        "99000018": (part(LITHIUM, "NaN"), None),
        "99000019": (part(LITHIUM, "0"), None),
        "99000020": ({**part(LITHIUM, "300"), "denominatorValue": "2"}, None),
        "99000021": ({"baseRxcui": LITHIUM, "numeratorValue": None}, None),
    }
    rxnav.ingredient(LITHIUM, "lithium", *(product(code, "lithium", told) for code, (told, _) in cases.items()))
    rxnav.ingredient("42351", "lithium carbonate")
    rows = read(rxnav, content, "lithium").rows
    assert {code: (expected,) for code, (_, expected) in cases.items()} == {c: rows[c].strengths_mg for c in cases}


def test_a_product_is_its_known_ingredients(rxnav: RxNavDouble, content: Knowledge) -> None:
    """Combinations are told in one order, an ingredient we do not know is left out, two salts have no one strength."""
    rxnav.ingredient(
        BUPROPION, "bupropion",
        product("99000031", "naltrexone / bupropion", part("7243", "8"), part(BUPROPION, "90")),
        product("99000032", "with another", part(PRODUCT_NOT_OURS, "325"), part(BUPROPION, "75")),
        product("99000033", "two salts", part(BUPROPION, "50"), part(BUPROPION, "25")),
    )  # fmt: skip
    rows = read(rxnav, content, "bupropion").rows
    expected = [
        (("bupropion", "naltrexone"), (Decimal(90), Decimal(8))),
        (("bupropion",), (Decimal(75),)),
        (("bupropion",), (None,)),
    ]
    assert expected == [(rows[c].ingredients, rows[c].strengths_mg) for c in ("99000031", "99000032", "99000033")]


def test_a_pack_has_every_ingredient_and_no_strength(rxnav: RxNavDouble, content: Knowledge) -> None:
    """A pack found under two ingredients is one product of both; nothing is asked about its inside."""
    pack = product("99000041", "{1 (bupropion) / 1 (naltrexone)} Pack", tty="GPCK")
    rxnav.ingredient(BUPROPION, "bupropion", pack)
    rxnav.ingredient("7243", "naltrexone", pack)
    rows = read(rxnav, content, "bupropion", "naltrexone").rows
    row = rows["99000041"]
    assert (("bupropion", "naltrexone"), (None, None)) == (row.ingredients, row.strengths_mg)
    assert [] == rxnav.asked("/rxcui/99000041/historystatus.json")


def test_a_product_without_our_ingredient_is_doubtful(rxnav: RxNavDouble, content: Knowledge) -> None:
    """When the parts of a product do not name the ingredient it was found by, it is not taken over nor retired."""
    rxnav.ingredient(SERTRALINE, "sertraline", product("312941", "sertraline 50 MG", part(PRODUCT_NOT_OURS, "50")))
    reading = read(rxnav, content, "sertraline")
    assert ({}, ["312941"]) == (reading.rows, [doubt.rxcui for doubt in reading.doubts])
    assert "312941" not in {row.rxcui for row in compare(product_rows(SHIPPED), reading).retired}


def test_an_inactive_code_of_ours_is_doubtful(rxnav: RxNavDouble, content: Knowledge) -> None:
    """A code RxNorm has no properties for is named, and none of its products is called retired."""
    rxnav.answers[f"/rxcui/{SERTRALINE}/properties.json"] = {}
    reading = read(rxnav, content, "sertraline")
    assert ["not an active RxNorm concept"] == [doubt.why for doubt in reading.doubts]
    assert () == compare(product_rows(SHIPPED), reading).retired


def test_a_salt_code_counts_as_the_drug_it_names(rxnav: RxNavDouble, content: Knowledge) -> None:
    """Lithium has two codes; both are asked, and a product under both is read once."""
    told = product("99000051", "lithium carbonate 300 MG Oral Tablet", part(LITHIUM, "300"))
    rxnav.ingredient(LITHIUM, "lithium", told)
    rxnav.ingredient("42351", "lithium carbonate", told)
    reading = read(rxnav, content, "lithium")
    assert (["99000051"], ()) == (list(reading.rows), reading.doubts)
    assert 1 == len(rxnav.asked("/rxcui/99000051/historystatus.json"))


@pytest.mark.parametrize(
    ("code", "ingredient", "name", "strength", "counts"),
    [
        (BUPROPION, "bupropion", "bupropion hydrochloride 150 MG Oral Tablet [Wellbutrin]", "150", True),
        (BUPROPION, "bupropion", "bupropion hydrochloride 150 MG Oral Tablet [Zyban]", "150", False),
        (SELEGILINE, "selegiline", "24 HR selegiline 0.25 MG/HR Transdermal System", "6", True),
        (SELEGILINE, "selegiline", "selegiline hydrochloride 5 MG Oral Tablet", "5", False),
        ("3638", "doxepin", "doxepin 6 MG Oral Tablet", "6", False),
        ("3638", "doxepin", "doxepin 10 MG Oral Capsule", "10", True),
        (LITHIUM, "lithium", "lithium carbonate 300 MG Oral Tablet", "300", False),
    ],
)
def test_a_new_product_counts_by_the_rules_of_its_drug(
    rxnav: RxNavDouble, content: Knowledge, code: str, ingredient: str, name: str, strength: str, counts: bool
) -> None:
    """Products marketed for something else, low strengths and drugs that are no antidepressants are no trial."""
    rxnav.ingredient("42351", "lithium carbonate")
    rxnav.ingredient(code, ingredient, product("99000061", name, part(code, strength)))
    assert counts == read(rxnav, content, ingredient).rows["99000061"].counts


def test_the_rules_agree_with_every_shipped_product(content: Knowledge) -> None:
    """What a person wrote into the file is what the rule for new products says of the same product."""
    differing = []
    for row in product_rows(SHIPPED):
        drugs = [(content.drugs[n], mg) for n, mg in zip(row.ingredients, row.strengths_mg, strict=True)]
        trials = [is_trial(drug, row.display, mg) for drug, mg in drugs if "antidepressant" in drug.roles]
        if row.counts != (bool(trials) and all(trials)):
            differing.append(row.display)
    assert [] == differing


def test_a_persons_decision_stays(rxnav: RxNavDouble, content: Knowledge) -> None:
    """A known product that somebody marked as no trial stays so, whatever the rule would say."""
    ours = ProductRow("312941", ("sertraline",), (Decimal(50),), False, "sertraline 50 MG Oral Tablet")
    difference = compare((ours,), read(rxnav, content, "sertraline"))
    assert (ours, ()) == (next(row for row in difference.rows if row.rxcui == "312941"), difference.changed)


def test_products_of_other_drugs_are_left_alone(rxnav: RxNavDouble, content: Knowledge) -> None:
    """Reading one ingredient again retires and changes nothing of another, nor a combination half of which was read."""
    rxnav.ingredient("704", "amitriptyline")
    before = product_rows(SHIPPED)
    difference = compare(before, read(rxnav, content, "amitriptyline"))
    assert {("amitriptyline",)} == {row.ingredients for row in difference.retired}
    assert (set(before), (), ()) == (set(difference.rows), difference.added, difference.changed)


def test_progress_is_told_to_the_end(rxnav: RxNavDouble, content: Knowledge) -> None:
    """The bar hears of every product, and last that all of them are done."""
    heard: list[tuple[str, int, int]] = []
    drugs = [drug for drug in known_drugs(content) if drug.name == "sertraline"]
    with rxnav_client() as client:
        read_again(RxNav(rxnav.url, client, sleep=lambda _: None), content, drugs, lambda *told: heard.append(told))
    assert [("sertraline", done, 6) for done in range(7)] == heard


# --- the address


def test_a_passing_fault_is_asked_again(rxnav: RxNavDouble) -> None:
    """Busy and broken answers are tried three times in all, with longer pauses; then the third one counts."""
    rxnav.answers["/version.json"] = [Told(503), Told(429), version(RELEASE)]
    slept: list[float] = []
    with rxnav_client() as client:
        release = RxNav(rxnav.url, client, pause_seconds=0.1, sleep=slept.append).release()
    assert (date(2026, 10, 5), [0.1, 1.0, 10.0]) == (release, slept)


@pytest.mark.parametrize(
    ("answer", "why", "tries"),
    [
        (Told(503), "status 503", 3),
        (Told(404), "status 404", 1),
        (Told(302, headers=(("location", "http://192.0.2.1/"),)), "status 302", 1),
        (Told(200, b"<html>"), "the answer is not what RxNav answers", 1),
        (Told(200, b"\xff"), "the answer is not what RxNav answers", 1),
        (Told(200, b"[]"), "the answer is not what RxNav answers", 1),
        (Told(200, b"[" * 100_000), "the answer is not what RxNav answers", 1),
        (Told(200, b" " * (8 * 1024 * 1024 + 1)), "the answer is too large", 1),
        (version("yesterday"), "the release is not a date such as 05-Aug-2024", 1),
    ],
    ids=["busy", "absent", "redirect", "html", "not-utf8", "list", "deep", "large", "no-date"],
)
def test_an_unusable_answer_is_one_line(rxnav: RxNavDouble, answer: Told, why: str, tries: int) -> None:
    """What was asked and what is wrong with the answer, in one line; no redirect is followed."""
    rxnav.answers["/version.json"] = answer
    said, slept = refused(rxnav)
    assert (f"/version.json: {why}", tries) == (said, len(slept))


def test_a_closed_door_is_one_line(rxnav: RxNavDouble) -> None:
    """An address where nobody listens is told after three tries."""
    rxnav.close()
    said, slept = refused(rxnav)
    assert ("/version.json: the address could not be reached", 3) == (said, len(slept))


# --- the files


def test_the_shipped_products_are_written_as_they_are_read(cards: Path) -> None:
    """Reading and writing the shipped file changes no byte, so that a difference shows only what RxNorm changed."""
    write_products(cards, reversed(product_rows(cards)), date(2026, 10, 5))
    assert (SHIPPED / "products.csv").read_bytes() == (cards / "products.csv").read_bytes()


def test_the_release_is_no_part_of_what_a_review_covers(cards: Path) -> None:
    """A later release with the same products leaves the digest, and so a seal, as it was."""
    before = load(cards)
    write_products(cards, product_rows(cards), date(2026, 10, 5))
    after = load(cards)
    assert (None, date(2026, 10, 5)) == (before.products_release, after.products_release)
    assert before.digest == after.digest


@pytest.mark.parametrize("text", ["release = 'today'\n", "", "release = 2026-10-05\nsource = 'x'\n", "release"])
def test_a_release_that_is_no_date_is_refused(cards: Path, text: str) -> None:
    """The service does not start on a note of the release that it cannot read."""
    (cards / "products-release.toml").write_text(text)
    with pytest.raises(ContentError, match=r"products-release\.toml"):
        load(cards)


def test_products_of_old_are_to_be_looked_at_again(cards: Path) -> None:
    """The check asks for a look when no release is on record or it is older than a year."""
    assert 1 == sum("no RxNorm release on record" in line for line in warnings(load(cards), date(2026, 11, 23)))
    write_products(cards, product_rows(cards), date(2026, 10, 5))
    content = load(cards)
    said = [
        any("RxNorm release of 2026-10-05" in line for line in warnings(content, date(2026, 10, 5) + timedelta(days)))
        for days in (366, 367)
    ]
    assert [False, True] == said


@pytest.mark.parametrize(
    ("code", "ingredient"),
    [("11118", "valproate"), ("266856", "valproate"), ("10438", "theophylline"), ("7052", "morphine")],
)
def test_salts_and_interaction_drugs_are_known_by_code(content: Knowledge, code: str, ingredient: str) -> None:
    """A chart that says no more than the RxNorm code is read: valproic acid is valproate, morphine an opioid."""
    assert [ingredient] == [match.ingredient for match in content.drugs_by_code(RXNORM, code)]
