// Speaks CDS Hooks as an EHR does: discovery, hook calls with prefetch, feedback. Every exchange is kept to be shown.

import { prefetched } from "./fhir.js";

const LONGEST_LOG = 30;

export const exchanges = [];
let services = [];
let onExchange = () => {};

/** Called after each exchange with the exchange. */
export const whenExchanged = (listener) => { onExchange = listener; };

export async function discover() {
  const answer = await exchange("GET", "cds-services", "discovery");
  services = answer.body?.services ?? [];
  return services;
}

/** One hook call. Returns {status, body}; throws AbortError when it was overtaken. */
export async function callHook(hook, chart, context, signal) {
  const service = services.find((s) => s.hook === hook);
  if (!service) return { status: 0, body: null };
  const prefetch = {};
  for (const [key, template] of Object.entries(service.prefetch ?? {})) {
    const value = prefetched(template, chart, context);
    if (value !== undefined) prefetch[key] = value;
  }
  const request = { hook, hookInstance: crypto.randomUUID(), context: { userId: "Practitioner/bench", ...context }, prefetch };
  return exchange("POST", `cds-services/${service.id}`, hook, request, signal);
}

export async function sendFeedback(hook, item) {
  const service = services.find((s) => s.hook === hook);
  const feedback = [{ ...item, outcomeTimestamp: new Date().toISOString() }];
  return exchange("POST", `cds-services/${service.id}/feedback`, `feedback (${item.outcome})`, { feedback });
}

async function exchange(method, path, name, request, signal) {
  const began = performance.now();
  const kept = { method, path: "/" + path, name, request: request ?? null, response: null, status: 0, ms: 0, at: new Date() };
  try {
    const answer = await fetch(path, {
      method, signal, cache: "no-store",
      ...(request ? { headers: { "content-type": "application/json" }, body: JSON.stringify(request) } : {}),
    });
    kept.status = answer.status;
    kept.response = await answer.json().catch(() => null);
  } catch (problem) {
    if (problem.name === "AbortError") throw problem;
    kept.response = null;
  }
  kept.ms = Math.round(performance.now() - began);
  exchanges.unshift(kept);
  exchanges.length = Math.min(exchanges.length, LONGEST_LOG);
  onExchange(kept);
  return { status: kept.status, body: kept.response };
}
