import { expect, test } from "vitest";
import { EngineError } from "../../common/error.ts";
import type { Row, Value } from "../../common/value.ts";
import type { Catalog, SystemRelation } from "../catalog.ts";
import { compileYaml } from "../compile/fixture.ts";
import { compileProvider, summariesOf } from "../compile/provider.ts";
import { acmeDocument, shopDocument } from "../fixture.ts";
import { parseDocument } from "../registry/yaml.ts";
import { systemRelations } from "./system-relations.ts";

const relations: readonly SystemRelation[] = Object.values(systemRelations);
const shop = compileYaml(shopDocument);
const acme = compileProvider(parseDocument(new TextEncoder().encode(acmeDocument)), {
  shipped: true,
  version: "v1.0.0",
  services: new Map([
    ["shop", { resources: summariesOf(shop) }],
    ["gone", { unavailable: "its document is absent" }],
  ]),
});

/** A catalog of `acme`, and the services that were read from it. */
function catalogOfAcme(): Catalog & { readonly read: string[] } {
  const read: string[] = [];
  return {
    read,
    providerNames: async () => ["acme"],
    provider: async (name) => (name === "acme" ? acme : undefined),
    service: async (_provider, name) => {
      read.push(name);
      if (name === "shop") return shop;
      throw new EngineError({
        condition: "invalid_provider_document",
        stage: "registry",
        message: `${name} is unavailable`,
      });
    },
  };
}

function relationNamed(name: string): SystemRelation {
  const relation = relations.find((one) => one.name === name || one.name === `tributary.${name}`);
  if (relation === undefined) throw new Error(`no relation ${name}`);
  return relation;
}

type KeyValues = { readonly [key: string]: Value };

async function rowsOf(name: string, keys: KeyValues = {}, catalog: Catalog = catalogOfAcme()): Promise<readonly Row[]> {
  const relation = relationNamed(name);
  const rows: Row[] = [];
  for await (const batch of relation.rows(catalog, new Map(Object.entries(keys)))) rows.push(...batch);
  return rows;
}

/** The rows with the named columns only. */
async function select(columns: string, name: string, keys: KeyValues = {}): Promise<readonly Row[]> {
  const relation = relationNamed(name);
  const places = columns.split(", ").map((column) => relation.columns.findIndex((one) => one.name === column));
  expect(places).not.toContain(-1);
  const rows = await rowsOf(name, keys);
  return rows.map((row) => places.map((place) => row[place] ?? null));
}

async function failureOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "no failure",
    (error: unknown) =>
      error instanceof EngineError ? `${error.condition}: ${error.message} ${error.hint ?? ""}` : String(error),
  );
}

const widgets = { provider: "acme", service: "shop", resource: "widgets" };

test("a provider that cannot be read is listed with the reason, and keeps nobody from the others", async () => {
  const acmeOnly = catalogOfAcme();
  const catalog: Catalog = {
    ...acmeOnly,
    providerNames: async () => ["acme", "old"],
    provider: async (name) => {
      if (name !== "old") return acmeOnly.provider(name);
      throw new EngineError({
        condition: "invalid_provider_document",
        stage: "registry",
        message: "provider old was compiled by another release",
        hint: "Run REGISTRY PULL old again.",
      });
    },
  };
  const [, old] = await rowsOf("providers", {}, catalog);
  expect(old).toEqual([
    "old",
    "",
    "",
    "provider old was compiled by another release. Run REGISTRY PULL old again.",
    false,
  ]);
  expect(await rowsOf("resources", {}, catalog)).toEqual(await rowsOf("resources"));
  expect(await failureOf(rowsOf("resources", { provider: "old" }, catalog))).toMatch(/^invalid_provider_document/);
});

test("tributary.providers", async () => {
  expect(await rowsOf("providers")).toEqual([["acme", "v1.0.0", "Acme", "Acme", true]]);
});

test("tributary.services, with the reason where one is unavailable", async () => {
  expect(await rowsOf("services", { provider: "acme" })).toEqual([
    ["acme", "shop:v1", "shop", "Shop", "Shop", "v1.0.0", true, null],
    ["acme", "gone:v1", "gone", "Gone", "Gone", "v1.0.0", false, "its document is absent"],
  ]);
});

test("tributary.resources is answered without reading a service", async () => {
  const catalog = catalogOfAcme();
  expect(await rowsOf("resources", { provider: "acme", service: "shop" }, catalog)).toEqual([
    ["acme", "shop", "widgets", "acme.shop.widgets", "Widgets", "Widgets"],
    ["acme", "shop", "colours", "acme.shop.colours", "Colours", "Colours"],
  ]);
  expect(catalog.read).toEqual([]);
});

