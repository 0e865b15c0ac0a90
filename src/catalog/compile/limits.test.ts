import { expect, test } from "vitest";
import { authOf } from "./auth.ts";
import { compileMethodOf, compileYaml, documentOf, responding } from "./fixture.ts";
import { oneLine } from "./json.ts";
import { createBudget, isSmall, limits } from "./limits.ts";
import { compileService } from "./service.ts";
import { viewsOf } from "./views.ts";

const shop = { provider: "acme", service: "shop" };

test("an enum beyond the limit, or of objects, restricts nothing", () => {
  const typeOf = (values: readonly unknown[]): unknown =>
    compileMethodOf({ operation: `parameters: [{ name: k, in: query, schema: { enum: ${JSON.stringify(values)} } }]` })
      .parameters[0]?.enum;
  const many = Array.from({ length: limits.enumValues + 1 }, (_, number) => `v${number}`);
  expect(typeOf(["a", 1, null, true])).toEqual(["a", 1, null, true]);
  expect(typeOf(many.slice(1))).toEqual(many.slice(1));
  expect(typeOf(many)).toBeUndefined();
  expect(typeOf(["a", { b: 1 }])).toBeUndefined();
});

test("a default that aliases multiply is none", () => {
  let bomb: unknown = "lol";
  for (let level = 0; level < 40; level++) bomb = [bomb, bomb];
  expect(isSmall(bomb)).toBe(false);
  expect(isSmall({ a: [1, { b: null }] })).toBe(true);
  const cyclic: unknown[] = [];
  cyclic.push(cyclic);
  expect(isSmall(cyclic)).toBe(false);
});

test("authentications that follow themselves end", () => {
  const auth: Record<string, unknown> = { type: "custom" };
  auth["successor"] = auth;
  expect(JSON.stringify(authOf(auth)).match(/successor/g)?.length).toBe(limits.successors);
});

test("many methods of one large schema are refused before they fill the memory", () => {
  const document = documentOf({ operation: responding("{ $ref: '#/components/schemas/Wide' }") });
  const components = document["components"] as Record<string, Record<string, unknown>>;
  const described = { type: "string", description: "x".repeat(1000) };
  components["schemas"] = {
    Wide: { properties: Object.fromEntries(names("p", 1000).map((name) => [name, described])) },
  };
  const widgets = components["x-stackQL-resources"]?.["widgets"] as { methods: Record<string, unknown> };
  const get = widgets.methods["get"];
  widgets.methods = Object.fromEntries(names("m", 1000).map((name) => [name, get]));
  expect(() => compileService(document, shop)).toThrow(
    /^acme\.shop\.widgets\.m\d+: its columns and parameters are more than a service may have$/,
  );
});

test("a service that takes too long is given up", () => {
  let time = 0;
  const budget = createBudget(() => time);
  const method = compileMethodOf({});
  budget.spend(method);
  time = limits.serviceMilliseconds + 1;
  expect(() => budget.spend(method)).toThrow("it takes longer than 120 s to compile");
});

test("what is nested beyond the stack is named", () => {
  let schema: unknown = { type: "string" };
  for (let level = 0; level < 100_000; level++) schema = { allOf: [schema] };
  const document = documentOf({ operation: responding("{ $ref: '#/components/schemas/Deep' }") });
  (document["components"] as Record<string, unknown>)["schemas"] = { Deep: schema };
  expect(() => compileService(document, shop)).toThrow("acme.shop.widgets.get: it is nested too deeply");
});

test("keys that JavaScript gives a meaning are names like others", () => {
  const service = compileYaml(`
servers: [{ url: https://api.acme.test }]
paths: { /__proto__: { get: { responses: { '200': { content: { application/json: { schema: { $ref: '#/components/schemas/constructor' } } } } } } } }
components:
  schemas: { constructor: { properties: { __proto__: { type: integer }, toString: { type: string } } } }
  x-stackQL-resources:
    __proto__:
      methods: { __proto__: { operation: { $ref: '#/paths/~1__proto__/get' } } }
      sqlVerbs: { select: [{ $ref: '#/components/x-stackQL-resources/__proto__/methods/__proto__' }] }`);
  const [resource] = (JSON.parse(JSON.stringify(service)) as typeof service).resources;
  expect(resource?.name).toBe("__proto__");
  expect(resource?.verbs.select).toEqual(["__proto__"]);
  expect(resource?.methods[0]?.response.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
    "__proto__ integer",
    "toString text",
  ]);
  expect(({} as Record<string, unknown>)["type"]).toBeUndefined();
});

test("texts made to keep regular expressions busy are read at once", () => {
  const length = 20_000;
  expect(oneLine("![".repeat(length)).length).toBe(2 * length);
  expect(oneLine("[![](".repeat(length)).length).toBe(5 * length);
  const predicate = 'requiredParams == [ sqlDialect == "'.repeat(length / 10);
  expect(viewsOf({ config: { views: { select: { predicate, ddl: "{{ ".repeat(length) } } } })).toEqual([]);
});

function names(prefix: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, number) => `${prefix}${number}`);
}
