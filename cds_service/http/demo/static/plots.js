// Draws what words say worse: medications over time, and scores against their limit.

import { el, svg } from "./dom.js";

const DAY = 86400000;
const iso = (ms) => new Date(ms).toISOString().slice(0, 10);

/** Medications as rows of one time axis; the words of each stretch stand under its name. */
export function timeline(rows, now) {
  const starts = rows.flatMap((row) => row.stretches.map((s) => s.from)).filter((ms) => ms !== null);
  if (!starts.length) return [el("p", { className: "soft" }, rows.length ? "No dates." : "None on the lists.")];
  const first = Math.min(...starts) - 15 * DAY;
  const share = (ms) => ((Math.min(Math.max(ms, first), now) - first) / (now - first)) * 100;
  const years = [];
  for (let year = new Date(first).getUTCFullYear() + 1; Date.UTC(year, 0) < now; year++) years.push(year);
  const axis = el("div", { className: "axis", "aria-hidden": "true" });
  for (const year of years) {
    const place = share(Date.UTC(year, 0));
    if (place < 85) axis.append(at(el("span", { className: place < 6 ? "first" : "" }, String(year)), place));
  }
  axis.append(el("span", { className: "today" }, "today"));
  return [el("ul", { className: "timeline" }, rows.map((row) => line(row, share, years))), axis];
}

function at(element, left, width) {
  element.style.left = `${left}%`;
  if (width !== undefined) element.style.width = `${width}%`;
  return element;
}

function line(row, share, years) {
  const track = el("div", { className: "track", "aria-hidden": "true" });
  for (const year of years) track.append(at(el("i"), share(Date.UTC(year, 0))));
  for (const s of row.stretches.filter((each) => each.from !== null)) {
    const width = Math.max(share(s.to) - share(s.from), 0);
    track.append(at(el("span", { className: `bar ${s.kind}${s.open ? " open" : ""}` }), share(s.from), width));
  }
  const words = row.stretches.map((s) => el("li", {}, describe(s)));
  const many = words.length > 3;
  const details = many ? el("details", {}, el("summary", {}, `${words.length} records`), el("ul", {}, words)) : el("ul", {}, words);
  return el("li", {}, el("b", {}, row.name), track, details);
}

function describe(s) {
  const span = s.kind === "given" ? `given ${s.start}` : s.open ? `since ${s.start}` : s.end ? `${s.start} to ${s.end}` : s.start || "no dates";
  return [s.dose, span, s.why && `stopped: ${s.why}`].filter(Boolean).join(" · ");
}

/** One small plot a scale: points over time, the limit as a dashed line when it is known. */
export function plot(scale, limit, now) {
  const W = 320, H = 130, left = 30, right = 34, top = 12, bottom = 22;
  const values = scale.points.map((p) => p.value);
  const highest = Math.max(...values, limit ?? 0) * 1.15 || 1;
  const from = Math.min(scale.points[0].at, now - 60 * DAY);
  const x = (ms) => left + ((ms - from) / (now - from || 1)) * (W - left - right);
  const y = (value) => H - bottom - (value / highest) * (H - top - bottom);
  const words = scale.points.map((p) => `${p.value} on ${p.date}`).join(", ");
  const drawing = svg("svg", { viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": `${scale.name}: ${words}` });
  drawing.append(svg("line", { x1: left, x2: W - right, y1: y(0), y2: y(0), class: "base" }));
  drawing.append(note(0, left - 6, y(0) + 4, "end"), note(iso(from), left, H - 6), note("today", W - right, H - 6, "end"));
  if (limit !== undefined) {
    drawing.append(svg("line", { x1: left, x2: W - right, y1: y(limit), y2: y(limit), class: "limit" }), note(limit, left - 6, y(limit) + 4, "end"));
  }
  if (scale.points.length > 1) drawing.append(svg("polyline", { points: scale.points.map((p) => `${x(p.at)},${y(p.value)}`).join(" "), class: "trend" }));
  for (const p of scale.points) drawing.append(svg("circle", { cx: x(p.at), cy: y(p.value), r: 4 }));
  const last = scale.points.at(-1);
  drawing.append(note(last.value, x(last.at) + 8, y(last.value) + 4, "start", "last"));
  const caption = `${scale.name}: ${last.value} on ${last.date}` + (limit === undefined ? "" : `; limit ${limit}`);
  return el("figure", {}, el("figcaption", {}, caption), drawing);
}

function note(text, x, y, anchor = "start", name = "") {
  const made = svg("text", { x, y, "text-anchor": anchor, class: name });
  made.textContent = text;
  return made;
}
