// Builds elements: text is always text, never markup.

export const $ = (id) => document.getElementById(id);

/** An element with properties and children; a child that is null is left out. */
export function el(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined) continue;
    if (key in made && key !== "list") made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

export function svg(name, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.flat());
  return made;
}

export function options(select, entries, chosen) {
  select.replaceChildren(...entries.map(({ id, label }) => el("option", { value: id }, label)));
  if (chosen !== undefined) select.value = chosen;
}
