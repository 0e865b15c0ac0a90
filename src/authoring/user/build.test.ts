import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { objectAt, type JsonObject } from "../../catalog/compile/json.ts";
import { toEngineError } from "../../common/error.ts";
import type { ProviderDocuments } from "../build-provider.ts";
import { buildUserProvider } from "./build.ts";
import { readApiDocument } from "./documents.ts";
import { readUserOverlay } from "./overlay.ts";

async function build(document: object, overlay: object = {}): Promise<ProviderDocuments> {
  const folder = await mkdtemp(join(tmpdir(), "provider-build-"));
  const file = join(folder, "store.yaml");
  await writeFile(file, JSON.stringify({ openapi: "3.1.0", servers: [{ url: "https://api.test/v1" }], ...document }));
  return buildUserProvider([await readApiDocument(file)], readUserOverlay({ file: "overlay.yaml", key: "", value: overlay })); // prettier-ignore
}

const failure = async (document: object, overlay: object = {}): Promise<string> => {
  try {
    await build(document, overlay);
    return "nothing failed";
  } catch (error) {
    const { message, hint } = toEngineError(error);
    return `${message.replace(/^.*store\.yaml/, "store.yaml")} – ${hint ?? ""}`;
  }
};

const resourcesIn = (built: ProviderDocuments): JsonObject =>
  objectAt(built.services["store"], "components", "x-stackQL-resources");

/** `resource: verb method, …` for each resource. */
const outline = (built: ProviderDocuments): readonly string[] =>
  Object.entries(resourcesIn(built)).map(([name, node]) => {
    const verbs = Object.entries(objectAt({ node }, "node", "sqlVerbs")).map(
      ([verb, refs]) => `${verb} ${(refs as { $ref: string }[]).map(({ $ref }) => $ref.split("/").at(-1)).join("+")}`,
    );
    const listed = new Set(verbs.flatMap((text) => text.split(" ")[1]?.split("+") ?? []));
    const others = Object.keys(objectAt({ node }, "node", "methods")).filter((method) => !listed.has(method));
    return `${name}: ${[...verbs, ...others.map((method) => `exec ${method}`)].join(", ")}`;
  });

const rows = (schema: object): object => ({ responses: { 200: { content: { "application/json": { schema } } } } });
const thing = { type: "object", properties: { id: { type: "string" } } };
const things = rows({ type: "array", items: thing });
const id = { parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }] };

describe("resources", () => {
  test("come from paths: collections and their items are one, with a verb for each HTTP method", async () => {
    const paths = {
      "/v2/orders": { get: things, post: rows(thing) },
      "/v2/orders/{id}": { ...id, get: rows(thing), put: rows(thing), patch: rows(thing), delete: {} },
    };
    expect(outline(await build({ paths }))).toEqual([
      "orders: select get+list, insert create, update update, replace replace, delete delete",
    ]);
  });

  test("have actions: what is only posted to, below something that is there", async () => {
    const paths = {
      "/orders": { get: things },
      "/orders/search": { post: things },
      "/orders/{id}": { ...id, get: rows(thing) },
      "/orders/{id}/cancel": { ...id, post: {} },
      "/orders/{id}:reopenNow": { ...id, post: {} },
      "/orders/{id}/lines": { ...id, get: things, post: rows(thing) },
    };
    expect(outline(await build({ paths }))).toEqual([
      "orders: select get+list, exec search, exec cancel, exec reopen_now",
      "lines: select list, insert create",
    ]);
  });

  test("of one last word are told apart by the words before it", async () => {
    const paths = { "/shops/{id}/orders": { ...id, get: things }, "/people/{id}/orders": { ...id, get: things } };
    expect(outline(await build({ paths }))).toEqual(["shops_orders: select list", "people_orders: select list"]);
  });
});

describe("rows", () => {
  const keyOf = async (schema: object): Promise<unknown> =>
    objectAt(resourcesIn(await build({ paths: { "/things": { get: rows(schema) } } })), "things", "methods", "list", "response")["objectKey"]; // prettier-ignore

  test("are the body, the list in it, or the one among lists that is called as lists are", async () => {
    const list = { type: "array", items: thing };
    expect(await keyOf({ type: "array", items: thing })).toBeUndefined();
    expect(await keyOf({ properties: { whatever: list, next: { type: "string" } } })).toBe("$.whatever");
    expect(await keyOf({ properties: { included: list, data: list } })).toBe("$.data");
    expect(await keyOf({ properties: { errors: list, things: list } })).toBe("$.things");
    expect(await keyOf({ allOf: [{ properties: { total: { type: "integer" } } }, { properties: { items: list } }] })).toBe("$.items"); // prettier-ignore
  });
});

