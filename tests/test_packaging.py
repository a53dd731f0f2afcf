"""Reads the files around the code and holds them to each other: what one promises the others deliver.

Nothing is built here; `.ci/run` lints the image and validates the manifests with tools of their own.
"""

from __future__ import annotations

import ast
import fnmatch
import importlib.metadata
import json
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from cds_service.answers import Severity, Status, Verdict, Why
from cds_service.knowledge import SYSTEMS, load
from cds_service.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
MANIFESTS = ROOT / "deploy" / "kubernetes"
SETTINGS = {f"CDS_{name.upper()}" for name in Settings.model_fields}
UID = 10001

INDIRECT = {"httpcore": "httpx", "pydantic": "pydantic-settings", "starlette": "fastapi"}
"""Libraries we use as a part of another, which requires and bounds them."""
UNSEEN = {"psycopg", "tzdata", "pint", "sniffio"}
"""Dependencies no import names: a database driver chosen by URL, the data of `zoneinfo`, what httpcore looks for."""


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def manifest(name: str) -> Any:
    return yaml.safe_load((MANIFESTS / name).read_text(encoding="utf-8"))


def required(extra: str | None = None) -> list[Requirement]:
    """The requirements of the project, or of one of its extras."""
    lines = PROJECT["dependencies"] if extra is None else PROJECT["optional-dependencies"][extra]
    return [Requirement(line) for line in lines]


def locked(name: str) -> dict[str, list[tuple[Version, int]]]:
    """Pinned versions of a lock file by package, each with its number of hashes."""
    pins: dict[str, list[tuple[Version, int]]] = {}
    for entry in re.split(r"\n(?=\S)", re.sub(r"(?m)^\s*#.*\n?", "", read(name))):
        pin = re.match(r"(?P<name>[\w.-]+)(?:\[.*?\])?==(?P<version>\S+)", entry)
        if pin:
            found = Version(pin["version"]), entry.count("--hash=sha256:")
            pins.setdefault(canonicalize_name(pin["name"]), []).append(found)
    return pins


def stages() -> list[list[tuple[str, str]]]:
    """The Dockerfile as stages of (instruction, argument)."""
    text = re.sub(r"(?m)^#.*\n", "", read("Dockerfile")).replace("\\\n", " ")
    found: list[list[tuple[str, str]]] = []
    for line in filter(None, text.splitlines()):
        word, _, rest = line.partition(" ")
        if word == "FROM":
            found.append([])
        found[-1].append((word, rest.strip()))
    return found


def copied() -> list[str]:
    """What the image takes from the repository, in any stage."""
    copies = [rest.split() for stage in stages() for word, rest in stage if word == "COPY"]
    return [source for parts in copies if not parts[0].startswith("--from") for source in parts[:-1]]


def in_context(path: str) -> bool:
    """Whether .dockerignore lets a path of the repository through; the last matching line decides."""
    kept = True
    for line in read(".dockerignore").splitlines():
        pattern = line.lstrip("!").removeprefix("**/")
        if line.startswith("#") or not pattern:
            continue
        parts = Path(path).parts
        starts = ["/".join(parts[:n]) for n in range(1, len(parts) + 1)]
        names = starts + list(parts) if "**/" in line else starts
        if any(fnmatch.fnmatch(name, pattern) for name in names):
            kept = line.startswith("!")
    return kept


def third_party_imports() -> list[set[str]]:
    """For each library the service imports, the distributions that may have brought it."""
    owners = importlib.metadata.packages_distributions()
    names: set[str] = set()
    for module in (ROOT / "cds_service").rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.split(".")[0])
    ours = {"cds_service"} | sys.stdlib_module_names
    return [{str(canonicalize_name(owner)) for owner in owners[name]} for name in sorted(names - ours)]


# Dependencies


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_has_its_hash(lock: str) -> None:
    """No package is installed whose content was not fixed beforehand."""
    assert {} == {name: pins for name, pins in locked(lock).items() if any(n == 0 for _, n in pins)}
    assert len(locked(lock)) > len(required())


