"""Writes what was measured as docs/performance.md and a plot of cost against bytes.

It must not measure anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import log10
from typing import Any

from benchmarks.servers import ROOT

PAGE, PLOT = ROOT / "docs" / "performance.md", ROOT / "docs" / "performance.svg"
MARK = "<!-- measured: everything below is written by `make bench` -->"

Found = dict[str, Any]


def write(found: Found) -> None:
    """The page's own words stay; what stands below the mark is new."""
    said = PAGE.read_text("utf-8").partition(MARK)[0]
    PAGE.write_text(said + MARK + "\n\n" + "\n".join(_tables(found)) + "\n", "utf-8")
    PLOT.write_text(_plot(found["cases"]), "utf-8")


def _tables(found: Found) -> Iterator[str]:
    machine = found["machine"]
    yield (
        f"Measured on {machine['on']}: Python {machine['python']}, {machine['cores']} cores ({machine['model']}), "
        f"other work on the machine at the start: load {machine['load']:.1f}."
    )
    yield ""
    yield from _against_control(found["cases"])
    yield ""
    yield from _against_others(found["cases"])
    yield from _slope(found["cases"])
    yield ""
    yield from _behaviour(found)


def _ratio(three: Sequence[float]) -> str:
    return "{:.2f} ({:.2f}–{:.2f})".format(*three)


def _against_control(cases: Sequence[Found]) -> Iterator[str]:
    yield "| call | body | requests/s ÷ control | by processor time | goal | CPU a call | control | p50 | p99 ÷ p50 |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for case in cases:
        goal = f"≥ {case['goal']:g}" if case["goal"] else "–"
        tail = case["tail"]
        yield (
            f"| {case['name']} | {case['kib']:.0f} KiB | {_ratio(case['speed'])} | {_ratio(case['cpu'])} | {goal} "
            f"| {case['ms']['service']:.2f} ms | {case['ms']['control']:.2f} ms | {_middle(case['p50']):.1f} ms "
            f"| {_middle(tail):.1f} ({tail[0]:.1f}–{tail[-1]:.1f}) |"
        )


def _middle(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]


def _against_others(cases: Sequence[Found]) -> Iterator[str]:
    rows = [(case, name, other) for case in cases for name, other in case["others"].items()]
    if not rows:
        return
    yield "| call | server | requests/s ÷ control | CPU a call | this service is cheaper by |"
    yield "|---|---|---|---|---|"
    for case, name, other in rows:
        yield (
            f"| {case['name']} | {name} | {_ratio(other['speed'])} | {case['ms'][name]:.1f} ms "
            f"| {other['ours'][0]:.1f} × ({other['ours'][1]:.1f}–{other['ours'][2]:.1f}) |"
        )
    yield ""


def _slope(cases: Sequence[Found]) -> Iterator[str]:
    small, medium, large = cases[:3]
    slopes = [
        (b["ms"]["service"] - a["ms"]["service"]) / (b["kib"] - a["kib"]) * 1024
        for a, b in ((small, medium), (medium, large))
    ]
    yield (
        f"Cost grows by {slopes[0]:.2f} ms a MiB from small to medium and by {slopes[1]:.2f} ms from medium to large "
        f"(ratio {slopes[1] / slopes[0]:.2f})."
    )
    yield ""
    yield f"![Processor time of a call against the bytes of its body]({PLOT.name})"


