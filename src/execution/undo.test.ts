/** Which call undoes another one, and as what statement. */
import { expect, test } from "vitest";
import type { Catalog } from "../catalog/catalog.ts";
import type { Inverse, Method, Parameter, Resource } from "../catalog/model.ts";
import type { JsonValue, Value } from "../common/value.ts";
import { identityOf, type MadeCall, undoOf } from "./undo.ts";

const parameter = (name: string, place: Parameter["in"], required = true): Parameter => {
  return { name, wireName: name, in: place, required, type: "text", description: "" };
};

function method(name: string, verb: Method["verb"], parameters: readonly Parameter[], inverse?: Inverse): Method {
  const request = { httpMethod: "POST", path: `/${name}`, servers: [] };
  const response = { rowPath: [], columns: [] };
  return {
    name,
    id: `p.s.r.${name}`,
    verb,
    description: "",
    parameters,
    request,
    response,
    ...(inverse && { inverse }),
  };
}

function resource(name: string, methods: readonly Method[], remove: readonly string[]): Resource {
  const verbs = { select: [], insert: [], update: [], replace: [], delete: remove };
  return { name, id: `p.s.${name}`, title: "", description: "", methods, verbs };
}

const id = parameter("id", "path");
const bins = resource("bins", [method("discard", "exec", [id, parameter("If-Match", "header", false)])], []);

interface Case {
  readonly inverse: Inverse;
  readonly body: JsonValue;
  readonly given?: { readonly [name: string]: Value };
  readonly etag?: string;
}

function made({ inverse, body, given = {}, etag }: Case): MadeCall {
  const create = method("create", "insert", [parameter("org", "path"), parameter("name", "body")], inverse);
  const remove = method("remove", "delete", [id, parameter("org", "path"), parameter("force", "query", false)]);
  const things = resource("things", [create, remove], ["remove"]);
  const relation = {
    kind: "resource",
    provider: "p",
    service: "s",
    resource: things,
    auth: undefined,
    views: [],
  } as const;
  const call = { provider: "p", service: "s", method: create, arguments: new Map(Object.entries(given)) };
  const headers = new Map(etag === undefined ? [] : [["etag", etag]]);
  return { write: { verb: "INSERT", relation, method: create }, call, response: { status: 201, headers, body } };
}

const catalog: Catalog = {
  providerNames: async () => ["p"],
  provider: async () => undefined,
  service: async () => ({ provider: "p", name: "s", resources: [bins] }),
};

const statementOf = async (one: Case): Promise<string | undefined> => (await undoOf(made(one), catalog))?.statement;

const byId: Inverse = {
  resource: "things",
  method: "remove",
  tokens: [{ parameter: "id", in: "body", path: ["data", "0", "id"] }],
};

test("arguments come from the response, others of the same name from the call, never content", async () => {
  const one = { inverse: byId, body: { data: [{ id: "it's" }] }, given: { org: "o", name: "n" } };
  expect(await statementOf(one)).toBe("DELETE FROM p.s.things WHERE id = 'it''s' AND org = 'o'");
  expect((await undoOf(made(one), catalog))?.call.arguments).toEqual(
    new Map([
      ["id", "it's"],
      ["org", "o"],
    ]),
  );
  expect(identityOf(made(one))).toEqual({ id: "it's" });
});

test("another resource may undo it, with a header; what is under no verb is called by EXEC", async () => {
  const tokens = [
    { parameter: "id", in: "body", path: ["id"] },
    { parameter: "If-Match", in: "header", path: ["etag"] },
  ] as const;
  const inverse: Inverse = { resource: "bins", method: "discard", tokens };
  expect(await statementOf({ inverse, body: { id: 9007199254740993n }, etag: "v1" })).toBe(
    `EXEC p.s.bins.discard @id = 9007199254740993, @"If-Match" = 'v1'`,
  );
  // Without the header it would discard whatever is there by then.
  expect(await statementOf({ inverse, body: { id: 1 } })).toBeUndefined();
});

test.each([
  ["a response without it", { inverse: byId, body: { data: [] }, given: { org: "o" } }],
  ["no response", { inverse: byId, body: null, given: { org: "o" } }],
  ["a call without what else is needed", { inverse: byId, body: { data: [{ id: 1 }] } }],
  [
    "an inverse that is not there",
    { inverse: { ...byId, method: "gone" }, body: { data: [{ id: 1 }] }, given: { org: "o" } },
  ],
  ["a resource that is not there", { inverse: { ...byId, resource: "gone" }, body: { data: [{ id: 1 }] } }],
] satisfies readonly (readonly [string, Case])[])("%s leaves nothing to undo it by", async (_what, one) => {
  expect(await undoOf(made(one), catalog)).toBeUndefined();
});

test("without an inverse the id of the response is what tells the object from others", () => {
  const { write, ...rest } = made({ inverse: byId, body: { id: "x-1", name: "n" } });
  const { inverse: _, ...plain } = write.method;
  expect(identityOf({ ...rest, write: { ...write, method: plain } })).toEqual({ id: "x-1" });
});