@pytest.mark.parametrize(
    ("lock", "extras"), [("requirements.lock", [None]), ("requirements-dev.lock", [None, "tracing", "dev"])]
)
def test_what_is_required_is_locked(lock: str, extras: list[str | None]) -> None:
    """Each declared package is locked at a version the declaration allows."""
    pins = locked(lock)
    wrong = [
        str(each)
        for extra in extras
        for each in required(extra)
        if not pins.get(canonicalize_name(each.name))
        or not all(version in each.specifier for version, _ in pins[canonicalize_name(each.name)])
    ]
    assert [] == wrong


def test_tests_run_what_is_shipped() -> None:
    """Every version locked for the image is the one locked for the tests."""
    tested = locked("requirements-dev.lock")
    assert {} == {name: pins for name, pins in locked("requirements.lock").items() if tested.get(name) != pins}


def test_every_python_runs_the_same_packages() -> None:
    """A package has one locked version, so that a chart gets the same answer on every Python."""
    assert {} == {name: pins for name, pins in locked("requirements.lock").items() if len(pins) != 1}


def test_what_is_imported_is_required() -> None:
    """The service leans on no package that only happens to be installed."""
    known = {str(canonicalize_name(each.name)) for extra in (None, "tracing") for each in required(extra)}
    known |= {name for name, through in INDIRECT.items() if through in known}
    assert [] == [brought_by for brought_by in third_party_imports() if not brought_by & known]


def test_what_is_required_is_imported() -> None:
    """No package is installed beside patient data without being used."""
    names = {canonicalize_name(each.name) for each in required()}
    assert set() == names - UNSEEN - set().union(*third_party_imports())


def test_each_dependency_has_its_reason() -> None:
    """The decision record names every package of the project, and no other."""
    text = read("docs/decisions/0005-dependencies.md")
    table = set(re.findall(r"(?m)^\| ([a-z][\w.-]+) \|", text)) - {"package"}
    others = set(re.findall(r"\*\*([a-z][\w.-]+)\*\*", text))
    assert {each.name for each in required()} == table
    assert {each.name for extra in ("tracing", "dev") for each in required(extra)} == others


# Image


def test_the_image_copies_what_exists() -> None:
    """Everything the Dockerfile copies is in the repository and reaches the build."""
    assert copied()
    assert [] == [source for source in copied() if not (ROOT / source).exists() or not in_context(source)]


