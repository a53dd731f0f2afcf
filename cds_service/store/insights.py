"""The report as a page: what became of the cards, readable without script, colour or mouse.

It must not know HTTP or the database. It is served behind access protection, with INSIGHTS_POLICY as its
Content-Security-Policy.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from html import escape

from cds_service.store.plots import PARTS, bar, columns, parts
from cds_service.store.report import Report, Tally

_STYLE = """
:root{color-scheme:light dark;--ink:#1c2430;--soft:#5a6675;--line:#dfe3e8;--paper:#fff;
--accepted:#17766f;--overridden:#c65a11;--ignored:#c3cad3;--plain:#4a6fa5}
@media (prefers-color-scheme:dark){:root{--ink:#e8ecf1;--soft:#a3afbd;--line:#333c48;--paper:#151a21;
--accepted:#4fb8ae;--overridden:#ec9250;--ignored:#56616f;--plain:#8fb0de}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}
main{max-width:62rem;margin:0 auto;padding:2rem 1.25rem 4rem}
h1{font-size:1.7rem;line-height:1.2;margin:0 0 .25rem}
h2{font-size:1.15rem;margin:2.75rem 0 .25rem}
p{max-width:42rem;margin:.25rem 0 .75rem}
.soft{color:var(--soft)}
dl{display:flex;flex-wrap:wrap;gap:1.25rem 2.5rem;margin:1.5rem 0 0}
dl div{display:flex;flex-direction:column-reverse}
dt{color:var(--soft);font-size:.9rem}
dd{margin:0;font-size:1.9rem;line-height:1.1;font-variant-numeric:tabular-nums}
dd small{font-size:1rem;color:var(--soft)}
.key{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:1.25rem 0 0;padding:0;list-style:none;font-size:.9rem}
.key svg{width:.8rem;height:.8rem;margin-right:.4rem;vertical-align:-.05rem}
.wide{overflow-x:auto}
table{width:100%;min-width:36rem;table-layout:fixed;border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{padding:.35rem .75rem .35rem 0;text-align:right;border-bottom:1px solid var(--line);font-weight:400}
th:first-child,td:first-child{text-align:left}
thead th{color:var(--soft);font-size:.85rem;vertical-align:bottom}
thead td:first-child{width:27%}
thead td+td{width:28%}
svg{display:block}
.key svg{display:inline-block}
.bar{width:100%;height:.85rem}
.columns{width:100%;height:11rem;border-bottom:1px solid var(--line)}
.ends{display:flex;justify-content:space-between;color:var(--soft);font-size:.85rem}
.accepted{fill:var(--accepted)}.overridden{fill:var(--overridden)}.ignored{fill:var(--ignored)}.plain{fill:var(--plain)}
summary{cursor:pointer;color:var(--soft);font-size:.9rem;margin-top:.5rem}
@media print{main{padding:0}details>*{display:revert}}
"""

INSIGHTS_POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    f"style-src 'sha256-{base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()}'"
)
"""The page needs its own style and nothing else: no script, no image, no font, no frame."""


def insights_page(report: Report, words: Mapping[str, str] | None = None) -> str:
    """The whole HTML document. `words`: what to call criteria, verdicts and reasons; else their ids stand."""
    last = (report.until - timedelta(microseconds=1)).date()
    period = f"{report.since.date().isoformat()} to {last.isoformat()}, days and weeks in UTC"
    body = _figures(report) + _sections(report, words or {}) if report.total.shown else _nothing(report)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">'
        f"<title>What became of the cards</title><style>{_STYLE}</style></head><body><main>"
        f'<h1>What became of the cards</h1><p class="soft">{period}</p>{body}</main></body></html>\n'
    )


def _nothing(report: Report) -> str:
    unknown = ""
    if report.unknown_cards:
        unknown = f"<p>Feedback came for {report.unknown_cards} cards that this service has no record of.</p>"
    return f"<p>No card was shown in this time, so there is nothing to count yet.</p>{unknown}"


def _figures(report: Report) -> str:
    total = report.total
    shares = [
        (f"{count:,} <small>{_percent(count, total.shown)}</small>", name)
        for count, name in zip(parts(total), PARTS, strict=True)
    ]
    figures = [(f"{report.decisions:,}", "calls decided"), (f"{total.shown:,}", "cards shown"), *shares]
    if report.unknown_cards:
        figures.append((f"{report.unknown_cards:,}", "unknown cards with feedback"))
    listed = "".join(f"<div><dt>{name}</dt><dd>{figure}</dd></div>" for figure, name in figures)
    key = "".join(
        f'<li><svg viewBox="0 0 10 10" aria-hidden="true"><rect class="{part}" width="10" height="10"/></svg>'
        f"{part}</li>"
        for part in PARTS
    )
    return (
        f'<dl>{listed}</dl><ul class="key">{key}</ul><p class="soft">Ignored means that no feedback came: the '
        "card was passed over, or the client sends none. Where feedback came twice, the later outcome counts.</p>"
    )


def _sections(report: Report, words: Mapping[str, str]) -> str:
    def word(id_: str) -> str:
        return words.get(id_, id_)

    reasons = [(word(each.code) if each.code else "no reason given", (each.count,)) for each in report.reasons]
    unknown = [(f"{word(each.criterion)}: {word(each.why)}", (each.count,)) for each in report.unknown_because]
    offered = [(word(each.kind), (each.accepted, each.shown - each.accepted)) for each in report.suggestions]
    criteria = [(f"{word(each.name)}: {word(each.status or '')}", parts(each)) for each in report.by_criterion]
    verdicts = [(word(each.name), parts(each)) for each in report.by_verdict]
    return "".join(
        (
            _weeks(report.by_week),
            _section("By verdict", "Cards by what they said of the order.", verdicts, PARTS),
            _section("By criterion", "Cards on which the criterion was not met or not known.", criteria, PARTS),
            _section("Why cards were overridden", "The coded reason, where one was given.", reasons, ("cards",)),
            _section("Suggestions", "How often each was taken.", offered, ("accepted", "not accepted")),
            _section(
                "Why criteria were not known",
                "Judged orders; what is missing most is what the chart or the connection should supply.",
                unknown,
                ("orders",),
            ),
        )
    )


_CLASSES = {**{part: part for part in PARTS}, "not accepted": "ignored"}


def _section(title: str, note: str, rows: Sequence[tuple[str, tuple[int, ...]]], headings: tuple[str, ...]) -> str:
    """A heading, a note and a table whose rows carry their bar; nothing counted is said, not left out."""
    if not rows:
        return f'<section><h2>{title}</h2><p class="soft">{note} None in this time.</p></section>'
    most = max(sum(counts) for _, counts in rows)
    classes = [_CLASSES.get(heading, "plain") for heading in headings]
    lines = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{bar(counts, most, classes)}</td>{_cells(counts)}</tr>'
        for name, counts in rows
    )
    return (
        f'<section><h2>{title}</h2><p class="soft">{note}</p>'
        f'<div class="wide" tabindex="0" role="region" aria-label="{title}"><table>'
        f"{_head(('', *headings), plot=True)}<tbody>{lines}</tbody></table></div></section>"
    )


def _weeks(tallies: Sequence[Tally]) -> str:
    names = [escape(tally.name) for tally in (tallies[0], tallies[-1])]
    most = max(tally.shown for tally in tallies)
    lines = "".join(
        f'<tr><th scope="row">{escape(tally.name)}</th>{_cells((tally.shown, *parts(tally)))}</tr>' for tally in tallies
    )
    headings = _head(("week", "shown", *PARTS))
    ends = names if len(tallies) > 1 else names[:1]
    return (
        f'<section><h2>By week</h2><p class="soft">Cards shown; the highest column stands for {most:,}.</p>'
        f"{columns(tallies, 'Cards shown by week and outcome; the figures follow as a table')}"
        f'<div class="ends">{"".join(f"<span>{name}</span>" for name in ends)}</div>'
        '<details><summary>Figures by week</summary><div class="wide" tabindex="0" role="region" '
        f'aria-label="Figures by week"><table>{headings}<tbody>{lines}</tbody></table></div></details></section>'
    )


def _head(names: Sequence[str], *, plot: bool = False) -> str:
    first, *others = (f'<th scope="col">{name}</th>' if name else "<td></td>" for name in names)
    return f"<thead><tr>{first}{'<td></td>' if plot else ''}{''.join(others)}</tr></thead>"


def _cells(counts: Iterable[int]) -> str:
    return "".join(f"<td>{count:,}</td>" for count in counts)


def _percent(count: int, whole: int) -> str:
    return f"{100 * count / whole:.0f} %"
