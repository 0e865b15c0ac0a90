import { expect, test } from "vitest";
import { compileService } from "../compile/service.ts";
import { acmeFiles } from "../fixture.ts";
import type { Service } from "../model.ts";
import { parseDocument } from "../registry/yaml.ts";
import { packedServiceBytes, serviceBytes, serviceOf } from "./service-bytes.ts";

const damaged = (error: unknown): Error => new Error("damaged", { cause: error });

const shop = shopOf(acmeFiles);

function shopOf(files: Readonly<Record<string, string>>): Service {
  const document = (name: string): unknown => parseDocument(Buffer.from(files[name] ?? ""));
  const names = { provider: "acme", service: "shop", providerDocument: document("provider.yaml") };
  return compileService(document("services/shop.yaml"), names);
}

test("a service is read back as written", () => {
  expect(shop.resources.flatMap(({ methods }) => methods).length).toBeGreaterThan(1);
  expect(serviceOf(serviceBytes(shop), damaged)).toEqual(shop);
});

test("a packed service is read back as written, and is smaller where methods are alike", () => {
  const packed = packedServiceBytes(shop);
  expect(serviceOf(packed, damaged)).toEqual(shop);
  expect(packed.length).toBeLessThan(serviceBytes(shop).length / 2);
});

test("damage to a packed line shows when its methods are looked at", () => {
  const packed = packedServiceBytes(shop);
  packed.fill(0xff, packed.indexOf("\n") + 1, packed.length - 1);
  const [broken] = serviceOf(packed, damaged).resources;
  expect(broken?.name).toBe(shop.resources[0]?.name);
  expect(() => broken?.methods).toThrow("damaged");
});

test("texts beyond ASCII are counted in bytes", () => {
  const described = { ...shop, resources: shop.resources.map((one) => ({ ...one, title: "Größe 🌊" })) };
  const methods = described.resources.map((one) => ({
    ...one,
    methods: one.methods.map((method) => ({ ...method, description: "schön 🌊" })),
  }));
  const written = { ...described, resources: methods };
  expect(serviceOf(serviceBytes(written), damaged)).toEqual(written);
});

test("damage to the methods of a resource shows when they are looked at, and leaves the others alone", () => {
  const [head = "", first = "", ...rest] = serviceBytes(shop).toString().split("\n");
  const text = [head, first.replace("{", "}"), ...rest].join("\n");
  const [broken, ...others] = serviceOf(Buffer.from(text), damaged).resources;
  expect(broken?.name).toBe(shop.resources[0]?.name);
  expect(() => broken?.methods).toThrow("damaged");
  expect(others).toEqual(shop.resources.slice(1));
});

test.each([
  ["cut short", (bytes: Buffer) => bytes.subarray(0, -3)],
  ["with more behind it", (bytes: Buffer) => Buffer.concat([bytes, Buffer.from("[]\n")])],
  ["without its head", (bytes: Buffer) => bytes.subarray(bytes.indexOf("\n") + 1)],
  ["that is empty", () => Buffer.alloc(0)],
])("a file %s is refused", (_, change) => {
  expect(() => serviceOf(change(serviceBytes(shop)), damaged)).toThrow();
});
