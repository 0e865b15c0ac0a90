import { describe, expect, test } from "vitest";
import type { Catalog } from "../catalog/catalog.ts";
import type { Connection, ConnectionGroup, Connections } from "../connector/connection.ts";
import { fits } from "../common/text-pattern.ts";
import { openConnections } from "./connections.ts";

const catalog: Catalog = {
  providerNames: async () => ["aws", "google"],
  provider: async () => undefined,
  service: async () => undefined,
};

function connection(name: string, provider = "aws"): Connection {
  const nothing = {
    auth: {},
    variables: {},
    parameters: {},
    values: {},
    network: {},
    limits: {},
    ignore: [],
    tags: {},
  };
  return { ...nothing, name, provider, source: "c.yaml" };
}

function group(name: string, ...members: readonly string[]): ConnectionGroup {
  return { name, members, source: "c.yaml" };
}

const opened = (declared: Connections, auth = {}) => openConnections({ connections: declared, auth }, catalog);

/** The members that a name stands for; undefined where it stands for none. */
async function meant(name: string, declared: Connections): Promise<readonly string[] | undefined> {
  return (await opened(declared).find(name))?.members.map((member) => member.name);
}

test.each([
  ["aws_prod", "aws_*", true],
  ["aws_", "aws_*", true],
  ["aws", "aws_*", false],
  ["a_b_c", "a*b*c", true],
  ["abc", "a*bc*c", false],
  ["aa", "a*a", true],
  ["a", "a*a", false],
  ["x", "*", true],
])("%s as %s: %s", (name, pattern, expected) => expect(fits(name, pattern)).toBe(expected));

const three = { connections: [connection("aws_a"), connection("aws_b"), connection("g", "google")] };

describe("a name means", () => {
  const declared = {
    ...three,
    groups: [group("both", "aws_*"), group("twice", "both", "aws_b"), group("one", "aws_a")],
  };
  test.each([
    ["aws_a", ["aws_a"]],
    ["AWS_A", ["aws_a"]],
    ["both", ["aws_a", "aws_b"]],
    ["twice", ["aws_a", "aws_b"]],
    ["aws_*", ["aws_a", "aws_b"]],
    ["*_b", ["aws_b"]],
    ["aws", undefined],
  ])("%s: %j", async (name, members) => expect(await meant(name, declared)).toEqual(members));

  test.each([
    ["nothing_*", "no connection fits nothing_*"],
    ["*", "* means connections of 2 providers: aws, google"],
  ])("nothing as %s", async (name, message) => {
    await expect(meant(name, declared)).rejects.toMatchObject({ condition: "undefined_table", message });
  });
});

describe("declarations are refused where", () => {
  const of = (connections: readonly Connection[], ...groups: readonly ConnectionGroup[]) => ({ connections, groups });
  test.each([
    [of([connection("a", "awz")]), "connections.a.provider: there is no provider awz"],
    [of([connection("google")]), "connections.google: the name google is that of a provider"],
    [of([connection("a"), connection("A")]), "connections.A: the name A is declared twice"],
    [of([connection("a")], group("a", "a")), "groups.a: the name a is declared twice"],
    [of([connection("a")], group("aws", "a")), "groups.aws: the name aws is that of a provider"],
    [of([connection("a")], group("g", "b")), "groups.g.members: there is no connection b"],
    [of([connection("a")], group("g", "b_*")), "groups.g.members: there is no connection b_*"],
    [of([], group("g")), "groups.g.members: the group has no member"],
    [of([], group("g", "h"), group("h", "g")), "groups.g.members: the group holds itself: g → h → g"],
    [
      of([connection("a"), connection("b", "google")], group("g", "a", "b")),
      "groups.g.members: the group is over 2 providers: aws, google",
    ],
  ])("%j", async (declared, message) => {
    await expect(opened(declared).all()).rejects.toMatchObject({
      condition: "configuration_error",
      message: `c.yaml: ${message}`,
    });
  });
});

test("what is declared does not tell of credentials that are given", async () => {
  const connections = opened({ connections: [connection("a")], groups: [] }, { google: { type: "basic" } });
  expect((await connections.all()).connections.map(({ name }) => name)).toEqual(["a", "google"]);
  expect((await connections.declared()).map(({ name }) => name)).toEqual(["a"]);
});

test("a connection may have the name of its own provider", async () => {
  const found = await opened({ connections: [connection("aws")], groups: [] }).find("aws");
  expect(found).toMatchObject({ name: "aws", provider: "aws", isGroup: false });
});

test("nothing is read before a name is asked for, and then once", async () => {
  let reads = 0;
  const read = async (): Promise<Connections> => {
    reads++;
    return { connections: [connection("a")], groups: [] };
  };
  const connections = openConnections({ connections: read, auth: {} }, catalog);
  expect(reads).toBe(0);
  expect(await connections.names()).toEqual(["a"]);
  expect(await connections.find("a")).toMatchObject({ provider: "aws" });
  expect([reads, connections.get("a")?.name, connections.get("b")]).toEqual([1, "a", undefined]);
});

test("credentials given for a provider are those of the account of its own name", async () => {
  const auth = { aws: { type: "basic" }, "google.storage": { type: "bearer" } };
  const declared = { connections: [{ ...connection("aws"), auth: { s3: { type: "null_auth" } } }], groups: [] };
  expect((await opened(declared, auth).all()).connections).toMatchObject([
    { name: "aws", auth: { s3: { type: "null_auth" }, "": { type: "basic" } }, source: "c.yaml" },
    { name: "google", provider: "google", auth: { storage: { type: "bearer" } }, source: "--auth" },
  ]);
});
