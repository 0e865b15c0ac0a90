import { expect, test } from "vitest";
import type { Catalog } from "../catalog/catalog.ts";
import type { AuthConfig, Method, Provider, Service } from "../catalog/model.ts";
import type { Value } from "../common/value.ts";
import type { CredentialQuestion, CredentialReport } from "../connector/call.ts";
import type { Connection } from "../connector/connection.ts";
import { credentialsRelation, type CredentialsOf } from "./credentials-relation.ts";

const basic: AuthConfig = { type: "basic", username_var: "A", password_var: "B" };
const bearer: AuthConfig = { type: "bearer", credentialsenvvar: "TOKEN" };

/** A service whose methods want these, one each. */
function serviceOf(name: string, ...auths: readonly (AuthConfig | undefined)[]): Service {
  const methods = auths.map((auth) => ({
    auth,
    request: {
      servers: [
        { url: `https://{x}.${name}.test`, variables: [] },
        { url: `https://${name}.test/v1`, variables: [] },
      ],
    },
  }));
  return {
    provider: "acme",
    name,
    resources: [{ methods: methods as unknown as readonly Method[] }],
  } as unknown as Service;
}

/** `acme`, which was shipped and has services of their own auth, and `plain`, which was pulled. */
function catalogOf(services: readonly Service[]): Catalog {
  const summaries = services.map(({ name }) => ({ name }));
  const acme = { name: "acme", auth: basic, shipped: true, services: summaries } as unknown as Provider;
  const plain = { ...acme, name: "plain", auth: bearer, shipped: false, identity: { url: "/me", principal: ["id"] } };
  const providers = new Map([
    ["acme", acme],
    ["plain", plain],
  ]);
  return {
    providerNames: async () => [...providers.keys()],
    provider: async (name: string) => providers.get(name),
    service: async (_provider: string, name: string) => services.find((service) => service.name === name),
  };
}

function connection(name: string, auth: Connection["auth"] = {}): Connection {
  const none = { variables: {}, parameters: {}, values: {}, network: {}, limits: {}, ignore: [], tags: {} };
  return { name, provider: "acme", auth, source: "a test", ...none };
}

const missing: CredentialReport = { type: "basic", status: "missing", sources: [], missing: ["A", "B"] };

interface Case extends Partial<CredentialsOf> {
  readonly name?: string;
  readonly services?: readonly Service[];
  readonly declared?: readonly Connection[];
  readonly report?: (question: CredentialQuestion) => Partial<CredentialReport>;
}

/** Name, services and status of each row, and what was asked. */
async function check({ name, services = [serviceOf("shop", undefined)], declared = [], report, ...rest }: Case = {}) {
  const asked: CredentialQuestion[] = [];
  const relation = credentialsRelation({
    catalog: catalogOf(services),
    connector: {
      credentials: async (question) => {
        asked.push(question);
        return { ...missing, ...report?.(question) };
      },
    },
    settings: { auth: {} },
    connections: async () => declared,
    signal: new AbortController().signal,
    onEvent: () => undefined,
    ...rest,
  });
  const rows: (readonly Value[])[] = [];
  const keys = new Map(name === undefined ? [] : [["name", name] as const]);
  for await (const batch of relation.rows(catalogOf(services), keys)) rows.push(...batch);
  const places = ["name", "services", "status"].map((one) =>
    relation.columns.findIndex((column) => column.name === one),
  );
  return { rows: rows.map((row) => places.map((place) => row[place])), asked };
}

test("every provider is looked at; what nobody uses is unset", async () => {
  expect((await check()).rows).toEqual([
    ["acme", null, "unset"],
    ["plain", null, "unset"],
  ]);
});

test("a provider that is named, or was given credentials, misses them", async () => {
  expect((await check({ name: "ACME" })).rows).toEqual([["acme", null, "missing"]]);
  expect((await check({ settings: { auth: { plain: bearer } } })).rows[1]).toEqual(["plain", null, "missing"]);
});

test("a half that is there makes the other one a fault", async () => {
  const { rows } = await check({
    report: ({ provider }) => (provider === "acme" ? { sources: ["environment: A"] } : {}),
  });
  expect(rows).toEqual([
    ["acme", null, "missing"],
    ["plain", null, "unset"],
  ]);
});

test("services of their own auth have rows of their own, and may be unused where others are not", async () => {
  const services = [serviceOf("shop", undefined), serviceOf("mart", undefined), serviceOf("pay", bearer, undefined)];
  const { rows, asked } = await check({
    name: "acme",
    services,
    report: ({ auth }) => (auth?.type === "basic" ? { status: "verified" } : {}),
  });
  expect(rows).toEqual([
    ["acme", "shop, mart, pay", "verified"],
    ["acme", "pay", "unset"],
  ]);
  expect(asked.map(({ service, server }) => [service, server])).toEqual([
    ["shop", "https://shop.test"],
    ["pay", "https://pay.test"],
  ]);
});

test("the call of the document goes along", async () => {
  const { asked } = await check({ name: "plain" });
  expect(asked).toMatchObject([{ identity: { url: "/me", principal: ["id"] }, auth: bearer }]);
});

test("connections stand before providers, and for the provider whose name they have", async () => {
  const declared = [connection("acme_eu"), connection("acme")];
  const { rows, asked } = await check({ declared });
  expect(rows).toEqual([
    ["acme_eu", null, "missing"],
    ["acme", null, "missing"],
    ["plain", null, "unset"],
  ]);
  expect(asked.map((question) => question.connection?.name)).toEqual(["acme_eu", "acme", undefined]);
});

test("the auth of a connection counts, by service too", async () => {
  const services = [serviceOf("shop", undefined), serviceOf("pay", bearer)];
  const key: AuthConfig = { type: "api_key", api_key_var: "K" };
  const of = async (auth: Connection["auth"]) =>
    (await check({ name: "acme_eu", services, declared: [connection("acme_eu", auth)] })).asked.map(
      ({ auth: one }) => one,
    );
  expect(await of({ "": key })).toEqual([key]);
  expect(await of({ pay: key })).toEqual([basic, key]);
});

test("the env file is read anew", async () => {
  let read = 0;
  await check({ settings: { auth: {}, refreshEnvironment: () => ++read > 0 } });
  expect(read).toBe(1);
});

test("a name that is none says which is near", async () => {
  const failure = check({ name: "acme_us", declared: [connection("acme_eu")] });
  await expect(failure).rejects.toMatchObject({ condition: "undefined_table", hint: "Did you mean acme or acme_eu?" });
});
