// Shows the raw request and response of each call, member by member, so that long prefetch can be folded away.

import { $, el, options } from "./dom.js";
import { exchanges } from "./hooks.js";

const OPEN = new Set(["context", "cards", "feedback", "issue"]);
let side = "request";
let followed = true;

export function startWire() {
  $("exchange").onchange = () => { followed = $("exchange").selectedIndex === 0; draw(); };
  for (const name of ["request", "response"]) $(`show-${name}`).onclick = () => { side = name; draw(); };
  $("copy").onclick = async () => {
    await navigator.clipboard.writeText(JSON.stringify(chosen()?.[side] ?? null, null, 2));
    $("copy").textContent = "Copied";
    setTimeout(() => { $("copy").textContent = "Copy"; }, 1500);
  };
}

const chosen = () => exchanges[Math.max($("exchange").selectedIndex, 0)];

export function exchanged() {
  const before = followed ? 0 : Math.min($("exchange").selectedIndex + 1, exchanges.length - 1);
  const label = (e) => `${e.at.toTimeString().slice(0, 8)} ${e.name} → ${e.status || "no answer"}, ${e.ms} ms`;
  options($("exchange"), exchanges.map((e, n) => ({ id: String(n), label: label(e) })), String(before));
  draw();
}

function draw() {
  const kept = chosen();
  for (const name of ["request", "response"]) $(`show-${name}`).setAttribute("aria-pressed", String(name === side));
  if (!kept) return;
  const size = (JSON.stringify(kept[side] ?? "").length / 1024).toFixed(1);
  $("call").textContent = `${kept.method} ${kept.path} – ${kept.status || "no answer"}, ${kept.ms} ms, ${side} ${size} kB`;
  const value = kept[side];
  $("raw").replaceChildren(...(value === null ? [el("p", { className: "soft" }, side === "request" ? "No body." : "No JSON.")] : members(value)));
}

function members(value) {
  if (Array.isArray(value) || typeof value !== "object") return [json(value)];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === "prefetch" ? Object.entries(inner).map(([key, each]) => folded(`prefetch.${key}`, each, false)) : [folded(name, inner, OPEN.has(name))]);
}

function folded(name, value, open) {
  if (typeof value !== "object" || value === null) return el("p", { className: "member" }, el("b", {}, name), ` ${JSON.stringify(value)}`);
  return el("details", { open }, el("summary", {}, el("b", {}, name), ` ${hint(value)}`), json(value));
}

function hint(value) {
  if (Array.isArray(value)) return `[${value.length}]`;
  const entries = value.entry?.length ?? 0;
  if (value.resourceType === "Bundle") return `Bundle, ${entries} ${entries === 1 ? "entry" : "entries"}`;
  return value.resourceType ?? `{${Object.keys(value).length}}`;
}

const json = (value) => el("pre", { tabIndex: 0 }, JSON.stringify(value, null, 2));
