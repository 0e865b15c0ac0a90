// How much of a provider can be used: each resource is described, and a SELECT of it planned. Sends no API request.
//   node bench/coverage.js [registry folder or URL] [provider...]
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { registryArguments } from "./registry-arguments.js";

/** @typedef {{ statement: string, condition: string, message: string }} Failure */

/** Arguments by type; text is `x`. */
const samples = { integer: 1, number: 1, boolean: true, timestamp: "2026-01-01T00:00:00Z", json: "{}" };

const { registry, named, json, open } = await registryArguments(
  "node bench/coverage.js <registry folder or URL> [provider...]",
);
const userProviders = await mkdtemp(join(tmpdir(), "tributary-coverage-"));
const session = open({ userProviders, registryUrl: existsSync(registry) ? pathToFileURL(registry).href : registry });
try {
  const reports = [];
  for (const provider of named.length > 0 ? named : ["confluent"]) reports.push(await coverageOf(provider));
  if (json) console.log(JSON.stringify(reports, undefined, 2));
  else for (const report of reports) print(report);
  if (reports.some(({ failures }) => failures.length > 0)) process.exitCode = 1;
} finally {
  await session.close();
  await rm(userProviders, { recursive: true });
}

/** Pulls a provider and tries all its resources. @param {string} provider */
async function coverageOf(provider) {
  await session.rows(`REGISTRY PULL ${quoted(provider)}`);
  const [{ version }] = (await session.rows("SHOW PROVIDERS")).filter(({ name }) => name === provider);
  const report = { provider, version, resources: 0, described: 0, planned: 0, selectable: 0, execOnly: 0, other: 0 };
  /** @type {Failure[]} */
  const failures = [];
  for (const service of await names(`SHOW SERVICES IN ${quoted(provider)}`, failures)) {
    const path = `${quoted(provider)}.${quoted(service)}`;
    for (const resource of await names(`SHOW RESOURCES IN ${path}`, failures)) {
      await coverResource(`${path}.${quoted(resource)}`, report, failures);
    }
  }
  return { ...report, failures };
}

/** @param {Failure[]} failures */
async function coverResource(name, report, failures) {
  report.resources++;
  const methods = (await attempt(`SHOW METHODS IN ${name}`, failures)) ?? [];
  const selects = methods.filter(({ SQLVerb }) => SQLVerb === "SELECT");
  if (selects.length > 0) report.selectable++;
  else if (methods.length > 0 && methods.every(({ SQLVerb }) => SQLVerb === "EXEC")) report.execOnly++;
  else report.other++;
  if ((await attempt(`DESCRIBE ${name}`, selects.length > 0 ? failures : [])) !== undefined) report.described++;
  if (selects.length === 0) return;
  const [fewest] = selects.sort((a, b) => requiredOf(a).length - requiredOf(b).length);
  const where = (await argumentsOf(name, fewest)).join(" AND ");
  const plan = await attempt(`EXPLAIN SELECT * FROM ${name}${where === "" ? "" : ` WHERE ${where}`}`, failures);
  if (plan !== undefined) report.planned++;
}

/** A value of the right type and among those allowed, for each required parameter of a method. */
async function argumentsOf(name, method) {
  const [provider, service, resource] = name.slice(1, -1).split('"."');
  const known = await session.rows(
    `SELECT name, type, allowed_values FROM tributary.parameters
     WHERE provider = :provider AND service = :service AND resource = :resource AND method = :method`,
    { parameters: { provider, service, resource, method: method.MethodName } },
  );
  return requiredOf(method).map((parameter) => {
    const { type, allowed_values: allowed } = known.find((one) => one.name === parameter) ?? {};
    const value = allowed?.[0] ?? samples[type] ?? "x";
    return `${quoted(parameter)} = ${typeof value === "string" ? `'${value}'` : value}`;
  });
}

/** @param {{ RequiredParams: string }} method */
function requiredOf({ RequiredParams }) {
  return RequiredParams.split(",").flatMap((name) => name.trim() || []);
}

/** @param {string} name */
function quoted(name) {
  return `"${name}"`;
}

/** @param {Failure[]} failures */
async function names(statement, failures) {
  return ((await attempt(statement, failures)) ?? []).map(({ name }) => name);
}

/** The rows, or undefined and one failure more. @param {Failure[]} failures */
async function attempt(statement, failures) {
  try {
    return await session.rows(statement);
  } catch ({ condition = "not an EngineError", message }) {
    failures.push({ statement, condition, message });
    return undefined;
  }
}

/** Conditions with their counts, the commonest first. @param {Failure[]} failures @returns {[string, number][]} */
function classesOf(failures) {
  const counts = new Map();
  for (const { condition } of failures) counts.set(condition, (counts.get(condition) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}

function print({ failures, provider, version, ...counts }) {
  const { resources, selectable, execOnly, other, described, planned } = counts;
  console.log(
    [
      `${provider} ${version}: ${resources} resources: ${selectable} selectable, ${execOnly} with EXEC methods only, ${other} else`,
      `  DESCRIBE answers for ${described} of ${resources}, SELECT is planned for ${planned} of ${selectable}`,
      ...classesOf(failures).map(([condition, count]) => `  ${count} × ${condition}`),
      ...failures.map(({ statement, condition, message }) => `  ${condition}: ${statement}\n    ${message}`),
    ].join("\n"),
  );
}
