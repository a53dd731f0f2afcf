// The bench: opens a chart, keeps the draft orders, asks the service at each hook, and does what a card suggests.

import { WORDS, cards } from "./cards.js";
import { $, el, options } from "./dom.js";
import * as fhir from "./fhir.js";
import { callHook, discover, sendFeedback, whenExchanged } from "./hooks.js";
import * as form from "./order.js";
import { plot, timeline } from "./plots.js";
import { exchanged, startWire } from "./wire.js";

const TYPING_PAUSE = 250;
const FIELDS = ["medication", "dose", "unit", "minutes", "route", "reason", "reason-text", "text"];
const bench = { chart: [], patientId: "", order: null, others: [], limits: new Map(), step: "writing" };
let waiting = null;
let underway = null;

async function start() {
  startWire();
  whenExchanged(exchanged);
  const [catalogue, patients, protocol] = await Promise.all([
    read("demo/catalogue.json"), read("demo/patients"), read("protocol/ketamine-trd.json"), discover(),
  ]);
  form.useCatalogue(catalogue);
  fhir.useNames(catalogue.names);
  showProtocol(protocol);
  listen();
  const asked = new URLSearchParams(location.search).get("patient");
  const names = patients.map((p) => ({ id: p.name, label: p.name.replaceAll("-", " ") }));
  options($("patient"), names.length ? names : [{ id: "", label: "none: paste a chart" }]);
  if (!names.length) { $("paste-dialog").showModal(); return; }
  const first = names.find((n) => n.id === asked) ?? names.find((n) => n.id === "classic-trd") ?? names[0];
  $("patient").value = first.id;
  await pick(first.id);
}

async function read(address) {
  const answer = await fetch(address, { cache: "no-store" });
  return answer.json();
}

function showProtocol({ protocol, scales }) {
  for (const scale of scales) bench.limits.set(scale.title.toLowerCase(), scale.severity_at_least.value);
  $("protocol").append(" ", el("a", { href: `protocol/${protocol.id}`, target: "_blank", rel: "noopener" }, `${protocol.id} ${protocol.version}`),
    `: ${protocol.review}.`);
}

function listen() {
  $("patient").onchange = () => pick($("patient").value);
  $("order").onsubmit = (event) => event.preventDefault();
  for (const name of FIELDS) {
    $(name).addEventListener("input", () => { $(name).classList.remove("changed"); bench.order = form.written(bench.order, name); soon(); });
  }
  $("new-order").onclick = () => { bench.order = form.blank(bench.patientId); showOrder(); select(); $("dose").focus(); };
  $("sign").onclick = sign;
  $("confirm").onclick = signed;
  $("back").onclick = () => { step("writing"); select(); $("order").focus(); };
  $("paste").onclick = () => $("paste-dialog").showModal();
  $("cancel").onclick = () => $("paste-dialog").close();
  $("paste-form").onsubmit = pasted;
}

async function pick(name) {
  const patient = await read(`demo/patients/${encodeURIComponent(name)}`);
  $("story").textContent = patient.story;
  history.replaceState(null, "", `?patient=${encodeURIComponent(name)}`);
  await open(fhir.resourcesOf(patient.chart), patient.drafts);
}

function pasted(event) {
  event.preventDefault();
  const trouble = (text) => { $("paste-trouble").textContent = text; $("paste-trouble").hidden = !text; $("pasted").focus(); };
  let given;
  try { given = JSON.parse($("pasted").value); } catch { trouble("This is not JSON."); return; }
  const isCall = Boolean(given?.hook && given?.context);
  const chart = isCall ? Object.values(given.prefetch ?? {}).flatMap(fhir.resourcesOf) : fhir.resourcesOf(given);
  if (fhir.ofType(chart, "Patient").length !== 1) { trouble("A Bundle with exactly one Patient is needed, or a whole CDS Hooks request."); return; }
  trouble("");
  $("paste-dialog").close();
  $("story").textContent = "A pasted chart.";
  open(chart, isCall ? fhir.resourcesOf(given.context.draftOrders) : []);
}

