// Shows the Markdown of a card: paragraphs, lists, bold and links. Nothing in it becomes markup by itself.

import { el } from "./dom.js";

const INLINE = /\\([\\`*_{}[\]()#+\-.!|~$&<>=:"'])|&(amp|lt|gt|quot);|\*\*|\[((?:\\.|[^\]\\])*)\]\((https?:[^\s)]+)\)/g;
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"' };

const WHOLE = /(\d{4}-\d\d-\d\d|\b[A-Z]{2,}-[A-Z\d]+\b)/;

/** A text whose days and names of scales are not broken at their hyphens at the end of a line. */
const unbroken = (text) => text.split(WHOLE).map((part, at) => (at % 2 ? el("span", { class: "whole" }, part) : part));

/** The nodes of one line. */
export function inline(text) {
  const outer = [];
  let into = outer;
  let strong = null;
  let at = 0;
  for (const hit of text.matchAll(INLINE)) {
    if (hit.index > at) into.push(...unbroken(text.slice(at, hit.index)));
    at = hit.index + hit[0].length;
    if (hit[1]) into.push(hit[1]);
    else if (hit[2]) into.push(ENTITIES[hit[2]]);
    else if (hit[0] === "**") {
      if (strong) { outer.push(el("strong", {}, ...strong)); strong = null; into = outer; } else { strong = into = []; }
    } else into.push(el("a", { href: hit[4], target: "_blank", rel: "noopener noreferrer" }, ...inline(hit[3])));
  }
  if (at < text.length) into.push(...unbroken(text.slice(at)));
  if (strong) outer.push("**", ...strong);
  return outer;
}

/** The blocks of a text. */
export function markdown(text) {
  const blocks = [];
  let lists = [];
  let paragraph = null;
  for (const line of text.split("\n")) {
    const item = /^( *)[-*] (.*)$/.exec(line);
    if (item) {
      paragraph = null;
      const depth = Math.floor(item[1].length / 2);
      lists.length = Math.min(lists.length, depth + 1);
      if (lists.length <= depth) {
        const list = el("ul");
        const parent = lists.at(-1)?.lastElementChild;
        if (parent) parent.append(list); else blocks.push(list);
        lists.push(list);
      }
      lists.at(-1).append(el("li", {}, ...inline(item[2])));
    } else if (!line.trim()) {
      paragraph = null;
      lists = [];
    } else {
      lists = [];
      if (paragraph) paragraph.append(" ", ...inline(line));
      else blocks.push((paragraph = el("p", {}, ...inline(line))));
    }
  }
  return blocks;
}
