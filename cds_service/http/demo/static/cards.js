// Shows cards as an EHR does: summary, detail, suggestions to accept, links, and reasons to override.

import { el } from "./dom.js";
import { markdown } from "./markdown.js";

export const WORDS = { critical: "Critical", warning: "Warning", info: "Information" };
const ORDER = ["critical", "warning", "info"];
let unfolded = true;

/** One article for each card. `act` has accept(card, suggestion) and override(card, reason, comment). */
export function cards(list, act) {
  return [...list]
    .sort((a, b) => ORDER.indexOf(a.indicator) - ORDER.indexOf(b.indicator))
    .map((card) => shown(card, act));
}

function shown(card, act) {
  const article = el("article", { className: `card ${card.indicator}` });
  article.append(
    el("p", { className: "indicator" }, WORDS[card.indicator] ?? card.indicator),
    el("h3", {}, card.summary),
    suggestions(card, act),
    el("details", { open: unfolded, ontoggle: remember }, el("summary", {}, "Detail"), ...markdown(card.detail ?? "")),
    sourceAndLinks(card),
    override(card, act, article),
  );
  return article;
}

/** Whoever folds the detail away keeps it folded while typing. */
function remember(event) {
  if (event.target.isConnected && !event.target.closest(".overridden")) unfolded = event.target.open;
}

function suggestions(card, act) {
  const list = card.suggestions ?? [];
  if (!list.length) return "";
  return el("ul", { className: "suggestions" }, list.map((suggestion) => el("li", {},
    el("button", { type: "button", className: suggestion.isRecommended ? "main" : "", onclick: () => act.accept(card, suggestion) }, suggestion.label),
    suggestion.isRecommended ? el("span", { className: "soft" }, "recommended") : null,
    el("span", { className: "soft actions" }, (suggestion.actions ?? []).map((a) => a.description).filter(Boolean).join(" · ")),
  )));
}

function sourceAndLinks(card) {
  const outside = (label, url) => el("a", { href: here(url), target: "_blank", rel: "noopener noreferrer" }, label);
  const parts = (card.links ?? []).filter((l) => l.type === "absolute").map((l) => outside(l.label, l.url));
  if (card.source) parts.push(card.source.url ? outside(card.source.label, card.source.url) : card.source.label);
  return el("p", { className: "links" }, parts.flatMap((part, n) => (n ? [" · ", part] : [part])));
}

const here = (url) => (/^https?:/.test(url) ? url : "#");

function override(card, act, article) {
  const reasons = card.overrideReasons ?? [];
  const select = el("select", {}, el("option", { value: "" }, "No reason given"), reasons.map((r, n) => el("option", { value: n }, r.display)));
  const comment = el("input", { maxLength: 200 });
  const button = el("button", { type: "button" }, "Override this card");
  button.onclick = async () => {
    button.disabled = true;
    const told = await act.override(card, reasons[select.value] ?? null, comment.value.trim());
    if (!told) { button.disabled = false; return; }
    article.classList.add("overridden");
    for (const each of article.querySelectorAll("details")) each.open = false;
    for (const each of article.querySelectorAll(".suggestions button")) each.disabled = true;
  };
  return el("details", { className: "override" }, el("summary", {}, "Override …"),
    el("label", {}, "Reason ", select), el("label", {}, "Comment ", comment), button);
}