describe("an overlay", () => {
  const paths = { "/things": { get: { operationId: "all", ...things } }, "/admin/reset": { post: {} } };

  test("names the provider, signs requests, and gives operations their places", async () => {
    const built = await build(
      { paths },
      {
        name: "depot",
        version: "2.0.0",
        auth: { type: "basic", username_var: "U" },
        operations: { all: { resource: "boxes", method: "every" }, "POST /admin/reset": false },
      },
    );
    expect([built.name, built.version, outline(built), built.provider["config"]]).toEqual([
      "depot",
      "v2.0.0",
      ["boxes: select every"],
      { auth: { type: "basic", username_var: "U" } },
    ]);
  });

  test("adds views", async () => {
    const sql = "SELECT id FROM store.store.things WHERE region = '{{ region }}'";
    const built = await build({ paths }, { views: { vw_things: { sql, requires: ["region"] } } });
    expect(objectAt(resourcesIn(built), "vw_things", "config", "views", "select")).toEqual({
      predicate: 'sqlDialect == "sqlite3" && requiredParams == [ region ]',
      ddl: sql,
    });
  });

  test("that says what has no effect is refused, with the nearest name", async () => {
    expect(await failure({ paths }, { operations: { al: false } })).toBe(
      "overlay.yaml: operations.al: no document has this operation – Did you mean all?",
    );
    expect(await failure({ paths }, { sever: "x" })).toBe(
      "overlay.yaml: sever: this key is not read by anything – Did you mean server?",
    );
    expect(await failure({ paths }, { operations: { all: { verb: "read" } } })).toMatch(
      /must be one of select, insert/,
    );
  });
});

test("credentials are read as the document says, from variables named after the provider", async () => {
  const authFor = async (scheme: object): Promise<unknown> =>
    (await build({ paths: { "/a": { get: things } }, components: { securitySchemes: { s: scheme } } })).provider[
      "config"
    ];
  expect(await authFor({ type: "http", scheme: "bearer" })).toEqual({
    auth: { type: "bearer", credentialsenvvar: "STORE_TOKEN" },
  });
  expect(await authFor({ type: "apiKey", in: "header", name: "X-Key" })).toEqual({
    auth: { type: "custom", location: "header", name: "X-Key", credentialsenvvar: "STORE_API_KEY" },
  });
  const flows = { clientCredentials: { tokenUrl: "https://id.test/token", scopes: { read: "" } } };
  expect(await authFor({ type: "oauth2", flows })).toEqual({
    auth: {
      type: "oauth2",
      grant_type: "client_credentials",
      token_url: "https://id.test/token",
      client_id_env_var: "STORE_CLIENT_ID",
      client_secret_env_var: "STORE_CLIENT_SECRET",
      scopes: ["read"],
    },
  });
});

test("schemas of OpenAPI 3.1 become those of 3.0, names and data untouched", async () => {
  const properties = {
    type: { type: ["string", "null"] },
    const: { const: "fixed" },
    any: { type: ["string", "integer"] },
    one: { anyOf: [{ $ref: "#/components/schemas/Other" }, { type: "null" }] },
    told: { type: "object", example: { type: ["a", "b"] } },
  };
  const Other = { type: "object", properties: { a: { type: "string" } } };
  const built = await build({
    paths: { "/a": { get: things } },
    components: { schemas: { Thing: { properties }, Other } },
  });
  expect(objectAt(built.services["store"], "components", "schemas", "Thing", "properties")).toEqual({
    type: { type: "string", nullable: true },
    const: { enum: ["fixed"] },
    any: {},
    one: { allOf: [{ $ref: "#/components/schemas/Other" }], nullable: true },
    told: { type: "object", example: { type: ["a", "b"] } },
  });
});

test("what cannot be used is refused with file, key and remedy", async () => {
  expect(await failure({ openapi: undefined, swagger: "2.0" })).toMatch(/^store.yaml: openapi: this is Swagger 2, not/);
  expect(await failure({})).toBe("store.yaml: paths: is missing – ");
  const broken = { paths: { "/a": { get: { responses: { 200: { $ref: "#/components/responses/None" } } } } } };
  expect(await failure(broken)).toBe(
    "store.yaml: paths./a.get.responses.200: $ref #/components/responses/None leads nowhere in this document – Write what it names, or correct it.",
  );
  expect(await failure({ servers: [{ url: "/v1" }], paths: { "/a": { get: things } } })).toMatch(
    /servers: says no address to send requests to – Add server:/,
  );
});

test("documents that anchors make endless or huge are refused in no time", async () => {
  const folder = await mkdtemp(join(tmpdir(), "provider-build-"));
  const refusal = async (text: string): Promise<string> => {
    const file = join(folder, "store.yaml");
    await writeFile(file, `openapi: 3.0.0\npaths: { /a: { get: {} } }\n${text}`);
    return readApiDocument(file).then(
      () => "nothing failed",
      (error: unknown) => toEngineError(error).message.replace(/^.*store\.yaml/, "store.yaml"),
    );
  };
  const laughs = Array.from({ length: 30 }, (_, i) => `x${i + 1}: &l${i + 1} [*l${i}, *l${i}]`).join("\n");
  expect(await refusal(`x0: &l0 [ha, ha]\n${laughs}`)).toBe("store.yaml: is too large with its anchors written out");
  expect(await refusal("x: &x { y: *x }")).toMatch(/^store.yaml: /);
  expect(await refusal("x: [")).toMatch(/^store.yaml: /);
});
