import { expect, test } from "vitest";
import { asData } from "../fixture.ts";
import type { Provider, ResourceSummary } from "../model.ts";
import { indexOf, indexText } from "./index-text.ts";

const damaged = (error: unknown): Error => new Error("damaged", { cause: error });

const plain = (name: string): ResourceSummary => ({ name, id: `acme.shop.${name}`, title: name, description: name });

function providerOf(...resources: readonly ResourceSummary[]): Provider {
  const texts = { title: "Acme", description: "What Acme sells" };
  const service = { name: "shop", id: "shop:v1", ...texts, version: "v1", preferred: true, resources };
  return { name: "acme", version: "v1", ...texts, shipped: false, services: [service] };
}

test.each<[string, Provider]>([
  ["no services", { ...providerOf(), services: [] }],
  ["no resources", providerOf()],
  ["texts that follow from the name", providerOf(plain("a"), plain("b"))],
  ["one resource without a name", providerOf(plain(""))],
  ["texts of their own", providerOf(plain("a"), { name: "b", id: "other", title: "B", description: "Many" })],
  ["texts that are empty", providerOf(plain("a"), { ...plain("b"), title: "", description: "" })],
  ["texts of several lines", providerOf({ ...plain("a"), description: "one\ntwo" }, plain("b"))],
  ["aliases and views", providerOf(plain("a"), { ...plain("b"), aliases: ["c"], view: true })],
])("a provider with %s is read back as written", (_, provider) => {
  expect(asData(indexOf(indexText(provider), damaged))).toEqual(provider);
});

test("what follows from the name takes no room", () => {
  const [few, many] = [1, 101].map((count) =>
    indexText(providerOf(...Array.from({ length: count }, (_, at) => plain(`thing_${at + 100}`)))),
  );
  // The name and a line end of two characters.
  expect((many?.length ?? 0) - (few?.length ?? 0)).toBe(100 * ("thing_100".length + 2));
});

test("damage to the services shows when they are looked at", () => {
  const provider = indexOf(indexText(providerOf(plain("a"))).slice(0, -3), damaged);
  expect(provider?.name).toBe("acme");
  expect(() => provider?.services).toThrow("damaged");
});

test("the columns of a service are its resources", () => {
  const described = { ...plain("b"), id: "other", title: "B", description: "Many" };
  const [service] = indexOf(indexText(providerOf(plain("a"), described)), damaged)?.services ?? [];
  expect(service?.columns?.()).toEqual({
    names: ["a", "b"],
    ids: ["acme.shop.a", "other"],
    titles: ["a", "B"],
    descriptions: ["a", "Many"],
  });
});

test("an index of another format is undefined", () => {
  expect(indexOf(JSON.stringify({ format: 1, provider: providerOf(plain("a")) }), damaged)).toBeUndefined();
});
