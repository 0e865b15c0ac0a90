import { expect, test } from "vitest";
import type { JsonObject } from "../../catalog/compile/json.ts";
import type { ProviderFolder, ServiceFile } from "../provider-folder.ts";
import { lintProvider } from "./lint.ts";

const thing = { type: "object", properties: { id: { type: "string" } } };
const page = { properties: { things: { type: "array", items: thing }, nextCursor: { type: "string" } } };
const answering = (schema: object): JsonObject => ({
  responses: { 200: { content: { "application/json": { schema } } } },
});

const sound: JsonObject = {
  servers: [{ url: "https://api.test" }],
  paths: { "/things": { get: answering({ type: "array", items: thing }) } },
};
const methodOf = (path: string, more: object = {}): JsonObject => ({
  operation: { $ref: `#/paths/${path.replaceAll("/", "~1")}/get` },
  ...more,
});
const resource = (methods: JsonObject, more: object = {}): JsonObject => ({
  methods,
  sqlVerbs: {
    select: Object.keys(methods).map((name) => ({ $ref: `#/components/x-stackQL-resources/r/methods/${name}` })),
  },
  ...more,
});

const file = (document: JsonObject, resources: JsonObject): ServiceFile => ({
  name: "s",
  file: "s.yaml",
  document: { ...sound, ...document, components: { "x-stackQL-resources": resources } },
});

function findings(services: readonly ServiceFile[], more: Partial<ProviderFolder> = {}): readonly string[] {
  const document = { config: { auth: { type: "null_auth" } }, providerServices: { s: {} } };
  const provider = { name: "p", file: "provider.yaml", document, services, strays: [], ...more };
  return lintProvider(provider).map(({ file: at, key, severity, rule }) => `${at} ${key} ${severity} ${rule}`);
}

const at = "s.yaml components.x-stackQL-resources.r";
const ofMethod = (method: JsonObject, document: JsonObject = {}): readonly string[] =>
  findings([file(document, { r: resource({ list: method }) })]);

test("a sound provider has nothing to mend", () => expect(ofMethod(methodOf("/things"))).toEqual([]));

test("services without a document, broken ones, and files that nothing names", () => {
  const absent = { name: "a", file: "services/A.yaml", problem: "is absent", document: {} };
  const broken = { name: "b", file: "services/b.yaml", problem: "bad indentation at 3:1", document: {} };
  expect(findings([absent, broken], { strays: ["services/a.yaml"] })).toEqual([
    "services/A.yaml providerServices.a error absent-document",
    "services/b.yaml providerServices.b error unreadable-document",
    "services/a.yaml  remark stray-file",
    "services/a.yaml  remark case-clash",
  ]);
});

test("a document that is found in another case", () => {
  const found = { ...file({}, { r: resource({ list: methodOf("/things") }) }), file: "services/S.yaml" };
  expect(findings([{ ...found, named: "services/s.yaml" }])).toEqual([
    "provider.yaml providerServices.s.service.$ref remark case-clash",
  ]);
});

test("a provider without a name or with credentials that nothing knows", () => {
  const document = { id: "q", config: { auth: { type: "bear" } } };
  expect(findings([], { document })).toEqual([
    "provider.yaml id remark id-is-not-name",
    "provider.yaml config.auth.type error auth-type",
  ]);
});

test("references that lead nowhere, addresses that are none, documents without resources", () => {
  expect(ofMethod(methodOf("/things"), { servers: [{ url: "api.test" }] })).toContain("s.yaml servers[0].url error server-address"); // prettier-ignore
  const paths = { "/things": { get: answering({ $ref: "#/components/schemas/None" }) } };
  expect(ofMethod(methodOf("/things"), { paths })).toContain(
    "s.yaml paths./things.get.responses.200.content.application/json.schema error unresolved-ref",
  );
  expect(findings([file({}, {})])).toEqual(["s.yaml components.x-stackQL-resources error no-resources"]);
});

