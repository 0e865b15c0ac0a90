/** Whatever documents hold, a pull ends with a provider or with an error that names the file. */
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { EngineError } from "../../common/error.ts";
import { acmeFiles, temporaryFolder } from "../fixture.ts";
import { installProvider } from "./install.ts";
import type { Documents } from "./source.ts";

const shopFile = "services/shop.yaml";
const [providerText, shopText] = ["provider.yaml", shopFile].map((file) => acmeFiles[file] ?? "") as [string, string];

function documentsOf(files: Readonly<Record<string, string>>): Documents {
  const encoder = new TextEncoder();
  const text = (file: string): string | undefined => (Object.hasOwn(files, file) ? files[file] : undefined);
  return { read: async (file) => (text(file) === undefined ? undefined : encoder.encode(text(file))) };
}

/** "installed", why the shop is unavailable, or the error; throws what is no error of ours. */
async function outcomeOf(files: Readonly<Record<string, string>>, home: string): Promise<string> {
  const folder = join(home, "acme", "v1");
  try {
    const { services } = await installProvider({
      documents: documentsOf(files),
      folder,
      shipped: false,
      version: "v1",
    });
    return services.map(({ unavailable = "installed" }) => unavailable).join("\n");
  } catch (error) {
    if (error instanceof EngineError) return `${error.condition}: ${error.message}`;
    throw error;
  }
}

const provider = (text: string): Readonly<Record<string, string>> => ({ ...acmeFiles, "provider.yaml": text });
const shop = (text: string): Readonly<Record<string, string>> => ({ ...acmeFiles, [shopFile]: text });

const bomb = (levels: number): string =>
  [
    "l0: &l0 [lol, lol]",
    ...Array.from({ length: levels }, (_, n) => `l${n + 1}: &l${n + 1} [*l${n}, *l${n}, *l${n}]`),
  ].join("\n");

/** Pieces that mean something, or nearly, to a parser or to the compiler. */
const pieces: readonly string[] = [
  [
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "-",
    "?",
    "&",
    "*",
    "!",
    "|",
    ">",
    "'",
    '"',
    "%",
    "@",
    "`",
    "#",
    "~",
    "\n",
    "\t",
    "\0",
    "\r",
  ],
  ["&a ", "*a", "<<: *a", "!!js/function 'x'", "!!binary x", "!!set {x}", "? [x]", "--- ", "...", "%YAML 9.9\n"],
  ["null", "true", ".nan", "1e999", "0x7fffffffffffffffff", "2001-12-14", "y", "__proto__", "constructor", "$ref"],
  ["{ $ref: '#' }", "{ $ref: '#/components' }", "{ $ref: 'http://x/y#/z' }", "\u{feff}", "\u{2028}"],
  ["{ allOf: [{ $ref: '#/components/schemas/Widget' }] }", "[".repeat(500), "{a: ".repeat(500)],
].flat();

const mutation = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.oneof(fc.nat({ max: 12 }), fc.constant(Number.MAX_SAFE_INTEGER)),
  put: fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: "binary", maxLength: 4 })),
});

function mutated(text: string, mutations: readonly { at: number; removed: number; put: string }[]): string {
  return mutations.reduce((before, { at, removed, put }) => {
    const place = Math.floor(at * before.length);
    return before.slice(0, place) + put + before.slice(place + removed);
  }, text);
}

