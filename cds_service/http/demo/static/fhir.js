// Reads a FHIR R4 chart as leniently as an EHR's screens do, and answers the searches of prefetch templates.

const DAY = 86400000;

let names = {};

/** Names an EHR shows for codes that come without one, by "system|code". */
export function useNames(known) {
  names = known;
}

/** What a CodeableConcept says: its text, else a display, else the name of a code, else the code. */
export function said(concept) {
  if (typeof concept !== "object" || concept === null) return "";
  const codings = [].concat(concept.coding ?? []);
  const known = codings.map((c) => names[`${c?.system}|${c?.code}`]).find(Boolean);
  return concept.text ?? codings.find((c) => c?.display)?.display ?? known ?? codings.find((c) => c?.code)?.code ?? "";
}

/** The resources of a Bundle, an array, or one resource. */
export function resourcesOf(value) {
  if (Array.isArray(value)) return value.flatMap(resourcesOf);
  if (value?.resourceType === "Bundle") return (value.entry ?? []).map((e) => e?.resource).filter((r) => r?.resourceType);
  return value?.resourceType && value.resourceType !== "OperationOutcome" ? [value] : [];
}

export const ofType = (chart, type) => chart.filter((r) => r.resourceType === type);

/** Milliseconds of a FHIR date, dateTime or partial date; null when it is none. */
export function instant(text) {
  if (typeof text !== "string") return null;
  const ms = Date.parse(/^\d{4}(-\d{2})?$/.test(text) ? text + "-01".repeat(text.length === 4 ? 2 : 1) : text);
  return Number.isNaN(ms) ? null : ms;
}

export const day = (text) => (typeof text === "string" ? text.slice(0, 10) : "");

export function age(birthDate, now) {
  const born = instant(birthDate);
  return born === null ? null : Math.floor((now - born) / (365.2425 * DAY));
}

export const when = (r) =>
  r.effectiveDateTime ?? r.effectivePeriod?.start ?? r.performedDateTime ?? r.performedPeriod?.start ?? r.issued ??
  r.authoredOn ?? r.dateAsserted ?? r.recordedDate ?? "";

function dailyDose(instruction) {
  if (instruction?.text) return instruction.text;
  const quantity = [].concat(instruction?.doseAndRate ?? [])[0]?.doseQuantity;
  if (!quantity?.value) return "";
  const repeat = instruction.timing?.repeat ?? {};
  const often = repeat.frequency > 1 ? `${repeat.frequency} × ` : "";
  const rhythm = repeat.period > 1 ? ` every ${repeat.period} ${repeat.periodUnit ?? ""}` : repeat.period ? " a day" : "";
  return `${often}${quantity.value} ${quantity.unit ?? quantity.code ?? ""}${rhythm}`;
}

const stopped = (r) => said([].concat(r.statusReason ?? [])[0]) || "";

/** One row for each drug: name, and every stretch of time the chart knows about. */
export function medicines(chart, now) {
  const named = new Map();
  const add = (r, start, end, instruction, kind) => {
    const medication = r.medicationCodeableConcept ?? r.contained?.find((c) => c.resourceType === "Medication")?.code;
    const name = said(medication) || r.medicationReference?.display || "unnamed medication";
    const row = named.get(name.toLowerCase()) ?? { name, stretches: [] };
    named.set(name.toLowerCase(), row);
    const from = instant(start) ?? instant(end);
    const open = r.status === "active" && !end;
    row.stretches.push({ kind, status: r.status ?? "", start: day(start), end: day(end), from, open,
      to: open ? now : instant(end) ?? from, dose: dailyDose(instruction), why: stopped(r) });
  };
  for (const r of ofType(chart, "MedicationStatement")) {
    add(r, r.effectivePeriod?.start ?? r.effectiveDateTime, r.effectivePeriod?.end, r.dosage?.[0], "statement");
  }
  for (const r of ofType(chart, "MedicationRequest")) {
    const bounds = r.dosageInstruction?.[0]?.timing?.repeat?.boundsPeriod ?? {};
    const supply = r.dispenseRequest ?? {};
    const days = (supply.expectedSupplyDuration?.value ?? 0) * (1 + (supply.numberOfRepeatsAllowed ?? 0));
    add(r, bounds.start ?? r.authoredOn, bounds.end ?? after(r.authoredOn, days), r.dosageInstruction?.[0], "order");
  }
  for (const r of ofType(chart, "MedicationDispense")) {
    const handed = r.whenHandedOver ?? r.whenPrepared;
    add(r, handed, after(handed, r.daysSupply?.value), r.dosageInstruction?.[0], "supply");
  }
  for (const r of ofType(chart, "MedicationAdministration")) {
    const given = r.effectiveDateTime ?? r.effectivePeriod?.start;
    add(r, given, given, { text: r.dosage?.text, doseAndRate: [{ doseQuantity: r.dosage?.dose }] }, "given");
  }
  const first = (row) => Math.min(...row.stretches.map((s) => s.from ?? now));
  return [...named.values()].sort((a, b) => first(a) - first(b));
}