test("tributary.methods lists by verb: select, insert, delete, update, replace, exec", async () => {
  expect(await rowsOf("methods", widgets)).toEqual([
    [
      "acme",
      "shop",
      "widgets",
      "get",
      "id",
      "",
      "SELECT",
      "acme.shop.widgets.get",
      "Reads a widget.",
      "GET",
      "/widgets/{id}",
      null,
      1,
    ],
    [
      "acme",
      "shop",
      "widgets",
      "list",
      "",
      "colour",
      "SELECT",
      "acme.shop.widgets.list",
      "Lists widgets.",
      "GET",
      "/widgets",
      null,
      2,
    ],
    [
      "acme",
      "shop",
      "widgets",
      "create",
      "name",
      "spec",
      "INSERT",
      "acme.shop.widgets.create",
      "Makes a widget.",
      "POST",
      "/widgets",
      null,
      3,
    ],
    [
      "acme",
      "shop",
      "widgets",
      "paint",
      "id",
      "",
      "EXEC",
      "acme.shop.widgets.paint",
      "Paints a widget.",
      "POST",
      "/widgets/{id}/paint",
      null,
      4,
    ],
  ]);
});

test("tributary.parameters: required inputs, optional inputs, outputs, with their shapes", async () => {
  const shape = '{"type":"object","required":["size"],"properties":{"size":{"type":"integer"}}}';
  const output = '{"type":"object","properties":{"size":{"type":"integer"}}}';
  expect(
    await select("name, type, param_type, shape, description, location, position", "parameters", {
      ...widgets,
      method: "create",
    }),
  ).toEqual([
    ["name", "text", "input_required", null, "", "body", 1],
    ["spec", "json", "input_optional", shape, "", "body", 2],
    ["id", "text", "output", null, "The id", "response", 3],
    ["name", "text", "output", null, "", "response", 4],
    ["spec", "json", "output", output, "", "response", 5],
  ]);
});

test("tributary.parameters tells allowed values and other names", async () => {
  const rows = await select("name, aliases, allowed_values, secret, immutable", "parameters", widgets);
  expect(rows.filter(([name]) => name === "colour" || name === "spec").map((row) => row.map(String))).toEqual([
    ["spec", "null", "null", "false", "false"],
    ["colour", "null", '["red","blue"]', "false", "false"],
    ["spec", "null", "null", "false", "false"],
    ["spec", '["data__spec"]', "null", "false", "false"],
    ["spec", "null", "null", "false", "false"],
  ]);
});

test("tributary.columns: the columns of all select methods together; none without such a method", async () => {
  expect(
    await select("resource, name, type, description, position", "columns", { provider: "acme", service: "shop" }),
  ).toEqual([
    ["widgets", "id", "text", "The id", 1],
    ["widgets", "name", "text", "", 2],
    ["widgets", "spec", "json", "", 3],
  ]);
  expect(await rowsOf("columns", { ...widgets, resource: "colours" })).toEqual([]);
});

test("without keys everything is walked, services that are unavailable passed over", async () => {
  const catalog = catalogOfAcme();
  expect((await rowsOf("methods", {}, catalog)).length).toBe(4);
  expect(catalog.read).toEqual(["shop"]);
});

test("a walk that is stopped reads no further", async () => {
  const catalog = catalogOfAcme();
  const methods = relationNamed("methods");
  for await (const _batch of methods.rows({ ...catalog, providerNames: async () => ["acme", "acme"] }, new Map()) ?? [])
    break;
  expect(catalog.read).toEqual(["shop"]);
});

test("a key that is an alias is shown as it was given, so that it equals itself", async () => {
  expect(await select("resource, name", "columns", { ...widgets, resource: "gadgets" })).toEqual([
    ["gadgets", "id"],
    ["gadgets", "name"],
    ["gadgets", "spec"],
  ]);
  expect(await select("resource, method", "methods", { ...widgets, method: "PAINT" })).toEqual([["widgets", "PAINT"]]);
});

test("a key bound to NULL yields nothing", async () => {
  expect(await rowsOf("methods", { ...widgets, resource: null })).toEqual([]);
});

test.each([
  ["services", { provider: "acne" }, 'there is no provider "acne" Did you mean acme?'],
  ["resources", { provider: "acme", service: "shops" }, 'there is no service "acme.shops" Did you mean shop?'],
  ["columns", { ...widgets, resource: "widget" }, 'there is no resource "acme.shop.widget" Did you mean widgets?'],
  ["parameters", { ...widgets, method: "pant" }, 'there is no method "acme.shop.widgets.pant" Did you mean paint?'],
])("tributary.%s of a misspelt name is an undefined table", async (name, keys, message) => {
  expect(await failureOf(rowsOf(name, keys))).toBe(`undefined_table: ${message}`);
});

test("a named service that is unavailable is refused", async () => {
  expect(await failureOf(rowsOf("methods", { provider: "acme", service: "gone" }))).toMatch(
    /^invalid_provider_document: gone/,
  );
});

test("each relation is found under its own name", () => {
  expect(Object.entries(systemRelations).map(([name, relation]) => [name, relation.name])).toEqual(
    Object.keys(systemRelations).map((name) => [name, name]),
  );
});

test("every row has a cell for every column, of its type", async () => {
  const kinds = { text: "string", integer: "number", boolean: "boolean", json: "object", number: "number" };
  for (const relation of relations) {
    for (const row of await rowsOf(relation.name)) {
      expect(row.length).toBe(relation.columns.length);
      for (const [index, { type }] of relation.columns.entries()) {
        if (row[index] !== null) expect(typeof row[index]).toBe(kinds[type as keyof typeof kinds]);
      }
    }
  }
});