def _behaviour(found: Found) -> Iterator[str]:
    start, load, mib = found["start"], found["load"], 1024 * 1024
    ours, hello, soak, large = start["service"], start["hello"], load["soak"], load["large"]
    many, workers = load["many"], load["workers"]
    grown = " → ".join(f"{taken / mib:.0f}" for taken in soak["memory"])
    rows = (
        (
            "spawn to first 200, processor time ÷ a FastAPI hello-world",
            f"{ours['cpu']:.2f} s ÷ {hello['cpu']:.2f} s = {ours['cpu'] / hello['cpu']:.1f}",
            "≤ 1.5",
        ),
        (
            "first call ÷ second",
            f"{ours['first']:.1f} ms ÷ {ours['second']:.1f} ms = {ours['first'] / ours['second']:.1f}",
            "≤ 1.5",
        ),
        (
            "64 connections, medium: requests/s ÷ own four connections",
            f"{many['per_second'] / load['capacity']:.2f}, {many['errors']} errors",
            "≥ 0.9, none",
        ),
        (
            "16 connections, large",
            f"{large['per_second']:.1f} requests/s, {large['errors']} errors; health answered within "
            f"{large['health_worst_ms']:.0f} ms",
            "no error",
        ),
        ("resident memory of a worker after all of that", f"{load['resident'] / 1e6:.0f} MB", "≤ 130 MB"),
        (
            "peak memory with 16 large bodies at once",
            f"{large['peak'] / mib:.0f} MiB, before {large['before'] / mib:.0f} MiB",
            "bounded",
        ),
        ("two workers ÷ one, medium", f"{workers['2'] / workers['1']:.2f}", "≥ 1.7"),
        (
            f"soak, open loop at 60 % of capacity: {soak['rate']:.0f} calls/s for {soak['seconds']:.0f} s",
            f"{soak['calls']} calls, {soak['errors']} errors, p50 {soak['p50']:.1f} ms, p99 {soak['p99']:.1f} ms, "
            f"memory {grown} MiB",
            "flat",
        ),
    )
    yield "| what | measured | goal |"
    yield "|---|---|---|"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    for name, ms in found["settings"].items():
        yield f"| processor time of a medium call, {name} | {ms:.2f} ms | – |"
    fetch = found["fetch"]
    for name, words in (("prefetch", "chart in the call"), ("fetch", "chart read from a FHIR server beside it")):
        yield (
            f"| medium, {words}, four connections | {fetch[f'{name}_ms']:.2f} ms of processor, "
            f"p50 {fetch[f'{name}_p50']:.1f} ms | – |"
        )


def _plot(cases: Sequence[Found]) -> str:
    """CPU against bytes on logarithmic axes."""
    width, height, left, top = 640, 360, 70, 20
    points = {
        name: [(case["kib"], case["ms"][name]) for case in cases[:3] if name in case["ms"]]
        for name in ("service", "control", "healthchain minimal", "healthchain fhir")
    }
    colours = {"service": "#0b6e4f", "control": "#555", "healthchain minimal": "#c77d00", "healthchain fhir": "#b3261e"}

    def x(kib: float) -> float:
        return left + (log10(kib) - 1.5) / 2.5 * (width - left - 150)

    def y(ms: float) -> float:
        return height - 40 - (log10(ms) + 0.5) / 4.5 * (height - 60)

    frame = f'viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12"'
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" {frame}>']
    parts.append(f'<rect width="{width}" height="{height}" fill="#fff"/>')
    for ms in (1, 10, 100, 1000, 10000):
        parts.append(f'<path d="M{left} {y(ms):.1f}H{width - 150}" stroke="#ddd"/>')
        parts.append(f'<text x="{left - 8}" y="{y(ms) + 4:.1f}" text-anchor="end">{ms:g} ms</text>')
    for kib, label in ((100, "100 KiB"), (1024, "1 MiB"), (5120, "5 MiB")):
        parts.append(f'<text x="{x(kib):.1f}" y="{height - 18}" text-anchor="middle">{label}</text>')
    for name, line in points.items():
        if not line:
            continue
        path = "L".join(f"{x(kib):.1f} {y(ms):.1f}" for kib, ms in line)
        parts.append(f'<path d="M{path}" fill="none" stroke="{colours[name]}" stroke-width="2"/>')
        parts += [f'<circle cx="{x(k):.1f}" cy="{y(m):.1f}" r="3" fill="{colours[name]}"/>' for k, m in line]
        last_kib, last_ms = line[-1]
        parts.append(f'<text x="{x(last_kib) + 8:.1f}" y="{y(last_ms) + 4:.1f}" fill="{colours[name]}">{name}</text>')
    parts.append(f'<text x="{left}" y="{top - 4}">processor time of a call</text></svg>')
    return "\n".join(parts) + "\n"