async function open(chart, drafts) {
  clearTimeout(waiting);
  const patient = fhir.ofType(chart, "Patient")[0];
  bench.chart = chart.filter((r, n) => chart.findIndex((o) => o.resourceType === r.resourceType && o.id === r.id) === n || !r.id);
  bench.patientId = patient.id;
  bench.encounterId = fhir.ofType(chart, "Encounter")[0]?.id;
  bench.order = drafts.find((d) => d.resourceType === "MedicationRequest") ?? (drafts.length ? null : form.blank(patient.id));
  bench.others = drafts.filter((d) => d !== bench.order);
  showChart(patient);
  step("writing");
  showOrder();
  const { body } = await callHook("patient-view", bench.chart, context());
  $("opened").replaceChildren(...cards(body?.cards ?? [], acting("patient-view")));
  await select();
}

function context() {
  return { patientId: bench.patientId, ...(bench.encounterId ? { encounterId: bench.encounterId } : {}) };
}

const drafts = () => [bench.order, ...bench.others].filter(Boolean);
const bundle = (list) => ({ resourceType: "Bundle", type: "collection", entry: list.map((resource) => ({ resource })) });
const reference = (resource) => `${resource.resourceType}/${resource.id}`;

function showChart(patient) {
  const now = Date.now();
  const years = fhir.age(patient.birthDate, now);
  const name = [].concat(patient.name ?? [])[0];
  const called = name ? name.text ?? [].concat(name.given ?? [], name.family ?? []).join(" ") : `Patient ${patient.id}`;
  const weight = fhir.measured(bench.chart).find((m) => /weight/i.test(m.name));
  $("who").textContent = [called, patient.gender ?? "sex not stated", years === null ? "age not known" : `${years} years`,
    weight && `${weight.value}`].filter(Boolean).join(" · ");
  const status = (r) => fhir.said(r.clinicalStatus) || "status not stated";
  const since = (r) => (r.onsetDateTime ? `since ${r.onsetDateTime}` : r.recordedDate ? `recorded ${fhir.day(r.recordedDate)}` : "");
  fill("problems", fhir.ofType(bench.chart, "Condition").map((r) => [fhir.said(r.code) || "unnamed problem", [status(r), since(r)]]));
  fill("allergies", fhir.ofType(bench.chart, "AllergyIntolerance").map((r) => [fhir.said(r.code) || "unnamed allergy", [status(r)]]));
  fill("measured", fhir.measured(bench.chart).slice(0, 12).map((m) => [`${m.name} ${m.value}`, [m.date]]));
  $("timeline").replaceChildren(...timeline(fhir.medicines(bench.chart, now), now));
  const scales = fhir.scores(bench.chart);
  $("scores").replaceChildren(...(scales.length ? scales.map((s) => plot(s, bench.limits.get(s.name.toLowerCase()), now)) : [el("p", { className: "soft" }, "None recorded.")]));
}

function fill(id, rows) {
  $(id).replaceChildren(...rows.map(([what, about]) => el("li", {}, what, el("span", { className: "soft" }, " " + about.filter(Boolean).join(", ")))));
  if (!rows.length) $(id).append(el("li", { className: "soft" }, "None recorded."));
}

const values = () => Object.fromEntries(FIELDS.map((name) => [name, $(name).value]));

function showOrder() {
  for (const name of FIELDS) $(name).classList.remove("changed");
  $("order").hidden = !bench.order;
  $("no-order").hidden = Boolean(bench.order);
  $("signing").hidden = !drafts().length;
  if (bench.order) form.show(bench.order);
  const words = (r) => fhir.said(r.code ?? r.medicationCodeableConcept) || r.resourceType;
  $("others").replaceChildren(...bench.others.map((r) => el("li", {}, words(r), " ",
    el("button", { type: "button", ariaLabel: `Remove ${words(r)}`, onclick: () => { bench.others = bench.others.filter((o) => o !== r); showOrder(); select(); } }, "Remove"))));
}

/** Writing, reviewing (order-sign has answered, the clinician decides) or done. */
function step(name) {
  bench.step = name;
  $("confirm").hidden = $("back").hidden = name !== "reviewing";
  $("sign").hidden = name !== "writing";
  for (const field of $("order").elements) field.disabled = name !== "writing";
}

