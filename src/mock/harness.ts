// For tests: a client over real HTTP that checks every answer against the facts, by code that the mock does not share.
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import { afterEach, expect } from "vitest";
import { readFacts } from "./facts.ts";
import type { MockOptions } from "./options.ts";
import { demoCredentials, startMockConfluent, type MockServer } from "./server.ts";

export const factsDirectory = fileURLToPath(new URL("../../providers/confluent/facts", import.meta.url));

// oxlint-disable-next-line typescript/no-explicit-any -- tests read answers of many shapes and assert what they read
export type Body = any;

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; undefined where there is none. */
  readonly body: Body;
}

interface Send {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The whole Authorization header, or null for none; the demo key where absent. */
  readonly authorization?: string | null;
}

export interface Client {
  readonly server: MockServer;
  send(method: string, path: string, more?: Send): Promise<Reply>;
  get(path: string, more?: Send): Promise<Reply>;
  post(path: string, body: unknown, more?: Send): Promise<Reply>;
  patch(path: string, body: unknown, more?: Send): Promise<Reply>;
  delete(path: string, more?: Send): Promise<Reply>;
  /** The id of the first object of a list. */
  firstId(path: string): Promise<string>;
}

const running: MockServer[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

export function basic(name: string, secret: string): string {
  return `Basic ${Buffer.from(`${name}:${secret}`).toString("base64")}`;
}

/** A client of a new mock, which ends with the test. The data set is a tenth of the full one where nothing is said. */
export async function mockClient(options: Partial<MockOptions> = {}): Promise<Client> {
  const server = await startMockConfluent({ factsDirectory, scale: 0.1, ...options });
  running.push(server);
  const send: Client["send"] = (method, path, more) => exchange(server.url, { method, path, more: more ?? {} });
  return {
    server,
    send,
    get: (path, more) => send("GET", path, more),
    post: (path, body, more) => send("POST", path, { ...more, body }),
    patch: (path, body, more) => send("PATCH", path, { ...more, body }),
    delete: (path, more) => send("DELETE", path, more),
    firstId: async (path) => (await send("GET", path)).body.data[0].id,
  };
}

/** The Authorization header of a fresh partner token. */
export async function partnerToken(client: Client, scope = "partner:create partner:describe"): Promise<string> {
  const form = new URLSearchParams({ grant_type: "client_credentials", scope });
  const authorization = basic(demoCredentials.partnerClientId, demoCredentials.partnerClientSecret);
  const { body } = await client.post("/oauth2/token", form, { authorization });
  return `Bearer ${body.access_token}`;
}

interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly more: Send;
}

async function exchange(url: string, { method, path, more }: Exchange): Promise<Reply> {
  const authorization =
    more.authorization === undefined ? basic(demoCredentials.apiKey, demoCredentials.apiSecret) : more.authorization;
  const isForm = more.body instanceof URLSearchParams;
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(authorization === null ? {} : { authorization }),
      ...(more.body === undefined || isForm ? {} : { "content-type": "application/json" }),
      ...more.headers,
    },
    ...(more.body === undefined
      ? {}
      : { body: isForm || typeof more.body === "string" ? more.body : JSON.stringify(more.body) }),
  } as RequestInit);
  const text = await response.text();
  const body: Body = text === "" ? undefined : parsed(text);
  checkAgainstFacts({ method, path: path.split("?")[0] ?? "", status: response.status, body });
  return { status: response.status, headers: response.headers, text, body };
}

function parsed(text: string): Body {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const documents = new Map<string, Body>(
  readFacts(factsDirectory).map(({ name, document }) => [`${name}.json`, document as Body]),
);
const ajv = new Ajv({ strict: false, logger: false, validateSchema: false, unicodeRegExp: false });
formats.default(ajv);
for (const [file, document] of documents) ajv.addSchema(withoutBareNullable(document), file);

/** The library refuses `nullable` beside no `type`; there it stands for "or null" of its siblings, which no answer uses. */
function withoutBareNullable(node: Body): Body {
  if (Array.isArray(node)) return node.map(withoutBareNullable);
  if (typeof node !== "object" || node === null) return node;
  const entries = Object.entries(node).filter(([key]) => key !== "nullable" || node.type !== undefined);
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutBareNullable(value)]));
}

interface Answered {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body: Body;
}

/** Fails the test where the facts describe this answer and it is not as described. */
function checkAgainstFacts({ method, path, status, body }: Answered): void {
  for (const [file, document] of documents) {
    for (const [template, item] of Object.entries<Body>(document.paths)) {
      if (!new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, "[^/]+")}$`).test(path)) continue;
      const responses = item[method.toLowerCase()]?.responses;
      if (responses === undefined) continue;
      const schema = schemaPointer({ template, method, status }, responses[String(status)]);
      if (schema === undefined || typeof body !== "object") return;
      // What role bindings say is wrong has a shape that their document does not know.
      if (path.startsWith("/iam/v2/role-bindings") && body.error_code !== undefined) return;
      const validate = ajv.getSchema(`${file}#${schema}`);
      expect(validate, `no schema at ${file}#${schema}`).toBeDefined();
      expect(validate?.(body) === true ? [] : validate?.errors, `${method} ${path} answered against the facts`).toEqual(
        [],
      );
      return;
    }
  }
}

function schemaPointer(
  place: { template: string; method: string; status: number },
  response: Body,
): string | undefined {
  if (response?.$ref !== undefined) return `${response.$ref.slice(1)}/content/application~1json/schema`;
  if (response?.content === undefined) return undefined;
  const path = place.template.replaceAll("~", "~0").replaceAll("/", "~1").replaceAll("{", "%7B").replaceAll("}", "%7D");
  return `/paths/${path}/${place.method.toLowerCase()}/responses/${place.status}/content/application~1json/schema`;
}
