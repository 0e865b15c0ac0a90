/** Tries the services that it is told of: a process of its own, so that processors are used and memory is given back. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type * as Library from "../../src/index.ts";
import { casesOf, type Case } from "./cases.ts";
import { rowDifferences, type FoundRow } from "./compare.ts";
import { credentialProblems, credentialsFor } from "./credentials.ts";
import { readProvider, readService, type Node, type ProviderDocument, type ServiceDocument } from "./document.ts";
import { differences } from "./expected-request.ts";
import { openOracle, type Oracle } from "./go.ts";
import { fraction, type Result, type Task, type WorkerOptions } from "./result.ts";
import { startServer, type GeneratedServer } from "./server.ts";

const options = JSON.parse(process.argv[2] ?? "{}") as WorkerOptions;
const library = (await import(pathToFileURL(options.library).href)) as typeof Library;
const oracle: Oracle | undefined = options.oracleProgram === undefined ? undefined : openOracle(options.oracleProgram);
const server = await startServer();

process.on("message", (task: Task | "end") => {
  if (task === "end") {
    oracle?.close();
    server.close();
    process.disconnect();
  } else void tryService(task).then((results) => process.send?.(results));
});
process.send?.("ready");

type Declared = Library.AuthConfig;

const usual = { userProviders: options.catalog, retries: 0, timeoutMilliseconds: 20_000 };

async function tryService({ provider, folder, service }: Task): Promise<readonly Result[]> {
  const results: Result[] = [];
  const documents = readProvider(join(options.documents, folder));
  const endpoints = { [provider]: server.origin };
  const open = (auth: Declared, environment: (name: string) => string | undefined): Library.Tributary =>
    library.open({ ...usual, endpoints, auth: { [provider]: auth }, environment });
  const session = open({ type: "null_auth" }, () => undefined);
  try {
    let first: Case | undefined;
    const document = readService(documents, service);
    for await (const one of casesOf(document, {
      origin: server.origin,
      oracle,
      isChosen,
      documentOf: documentsOf(documents),
    })) {
      results.push(await tryCase(one, session, server));
      if (one.kind === "select" && !one.isOfGivenHost) first ??= one;
    }
    if (first !== undefined && isChosen(first.id, "auth")) {
      const { auth, environment } = credentialsFor(documents.auth, server.origin);
      const signing = open(auth, environment);
      results.push(await tryCredentials(first, signing, documents.auth).finally(() => signing.close()));
    }
  } catch (error) {
    results.push({
      id: `${provider}.${service}`,
      kind: "document",
      sql: "",
      problems: [`harness: ${messageOf(error)}`],
      rows: "none",
    });
  } finally {
    await session.close();
  }
  return results;
}

function isChosen(id: string, kind: string): boolean {
  return (
    (options.kinds === undefined || options.kinds.includes(kind)) &&
    (options.only === undefined || id.includes(options.only)) &&
    (options.named.length === 0 || options.named.some((name) => `${id}.`.startsWith(`${name}.`))) &&
    fraction(`${options.seed} ${id} ${kind}`) < options.sample
  );
}

/** The case once more, with the credentials that the provider's document declares. */
async function tryCredentials(one: Case, session: Library.Tributary, auth: Node): Promise<Result> {
  const result = await tryCase(one, session, server);
  const [sent] = server.requests;
  const lacking = sent === undefined ? [] : credentialProblems(sent, auth);
  return { ...result, kind: "auth", problems: [...result.problems, ...lacking] };
}

const sources = new Map<string, ServiceDocument>();

/** Documents that views read, kept: hundreds read the same. */
function documentsOf(provider: ProviderDocument): (service: string) => ServiceDocument {
  return (service) => {
    const key = `${provider.name}.${service}`;
    const found = sources.get(key) ?? readService(provider, service);
    sources.set(key, found);
    return found;
  };
}

async function tryCase(one: Case, session: Library.Tributary, on: GeneratedServer): Promise<Result> {
  on.serve(one);
  const problems: string[] = [];
  let rows: FoundRow[] = [];
  try {
    rows = await session.rows<{ [column: string]: unknown }>(one.sql);
  } catch (error) {
    problems.push(messageOf(error));
  }
  const { id, kind, sql, answers } = one;
  const [first] = on.requests;
  if (first === undefined) problems.push("request: none was sent");
  else problems.push(...differences(first, one.request, one.bodyText));
  const isClean = problems.length === 0;
  if (isClean && one.isQuery && answers.rows !== undefined)
    problems.push(...rowDifferences(rows, answers.rows, one.given));
  const compared = answers.rows === undefined ? "untold" : "compared";
  const result: Result = { id, kind, sql, problems, rows: one.isQuery ? compared : "none" };
  return options.traces && (problems.length > 0 || result.rows === "untold")
    ? { ...result, trace: traceOf(one, on) }
    : result;
}

function traceOf({ answers, paging }: Case, { requests }: GeneratedServer): readonly string[] {
  const sent = requests.map(({ method, url, body }) => `${method} ${url} ${body}`);
  return [...sent, JSON.stringify(paging ?? "one page"), ...answers.pages.map(({ text }) => text)];
}

function messageOf(error: unknown): string {
  const condition = (error as { readonly condition?: string }).condition;
  const text = error instanceof Error ? error.message : String(error);
  return condition === undefined
    ? `crash: ${error instanceof Error ? error.stack : text}`
    : `error ${condition}: ${text}`;
}