test("documents that are cut, spliced and mixed with pieces of YAML", { timeout: 120_000 }, async () => {
  const home = await temporaryFolder();
  const mutations = fc.array(mutation, { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(fc.boolean(), mutations, async (isProvider, changes) => {
      const files = isProvider ? provider(mutated(providerText, changes)) : shop(mutated(shopText, changes));
      const outcome = await outcomeOf(files, home);
      // Of the shop all that can go wrong costs the shop; the provider then has no usable service.
      if (!isProvider) expect(outcome).toMatch(/^installed|services\/shop\.yaml/);
      else expect(outcome).toMatch(/installed|^(registry_error|invalid_provider_document): /);
    }),
    { numRuns: 400 },
  );
});

test.each([
  ["in what nobody reads", shop(`${bomb(60)}\n${shopText.trimStart()}`), /^installed/],
  ["as an enum", shop(`${bomb(60)}\n${shopText.trimStart().replace("enum: [red, blue]", "enum: *l60")}`), /^installed/],
  [
    "as a header's default",
    shop(
      `${bomb(60)}\n${shopText.trimStart().replace("in: query, schema: { type: string,", "in: header, schema: { default: *l60,")}`,
    ),
    /^installed/,
  ],
  [
    "as servers",
    shop(`${bomb(60)}\n${shopText.trimStart().replace("[{ url: https://api.acme.test }]", "*l60")}`),
    /^installed|shop\.yaml/,
  ],
  [
    "as the resources",
    shop(`${bomb(60)}\ncomponents: { x-stackQL-resources: *l60 }`),
    /has no components\.x-stackQL-resources/,
  ],
  [
    "as a description of the provider",
    provider(`${bomb(60)}\n${providerText.trimStart().replace("title: Acme", "title: *l60")}`),
    /^installed/,
  ],
  [
    "as authentication",
    provider(`${bomb(60)}\n${providerText.trimStart()}config: { auth: { type: custom, values: *l60, scopes: *l60 } }`),
    /^installed/,
  ],
])("aliases that multiply, %s, stay as small as they are written", async (_where, files, expected) => {
  expect(await outcomeOf(files, await temporaryFolder())).toMatch(expected);
});

test("an authentication that contains itself ends", async () => {
  const files = provider(`${providerText}config: { auth: &auth { type: custom, successor: *auth } }`);
  expect(await outcomeOf(files, await temporaryFolder())).toMatch(/^installed/);
});

test("JSON that is nested without end is named", async () => {
  const deep = `{"components": {"x-stackQL-resources": {"a": ${'{"methods":'.repeat(50_000)}{}${"}".repeat(50_000)}}}}`;
  expect(await outcomeOf(shop(deep), await temporaryFolder())).toMatch(/^installed|services\/shop\.yaml/);
});

test.each([
  ["an empty file", "", "its document services/shop.yaml cannot be used: expected a document, but the input is empty"],
  [
    "a text",
    "just text",
    "its document services/shop.yaml cannot be used: the document of service acme.shop has no components.x-stackQL-resources",
  ],
  [
    "an end in the middle",
    shopText.slice(0, shopText.indexOf("/widgets/{id}:") + 40),
    "its document services/shop.yaml cannot be used: ",
  ],
  [
    "a reference to itself",
    shopText.replace("    Widget:\n", "    Widget: { $ref: '#/components/schemas/Widget' }\n    Other:\n"),
    'its document services/shop.yaml cannot be used: acme.shop.widgets.list: the reference "#/components/schemas/Widget" leads to itself',
  ],
  [
    "an operation that is absent",
    shopText.replace("~1widgets~1{id}/get", "~1nothing/get"),
    'its document services/shop.yaml cannot be used: acme.shop.widgets.get: no operation "#/paths/~1nothing/get" in the document',
  ],
])("a service document with %s is unavailable and says where", async (_what, text, reason) => {
  expect(await outcomeOf(shop(text), await temporaryFolder())).toContain(reason);
});

test.each([
  ["an empty file", "", "registry_error: provider.yaml cannot be parsed: expected a document, but the input is empty"],
  ["broken YAML", "id: [", "registry_error: provider.yaml cannot be parsed: "],
  [
    "services that are a list",
    "name: acme\nproviderServices: [a]",
    "invalid_provider_document: the provider document has no providerServices",
  ],
])("a provider document that is %s is refused", async (_what, text, reason) => {
  expect(await outcomeOf(provider(text), await temporaryFolder())).toContain(reason);
});