function after(start, days) {
  const from = instant(start);
  return from === null || !days ? undefined : new Date(from + days * DAY).toISOString().slice(0, 10);
}

function amount(r) {
  const quantity = r?.valueQuantity;
  if (typeof quantity?.value === "number") return { value: quantity.value, unit: (quantity.unit ?? quantity.code ?? "").replace("mm[Hg]", "mmHg") };
  if (typeof r?.valueInteger === "number") return { value: r.valueInteger, unit: "" };
  if (typeof r?.valueString === "string" && /^\d+(\.\d+)?$/.test(r.valueString.trim())) return { value: Number(r.valueString), unit: "" };
  return null;
}

const inCategory = (r, code) => [].concat(r.category ?? []).some((c) => [].concat(c?.coding ?? []).some((x) => x?.code === code));

/** Scores by scale, oldest first: [{name, points: [{at, date, value}]}]. */
export function scores(chart) {
  const scales = new Map();
  for (const r of ofType(chart, "Observation").filter((o) => inCategory(o, "survey"))) {
    const found = amount(r);
    if (!found || instant(when(r)) === null) continue;
    const name = said(r.code) || "unnamed scale";
    scales.set(name, [...(scales.get(name) ?? []), { at: instant(when(r)), date: day(when(r)), value: found.value }]);
  }
  return [...scales].map(([name, points]) => ({ name, points: points.sort((a, b) => a.at - b.at) }));
}

/** Everything measured that is no score, newest first, one line each. */
export function measured(chart) {
  const lines = [];
  for (const r of ofType(chart, "Observation").filter((o) => !inCategory(o, "survey"))) {
    const parts = [].concat(r.component ?? []).map((c) => amount(c)).filter(Boolean);
    const one = amount(r);
    const value = one ? `${one.value} ${one.unit}` : parts.length ? `${parts.map((p) => p.value).join("/")} ${parts[0].unit}` : said(r.valueCodeableConcept);
    lines.push({ name: said(r.code) || "Observation", value, date: day(when(r)), at: instant(when(r)) ?? 0 });
  }
  return lines.sort((a, b) => b.at - a.at);
}

/** Answers a prefetch template from the chart: a resource, a Bundle, null (nothing there) or undefined (not asked). */
export function prefetched(template, chart, context) {
  let open = false;
  const query = template.replace(/\{\{context\.(\w+)\}\}/g, (_, name) => {
    if (context[name] === undefined) open = true;
    return context[name] ?? "";
  });
  if (open) return undefined;
  const [path, search] = query.split("?");
  const [type, id] = path.split("/");
  if (id !== undefined) return chart.find((r) => r.resourceType === type && r.id === id) ?? null;
  let found = ofType(chart, type);
  for (const [name, value] of (search ?? "").split("&").map((pair) => pair.split("="))) {
    if (name === "category") found = found.filter((r) => inCategory(r, value));
    if (name === "code") found = found.filter((r) => hasCode(r, value.split(",")));
    if (name === "_sort" && value === "-date") found = [...found].sort((a, b) => (instant(when(b)) ?? 0) - (instant(when(a)) ?? 0));
    if (name === "_count") found = found.slice(0, Number(value));
  }
  return { resourceType: "Bundle", type: "searchset", total: found.length, entry: found.map((resource) => ({ resource })) };
}

function hasCode(r, wanted) {
  return [].concat(r.code?.coding ?? []).some((c) => wanted.includes(`${c?.system}|${c?.code}`));
}