function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(select, TYPING_PAUSE);
}

/** Asks at order-select; an answer that was overtaken by the next keystroke is dropped. */
async function select(before = "") {
  if (!drafts().length) { showAdvice([], "order-select", before + "No order, nothing to ask."); return; }
  const chosen = bench.order ? [bench.order] : bench.others;
  await ask("order-select", { selections: chosen.map(reference) }, before);
}

async function ask(hook, more, before = "") {
  underway?.abort();
  const mine = (underway = new AbortController());
  try {
    const { status, body } = await callHook(hook, bench.chart, { ...context(), ...more, draftOrders: bundle(drafts()) }, mine.signal);
    if (underway !== mine) return null;
    showAdvice(body?.cards ?? [], hook, before + told(status, body));
    return status === 200 ? body.cards : null;
  } catch (problem) {
    if (problem.name !== "AbortError") throw problem;
    return null;
  }
}

function told(status, body) {
  if (status !== 200) return `The service did not advise (${status || "no answer"}): ${body?.issue?.[0]?.diagnostics ?? body?.issue?.[0]?.details?.text ?? "no reason given"}`;
  const count = body.cards.length;
  const worst = ["critical", "warning", "info"].find((each) => body.cards.some((c) => c.indicator === each));
  return count ? `${count} ${count === 1 ? "card" : "cards"}, ${count > 1 ? "worst: " : ""}${WORDS[worst].toLowerCase()}` : "No cards: this order is none of this service's business, or there is nothing to say.";
}

function showAdvice(list, hook, words) {
  $("status").textContent = words;
  $("cards").replaceChildren(...cards(list, acting(hook)));
}

/** What a card's buttons do, at the hook that brought the card. */
function acting(hook) {
  return {
    async accept(card, suggestion) {
      const before = values();
      for (const action of suggestion.actions ?? []) apply(action);
      showOrder();
      step("writing");
      for (const [name, value] of Object.entries(values())) $(name).classList.toggle("changed", value !== before[name]);
      const kept = await sendFeedback(hook, { card: card.uuid, outcome: "accepted", acceptedSuggestions: [{ id: suggestion.uuid }] });
      await select(`Accepted: ${suggestion.label}.${stored(kept)} `);
      $("status").focus();
    },
    async override(card, reason, comment) {
      const why = {};
      if (reason) why.reason = { code: reason.code, system: reason.system };
      if (comment) why.userComment = comment;
      const kept = await sendFeedback(hook, { card: card.uuid, outcome: "overridden", ...(reason || comment ? { overrideReason: why } : {}) });
      $("status").textContent = `Overridden: ${reason?.display ?? "no reason given"}.${stored(kept)}`;
      return kept.status === 200;
    },
  };
}

const stored = ({ status }) => (status === 200 ? " Feedback stored." : ` Feedback was not stored (${status || "no answer"}).`);

function apply({ type, resource, resourceId }) {
  const gone = type === "delete" ? [].concat(resourceId ?? (resource ? reference(resource) : [])) : [];
  if (type === "update" && bench.order && resource.id === bench.order.id) bench.order = resource;
  else if (type === "update") bench.others = bench.others.map((o) => (o.id === resource.id && o.resourceType === resource.resourceType ? resource : o));
  else if (type === "create") bench.others.push({ ...resource, id: resource.id ?? `draft-${crypto.randomUUID().slice(0, 8)}` });
  for (const one of gone) {
    if (bench.order && reference(bench.order) === one) bench.order = null;
    bench.others = bench.others.filter((o) => reference(o) !== one);
  }
}

async function sign() {
  clearTimeout(waiting);
  const list = await ask("order-sign", {}, "At signing: ");
  if (list === null) return;
  if (!list.length) { signed(); return; }
  step("reviewing");
  $("status").focus();
}

function signed() {
  const names = drafts().map((r) => fhir.said(r.code ?? r.medicationCodeableConcept) || r.resourceType).join("; ");
  bench.order = null;
  bench.others = [];
  step("writing");
  showOrder();
  showAdvice([], "order-sign", `Signed, in this made-up record only: ${names}.`);
  $("status").focus();
}

start();