test("methods of operations that do not exist make their service unusable", () => {
  expect(ofMethod(methodOf("/none"))).toEqual([
    "s.yaml components.x-stackQL-resources error unusable-document",
    `${at}.methods.list.operation error no-operation`,
  ]);
});

test("verbs that are none or name no method, ids that are no names, names that need quotes", () => {
  const sqlVerbs = { select: [{ $ref: "#/x/methods/lst" }], delte: [] };
  expect(
    findings([file({}, { r: { id: "p.s.other", methods: { "list-all": methodOf("/things") }, sqlVerbs } })]),
  ).toEqual([
    `${at}.id remark id-is-not-name`,
    `${at}.sqlVerbs.select[0] error verb-without-method`,
    `${at}.sqlVerbs.delte error unknown-verb`,
    `${at}.methods.list-all remark quoted-name`,
  ]);
});

test("what reads and cannot be selected, and what is never chosen", () => {
  const twins = { one: methodOf("/things"), two: methodOf("/things") };
  expect(findings([file({}, { r: resource(twins) })])).toEqual([`${at}.sqlVerbs.select remark unreachable-method`]);
  expect(findings([file({}, { r: { methods: { read: methodOf("/things") }, sqlVerbs: { select: [] } } })])).toEqual([
    `${at}.sqlVerbs.select remark no-select`,
  ]);
});

test("responses and media types that the operation does not have", () => {
  expect(ofMethod(methodOf("/things", { response: { openAPIDocKey: "201" } }))).toContain(`${at}.methods.list.response.openAPIDocKey remark no-response`); // prettier-ignore
  expect(ofMethod(methodOf("/things", { response: { mediaType: "text/xml", openAPIDocKey: "200" } }))).toContain(
    `${at}.methods.list.response.mediaType remark response-type`,
  );
  expect(ofMethod(methodOf("/things", { request: { mediaType: "application/json" } }))).toContain(
    `${at}.methods.list.request.mediaType remark request-type`,
  );
});

test("rows where there are none, pages that nobody asks for", () => {
  const paths = { "/things": { get: answering(page) } };
  expect(ofMethod(methodOf("/things", { response: { objectKey: "$.thing" } }), { paths })).toContain(`${at}.methods.list.response.objectKey error row-key`); // prettier-ignore
  const unclear = { properties: { things: page.properties.things, has_more: { type: "boolean" } } };
  const listed = methodOf("/things", { response: { objectKey: "$.things" } });
  expect(ofMethod(listed, { paths })).toEqual([]);
  expect(ofMethod(listed, { paths: { "/things": { get: answering(unclear) } } })).toEqual([
    `${at}.methods.list.config.pagination remark no-pagination`,
  ]);
});

test("a list of what comes next is no next page", () => {
  const steps = { properties: { things: page.properties.things, next: { type: "array", items: { type: "string" } } } };
  const listed = methodOf("/things", { response: { objectKey: "$.things" } });
  expect(ofMethod(listed, { paths: { "/things": { get: answering(steps) } } })).toEqual([]);
});

test("where another schema stands for the answer, its media type is no promise", () => {
  const response = {
    mediaType: "text/xml",
    openAPIDocKey: "200",
    schema_override: { $ref: "#/components/schemas/Thing" },
  };
  const components = { schemas: { Thing: thing } };
  const document = file({}, { r: resource({ list: methodOf("/things", { response }) }) });
  const whole = { ...document.document, components: { ...components, ...(document.document["components"] as object) } };
  expect(findings([{ ...document, document: whole }])).toEqual([]);
});

test("variables of a path without a parameter", () => {
  const paths = { "/things/{id}": { get: answering(thing) } };
  expect(ofMethod(methodOf("/things/{id}"), { paths })).toEqual([`${at}.methods.list.operation remark path-variable`]);
});

test("views for other engines", () => {
  const views = { select: { predicate: 'sqlDialect == "postgres"', ddl: "SELECT 1" } };
  expect(findings([file({}, { r: { config: { views } } })])).toEqual([`${at}.config.views.select error foreign-view`]);
});