@pytest.mark.parametrize(
    "needed", ["cards", "cds_service", "cds_service/store/migrations", "LICENSE", "NOTICE", "requirements.lock"]
)
def test_the_image_holds_what_the_service_reads(needed: str) -> None:
    """Clinical content, migrations and licences are part of the image."""
    files = [path for path in (ROOT / needed).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert files or (ROOT / needed).is_file()
    assert any(Path(needed).is_relative_to(source) for source in copied())
    assert [] == [path for path in files if not in_context(str(path.relative_to(ROOT)))]


@pytest.mark.parametrize("name", ["tests", ".venv", ".git", "var/cds-service.sqlite3", "cds_service/a.pyc", ".env"])
def test_the_build_sees_nothing_else(name: str) -> None:
    """Tests, environments, history and local databases stay out of the build."""
    assert not in_context(name)


def test_the_image_keeps_content_where_settings_look() -> None:
    """The default folder of the content, relative to the code, is the same inside the image."""
    content = Path(Settings.model_fields["content_dir"].default).relative_to(ROOT)
    copies = [rest.split() for word, rest in stages()[-1] if word == "COPY"]
    assert [str(content), f"./{content}"] in copies
    assert ["--from=build", "/app/cds_service", "./cds_service"] in copies


def test_the_image_does_not_run_as_root() -> None:
    """The last user set in the last stage is a number other than zero."""
    assert [f"{UID}:{UID}"] == [rest for word, rest in stages()[-1] if word == "USER"]


def test_the_image_says_whether_it_lives() -> None:
    """The health check asks the service itself, with the image's own Python."""
    (check,) = [rest for word, rest in stages()[-1] if word == "HEALTHCHECK"]
    command = json.loads(check[check.index("[") :])
    assert ["python", "-c"] == command[:2]
    assert "/health/live" in command[2]


def test_the_last_stage_has_no_build_tools() -> None:
    """What compiles or installs stays in the first stage."""
    runs = " ".join(rest for word, rest in stages()[-1] if word == "RUN")
    assert None is re.search(r"apt-get|gcc|\bpip install", runs)
    assert "pip uninstall" in runs


def test_the_image_is_built_from_the_lock() -> None:
    """Packages of the image are wheels checked against the lock's hashes."""
    (install,) = [rest for word, rest in stages()[0] if word == "RUN" and "requirements.lock" in rest]
    assert "--require-hashes" in install
    assert "--only-binary :all:" in install


def test_both_stages_have_a_python_we_support() -> None:
    """Build and run on the same release, one the project allows."""
    bases = {rest.split()[0] for stage in stages() for word, rest in stage if word == "FROM"}
    (base,) = bases
    assert SpecifierSet(PROJECT["requires-python"]).contains(base.split(":")[1].split("-")[0])


# Settings wherever they are set


def test_no_deployment_sets_what_is_no_setting() -> None:
    """Every CDS_ name in the image, the compose file and the manifests is a setting of the service."""
    places = [ROOT / "Dockerfile", ROOT / "compose.yaml", ROOT / "Makefile", *MANIFESTS.iterdir()]
    found = {name for place in places for name in re.findall(r"\bCDS_[A-Z_]+\b", place.read_text(encoding="utf-8"))}
    assert set() == found - SETTINGS
    assert {"CDS_DATABASE_URL", "CDS_JOURNAL_DIR", "CDS_PUBLIC_BASE_URL"} <= found


@pytest.mark.parametrize("place", ["Dockerfile", "compose.yaml", "deploy/kubernetes/settings.env"])
def test_no_deployment_switches_authentication_off(place: str) -> None:
    """Only `make serve` and `make demo` run without client authentication."""
    assert "CDS_REQUIRE_AUTH" not in read(place)


# Compose


def test_compose_holds_no_secret() -> None:
    """The database password comes from the environment, and there is none to fall back on."""
    given = re.findall(r"POSTGRES_PASSWORD(?:: |:\?|\})[^\n]*", read("compose.yaml"))
    assert given
    assert [] == re.findall(r"\$\{POSTGRES_PASSWORD(?!:\?)", read("compose.yaml"))


def test_compose_gives_the_service_no_more_than_it_needs() -> None:
    """The service cannot write to its image, gains no privileges and is reached from this machine only."""
    service = yaml.safe_load(read("compose.yaml"))["services"]["cds"]
    assert service["read_only"] is True
    assert ["ALL"] == service["cap_drop"]
    assert ["no-new-privileges:true"] == service["security_opt"]
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])


# Kubernetes


def test_the_kustomization_names_every_manifest() -> None:
    """Each manifest in the folder is applied, and each one applied is there."""
    files = {path.name for path in MANIFESTS.glob("*.yaml")} - {"kustomization.yaml"}
    assert files == set(manifest("kustomization.yaml")["resources"])


