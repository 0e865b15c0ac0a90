/** `tributary provider test`: every method of SELECT and every view, asked of a server that is made of the documents. */
import { catalogOf, readProviderFolder } from "../../authoring/provider-folder.ts";
import { methodsFor } from "../../catalog/lookup.ts";
import type { Parameter, Resource } from "../../catalog/model.ts";
import { toEngineError } from "../../common/error.ts";
import { startSampleServer } from "../../mock/sample-server.ts";
import { requiredParameters } from "../../planner/methods.ts";
import { openSession, type Session } from "../../session/session.ts";
import { defaultSettings, type Settings } from "../../session/settings.ts";
import { counted } from "../../common/counted.ts";
import { standardStream } from "../standard-streams.ts";

/** One query, and what it is about. */
interface Trial {
  readonly what: string;
  readonly sql: string;
  /** Set where a template makes the rows: what the server sends before it is not in the document. */
  readonly isUnknown: boolean;
}

/** Resolves with 1 where a query fails or has no rows. Throws `invalid_provider_document` where there is no provider. */
export async function testCommand(folder: string): Promise<number> {
  const provider = await readProviderFolder(folder);
  const catalog = catalogOf(provider);
  const server = await startSampleServer(provider.services.map(({ document }) => document));
  const session = openSession(settingsFor(provider.name, server.origin), () => undefined, { catalog });
  const out = standardStream("stdout");
  let failures = 0;
  let count = 0;
  try {
    for (const { name, unavailable } of (await catalog.provider(provider.name))?.services ?? []) {
      const service = unavailable === undefined ? await catalog.service(provider.name, name) : undefined;
      if (unavailable !== undefined) out.write(`failed ${provider.name}.${name}: ${unavailable}\n`);
      failures += unavailable === undefined ? 0 : 1;
      for (const trial of (service?.resources ?? []).flatMap(trialsOf)) {
        const { line, failed } = await outcomeOf(session, trial);
        count += trial.isUnknown ? 0 : 1;
        failures += failed ? 1 : 0;
        out.write(`${line}\n`);
      }
    }
  } finally {
    await session.close();
    await server.close();
  }
  out.write(`${count === 1 ? "1 query" : `${count} queries`}, ${counted(failures, "failure")}\n`);
  return failures > 0 ? 1 : 0;
}

function settingsFor(name: string, origin: string): Settings {
  return {
    ...defaultSettings,
    shippedProviders: "",
    userProviders: "",
    environment: () => undefined,
    endpoints: { [name]: origin },
    // The server asks nobody who they are.
    auth: { [name]: { type: "null_auth" } },
    retries: 0,
    version: "test",
  };
}

function trialsOf(resource: Resource): readonly Trial[] {
  const methods = methodsFor(resource, "select").map((method) => {
    const terms = requiredParameters(method).map((parameter) => `${quoted(parameter.name)} = ${sampleOf(parameter)}`);
    const isUnknown = method.response.transform !== undefined;
    return {
      what: method.id,
      isUnknown,
      sql: `SELECT * FROM ${nameOf(method.id, resource, method.name)}${whereOf(terms)}`,
    };
  });
  const views = (resource.views ?? []).map(({ required }) => {
    const terms = required.map((name) => `${quoted(name)} = 'x'`);
    return {
      what: resource.id,
      isUnknown: false,
      sql: `SELECT * FROM ${nameOf(resource.id, resource)}${whereOf(terms)}`,
    };
  });
  return [...methods, ...views];
}

/** Names of resources and methods may hold dots. */
function nameOf(id: string, { name }: Resource, method?: string): string {
  const [provider = "", service = ""] = id.split(".");
  return [provider, service, name, ...(method === undefined ? [] : [method])].map(quoted).join(".");
}

function whereOf(terms: readonly string[]): string {
  return terms.length === 0 ? "" : ` WHERE ${terms.join(" AND ")}`;
}

function quoted(name: string): string {
  return /^[a-z_]\w*$/i.test(name) && !reserved.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

const reserved = /^(select|from|where|and|or|not|group|order|by|limit|table|values|user|end|to|in|is|as|on|all|default|check|index|references|primary|key|union|with|when|then|case|else)$/i; // prettier-ignore

function sampleOf({ type, shape, enum: [first] = [] }: Parameter): string {
  const value =
    typeof first === "string" || typeof first === "number" || typeof first === "boolean" ? first : undefined;
  if (value !== undefined)
    return typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : String(value).toUpperCase();
  if (type === "integer" || type === "number") return "1";
  if (type === "json") return shape?.kind === "array" ? "'[]'" : "'{}'";
  return type === "boolean" ? "TRUE" : "'x'";
}

async function outcomeOf(session: Session, trial: Trial): Promise<{ readonly line: string; readonly failed: boolean }> {
  if (trial.isUnknown) return { line: `left   ${trial.what}: a template makes its rows`, failed: false };
  const complaint = await complaintAbout(session, trial);
  if (complaint === undefined) return { line: `ok     ${trial.what}`, failed: false };
  return { line: `failed ${trial.what}: ${complaint}\n       ${trial.sql}`, failed: true };
}

/** Undefined where there are rows, one value in them at least. */
async function complaintAbout(session: Session, { sql }: Trial): Promise<string | undefined> {
  try {
    let rows = 0;
    let isEmpty = true;
    for await (const { batches, columns } of session.execute(sql)) {
      for await (const batch of batches) {
        rows += batch.length;
        isEmpty &&= batch.every((row) => row.every((cell) => cell === null));
      }
      if (columns.length === 0) return "it has no columns";
    }
    if (rows === 0) return "it has no rows: look at objectKey";
    return isEmpty ? "every value is NULL: the rows do not stand where the document says" : undefined;
  } catch (error) {
    const { condition, message } = toEngineError(error);
    return `${condition}: ${message}`;
  }
}
