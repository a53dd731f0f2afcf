// The draft order: what the form shows is written into the resource, and everything else in it is kept.

import { $, options } from "./dom.js";
import { said } from "./fhir.js";

const UCUM = "http://unitsofmeasure.org";
let catalogue = { medications: [], units: [], routes: [], reasons: [] };

let lists = catalogue;

/** What can be ordered here: medications, units, routes, reasons. */
export function useCatalogue(read) {
  catalogue = read;
}

const same = (one, other) => JSON.stringify(codes(one)) === JSON.stringify(codes(other));
const codes = (concept) => (concept?.coding?.length ? concept.coding.map((c) => `${c.system}|${c.code}`) : [concept?.text ?? ""]);

/** The entries with what this order has, also when the catalogue has it not, and the id of it. */
function found(entries, concept) {
  const match = entries.find((e) => e.concept && same(e.concept, concept));
  if (match) return [entries, match.id];
  return [[{ id: "own", label: said(concept) || "as in the chart", concept }, ...entries], "own"];
}

/** Shows an order in the form. */
export function show(order) {
  const instruction = order.dosageInstruction?.[0] ?? {};
  const dose = instruction.doseAndRate?.[0]?.doseQuantity;
  const [medications, medication] = found(catalogue.medications, order.medicationCodeableConcept);
  const [routes, route] = instruction.route ? found(catalogue.routes, instruction.route) : [catalogue.routes, "none"];
  const stated = order.reasonCode?.[0];
  const words = stated && !stated.coding && !catalogue.reasons.some((r) => r.concept && same(r.concept, stated));
  const [reasons, reason] = !stated ? [catalogue.reasons, "none"] : words ? [catalogue.reasons, "words"] : found(catalogue.reasons, stated);
  lists = { medications, routes, reasons, units: catalogue.units };
  options($("medication"), medications, medication);
  options($("route"), routes, route);
  options($("reason"), reasons, reason);
  const unit = dose?.unit ?? dose?.code ?? "mg";
  const units = catalogue.units.includes(unit) ? catalogue.units : [unit, ...catalogue.units];
  options($("unit"), units.map((each) => ({ id: each, label: each })), unit);
  $("dose").value = dose?.value ?? "";
  $("minutes").value = minutesOf(instruction) ?? "";
  $("text").value = instruction.text ?? "";
  $("reason-text").value = words ? said(stated) : "";
  $("other-reason").hidden = reason !== "words";
}

function minutesOf(instruction) {
  const repeat = instruction.timing?.repeat;
  if (typeof repeat?.duration === "number") return repeat.durationUnit === "h" ? repeat.duration * 60 : repeat.duration;
  const per = instruction.doseAndRate?.[0]?.rateRatio?.denominator;
  const amount = instruction.doseAndRate?.[0]?.rateRatio?.numerator?.value;
  const dose = instruction.doseAndRate?.[0]?.doseQuantity?.value;
  if (per && amount && amount === dose) return per.code === "h" ? per.value * 60 : per.value;
  return null;
}

const number = (text) => {
  const value = Number(text.replace(",", "."));
  return text.trim() && Number.isFinite(value) ? value : null;
};

/** The order as the form has it now. `touched`: the field that was changed. */
export function written(order, touched) {
  const made = structuredClone(order);
  const pick = (entries, id) => entries.find((e) => e.id === id)?.concept;
  if (touched === "medication") made.medicationCodeableConcept = pick(lists.medications, $("medication").value);
  if (touched === "reason" || touched === "reason-text") writeReason(made);
  const instructions = made.dosageInstruction ?? [];
  const instruction = { ...(instructions[0] ?? {}) };
  if (touched === "dose" || touched === "unit" || touched === "minutes") writeDose(instruction);
  if (touched === "route") replace(instruction, "route", pick(lists.routes, $("route").value));
  if (touched === "text") replace(instruction, "text", $("text").value.trim() || undefined);
  // A text or a rate that was worked out for another dose would contradict the new one.
  else if (["dose", "unit", "minutes", "route"].includes(touched)) { delete instruction.text; $("text").value = ""; }
  const all = [...(Object.keys(instruction).length ? [instruction] : []), ...instructions.slice(1)];
  replace(made, "dosageInstruction", all.length ? all : undefined);
  return made;
}

function writeReason(made) {
  const chosen = $("reason").value;
  $("other-reason").hidden = chosen !== "words";
  const text = $("reason-text").value.trim();
  const concept = chosen === "words" ? (text ? { text } : undefined) : lists.reasons.find((r) => r.id === chosen)?.concept;
  replace(made, "reasonCode", concept ? [concept] : undefined);
  if (concept) delete made.reasonReference;
}

function writeDose(instruction) {
  const unit = $("unit").value;
  const value = number($("dose").value);
  const minutes = number($("minutes").value);
  replace(instruction, "doseAndRate", value === null ? undefined : [{ doseQuantity: { value, unit, system: UCUM, code: unit } }]);
  const { duration, durationUnit, ...repeat } = instruction.timing?.repeat ?? {};
  const lasting = minutes === null ? repeat : { ...repeat, duration: minutes, durationUnit: "min" };
  const timing = { ...instruction.timing };
  replace(timing, "repeat", Object.keys(lasting).length ? lasting : undefined);
  replace(instruction, "timing", Object.keys(timing).length ? timing : undefined);
}

function replace(object, name, value) {
  if (value === undefined) delete object[name];
  else object[name] = value;
}

/** A new ketamine order for a patient, without a dose. */
export function blank(patientId) {
  const pick = (entries, id) => entries.find((e) => e.id === id)?.concept;
  return {
    resourceType: "MedicationRequest", id: `draft-${crypto.randomUUID().slice(0, 8)}`, status: "draft", intent: "order",
    subject: { reference: `Patient/${patientId}` },
    medicationCodeableConcept: pick(catalogue.medications, "ketamine"),
    reasonCode: [pick(catalogue.reasons, "trd")],
    dosageInstruction: [{ route: pick(catalogue.routes, "iv") }],
  };
}