def test_the_pod_is_locked_down() -> None:
    """Not root, nothing writable but the named folders, no privileges, no token of the cluster."""
    pod = manifest("deployment.yaml")["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert UID == pod["securityContext"]["runAsUser"]
    assert {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    } == container["securityContext"]
    assert pod["automountServiceAccountToken"] is False
    assert manifest("serviceaccount.yaml")["automountServiceAccountToken"] is False


def test_what_the_service_writes_is_mounted() -> None:
    """The journal's folder and the temporary folder are volumes, since the root is read-only."""
    pod = manifest("deployment.yaml")["spec"]["template"]["spec"]
    writable = {m["mountPath"] for m in pod["containers"][0]["volumeMounts"] if not m.get("readOnly")}
    settings = dict(line.split("=", 1) for line in read("deploy/kubernetes/settings.env").splitlines())
    assert {"/tmp", "/var/lib/cds-service"} == writable  # noqa: S108 the path inside the container
    assert Path(settings["CDS_JOURNAL_DIR"]).is_relative_to("/var/lib/cds-service")


def test_probes_ask_what_they_mean() -> None:
    """Liveness does not depend on the database; readiness does."""
    (container,) = manifest("deployment.yaml")["spec"]["template"]["spec"]["containers"]
    paths = {name: container[f"{name}Probe"]["httpGet"]["path"] for name in ("startup", "liveness", "readiness")}
    assert {"startup": "/health/live", "liveness": "/health/live", "readiness": "/health/ready"} == paths


def test_a_pod_has_time_to_finish() -> None:
    """The grace period covers the pause before the signal and the time calls have to finish."""
    pod = manifest("deployment.yaml")["spec"]["template"]["spec"]
    pause = pod["containers"][0]["lifecycle"]["preStop"]["exec"]["command"][-1]
    seconds = int(re.search(r"sleep\((\d+)\)", pause)[1])  # type: ignore[index]
    assert seconds + Settings.model_fields["shutdown_seconds"].default < pod["terminationGracePeriodSeconds"]


def test_everything_selects_the_same_pods() -> None:
    """Service, disruption budget and network policy choose the pods that the deployment makes."""
    deployment = manifest("deployment.yaml")["spec"]
    labels = deployment["template"]["metadata"]["labels"]
    assert labels == deployment["selector"]["matchLabels"]
    assert labels == manifest("service.yaml")["spec"]["selector"]
    assert labels == manifest("disruption.yaml")["spec"]["selector"]["matchLabels"]
    assert labels == manifest("network.yaml")["spec"]["podSelector"]["matchLabels"]
    assert (
        manifest("deployment.yaml")["metadata"]["name"] == manifest("autoscaler.yaml")["spec"]["scaleTargetRef"]["name"]
    )


def test_more_than_one_instance_stays_up() -> None:
    """A voluntary disruption never takes the last instance, and never waits for ever."""
    least = manifest("autoscaler.yaml")["spec"]["minReplicas"]
    assert 0 < manifest("disruption.yaml")["spec"]["minAvailable"] < least


def test_the_database_address_is_a_secret() -> None:
    """The address with its password is read from a Secret that the repository does not hold."""
    (container,) = manifest("deployment.yaml")["spec"]["template"]["spec"]["containers"]
    (database,) = [each for each in container["env"] if each["name"] == "CDS_DATABASE_URL"]
    assert {"secretKeyRef": {"name": "ketamine-cds-database", "key": "url"}} == database["valueFrom"]
    assert [] == [p.name for p in MANIFESTS.glob("*.yaml") if "kind: Secret" in p.read_text(encoding="utf-8")]


def test_every_manifest_tags_this_version() -> None:
    """Compose and Kubernetes run the version that the project says it is."""
    (image,) = manifest("kustomization.yaml")["images"]
    assert PROJECT["version"] == image["newTag"]
    assert f"{image['name']}:{PROJECT['version']}" == yaml.safe_load(read("compose.yaml"))["services"]["cds"]["image"]


# Commands


@pytest.mark.parametrize("target", ["demo", "test", "check", "serve"])
def test_make_knows_the_promised_commands(target: str) -> None:
    """Each command of the contract is a target, explained by `make help`."""
    assert re.search(rf"(?m)^{target}:", read("Makefile"))
    assert re.search(rf"(?m)^\t\$\(info make {target} ", read("Makefile"))


def test_the_demo_evaluates_what_is_shipped() -> None:
    """Every request of the demo is a request in the repository."""
    (names,) = re.findall(r"(?m)^DEMO := (.*)$", read("Makefile"))
    assert names.split()
    assert [] == [name for name in names.split() if not (ROOT / "fixtures" / "requests" / f"{name}.json").is_file()]


def test_make_test_leaves_out_what_needs_more() -> None:
    """Every marked group of tests is left to .ci/run or to a user's own machine."""
    pytest_options = tomllib.loads(read("pyproject.toml"))["tool"]["pytest"]["ini_options"]
    marks = {line.split(":")[0] for line in pytest_options["markers"]}
    (expression,) = re.findall(r"(?m)^OFFLINE := (.*)$", read("Makefile"))
    assert marks == set(expression.removeprefix("not ").split(" and not "))


# Words


def test_the_licence_is_the_one_declared() -> None:
    """LICENSE holds the text of the licence in pyproject."""
    assert "Apache-2.0" == PROJECT["license"]
    assert ["Apache License", "Version 2.0, January 2004"] == [s.strip() for s in read("LICENSE").split("\n")[1:3]]


@pytest.mark.parametrize("system", sorted(SYSTEMS))
def test_every_terminology_is_acknowledged(system: str) -> None:
    """NOTICE speaks of each code system that the content uses."""
    title = {"icd10cm": "ICD-10-CM", "icd10": "ICD-10", "snomed": "SNOMED CT", "rxnorm": "RxNorm"}
    assert re.search(rf"(?m)^{title.get(system, system.upper())}\b", read("NOTICE")) or system == "icd10"


def test_the_changelog_is_about_this_version() -> None:
    """The newest heading is the project's version, and says which clinical content it serves."""
    newest = re.split(r"(?m)^## ", read("CHANGELOG.md"))[1]
    protocol = load(ROOT / "cards" / "ketamine-trd").protocol
    assert PROJECT["version"] == newest.split()[0]
    assert f"`{protocol.id}` {protocol.version}, status *{protocol.status}*" in newest


@pytest.mark.parametrize("record", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_says_why(record: Path) -> None:
    """Every record gives context, decision and consequences on one page, under its own number."""
    text = record.read_text(encoding="utf-8")
    assert ["Context", "Decision", "Consequences"] == re.findall(r"(?m)^## (.*)$", text)
    assert text.startswith(f"# {record.name[:4]} ")
    assert len(text.splitlines()) <= 60


def test_decisions_are_numbered_without_a_gap() -> None:
    """Records count up from one, so that a missing one is noticed."""
    assert list(range(1, len(DECISIONS) + 1)) == [int(path.name[:4]) for path in DECISIONS]


@pytest.mark.parametrize("word", sorted({*Status, *Verdict, *Why, *Severity}))
def test_the_glossary_explains_every_answer(word: str) -> None:
    """Each status, verdict, severity and reason for not knowing is in the glossary."""
    entries = " ".join(re.findall(r"(?m)^\|(.*)\|$", read("docs/glossary.md"))).replace("-", " ")
    assert re.search(rf"\b{word.replace('-', ' ')}\b", entries)


def test_no_file_names_someones_machine() -> None:
    """Nothing in the repository points into a developer's home or workplace."""
    kept = {"", ".cfg", ".css", ".csv", ".env", ".html", ".ini", ".jinja", ".js", ".json", ".lock", ".mako", ".md"}
    kept |= {".py", ".toml", ".txt", ".yaml"}
    private = re.compile(r"(?<![\w.}])/(?:wor[k]|roo[t]|hom[e]|User[s])/\w")
    made = re.compile(r"\.(?!ci$).*|var|__pycache__|node_modules")
    found = [
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("*")
        if path.suffix in kept
        and path.is_file()
        and not any(made.fullmatch(folder) for folder in path.relative_to(ROOT).parts[:-1])
        and private.search(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert [] == found
