// Translates the CQL of this folder and evaluates it over the exported vignettes.
// usage: node evaluate.mjs FOLDER    reads FOLDER/parameters.json and stories.jsonl, writes FOLDER/opinions.jsonl
import fs from "node:fs";
import path from "node:path";
import readline from "node:readline";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import {
  CqlTranslator, LibraryManager, ModelManager, createLibrarySourceProvider, createModelInfoProvider, stringAsSource,
} from "@cqframework/cql/cql-to-elm";
import { SystemModelInfoProvider } from "@cqframework/cql/cql";

const require = createRequire(import.meta.url);
const cql = require("cql-execution");
const fhir = require("cql-exec-fhir");
const here = path.dirname(fileURLToPath(import.meta.url));
const ANSWERS = ["treatment-resistance", "severity", "bipolar-coverage", "trials"];

const modelInfo = path.join(path.dirname(require.resolve("cql-exec-fhir")), "modelInfos", "fhir-modelinfo-4.0.1.xml");
const models = new ModelManager();
models.modelInfoLoader.registerModelInfoProvider(new SystemModelInfoProvider());
models.modelInfoLoader.registerModelInfoProvider(
  createModelInfoProvider((name) => (name === "FHIR" ? stringAsSource(fs.readFileSync(modelInfo, "utf8")) : null)),
);
const libraries = new LibraryManager(models);
const text = (name) => fs.readFileSync(path.join(here, `${name}.cql`), "utf8");
libraries.librarySourceLoader.registerProvider(createLibrarySourceProvider((name) => stringAsSource(text(name))));

function translated(name) {
  const translator = CqlTranslator.fromText(text(name), libraries);
  const elm = JSON.parse(translator.toJson());
  const faults = (elm.library.annotation ?? []).filter((note) => note.errorSeverity === "error");
  for (const fault of faults) console.error(`${name}.cql:${fault.startLine}:${fault.startChar} ${fault.message}`);
  if (faults.length) process.exit(2);
  return bare(elm);
}

// Without the places in the source, for which the evaluation would keep every intermediate result.
function bare(node) {
  if (Array.isArray(node)) return node.map(bare);
  if (node === null || typeof node !== "object") return node;
  const kept = Object.entries(node).filter(([name]) => !["localId", "locator", "annotation"].includes(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, bare(value)]));
}

const names = ["Common", "Scores", "Medicines", "Resistance", "Severity", "Bipolar", "SecondOpinion"];
const elm = Object.fromEntries(names.map((name) => [name, translated(name)]));
const library = new cql.Library(elm.SecondOpinion, new cql.Repository(elm));

const folder = process.argv[2];
const { now, vocabulary } = JSON.parse(fs.readFileSync(path.join(folder, "parameters.json"), "utf8"));
const moment = cql.DateTime.parse(now);
const source = fhir.PatientSource.FHIRv401();

async function opinion({ bundle, lists }) {
  source.reset();
  source.loadBundles([bundle]);
  const executor = new cql.Executor(library, null, { ...vocabulary, Lists: lists });
  try {
    const { patientResults } = await executor.exec(source, moment);
    return Object.fromEntries(ANSWERS.map((name) => [name, patientResults.p1[name]]));
  } catch (error) {
    return { fault: String(error).slice(0, 400) };
  }
}

const out = fs.createWriteStream(path.join(folder, "opinions.jsonl"));
const started = Date.now();
const told = new Map(); // many vignettes are about the order and share a chart
let count = 0;
for await (const line of readline.createInterface({ input: fs.createReadStream(path.join(folder, "stories.jsonl")) })) {
  const story = JSON.parse(line);
  if (!story.says.includes(process.argv[3] ?? "")) continue;
  const chart = JSON.stringify([story.bundle, story.lists]);
  if (!told.has(chart)) told.set(chart, await opinion(story));
  out.write(`${JSON.stringify({ says: story.says, ...told.get(chart) })}\n`);
  count += 1;
}
out.end();
console.error(`${count} vignettes with ${told.size} charts in ${((Date.now() - started) / 1000).toFixed(1)} s`);
