/**
 * Real documents of the public registry with mistakes put into them at random places: whatever they hold, compiling ends
 * with a service or with a reason that names the file and the place, and what was compiled can be looked at and called.
 * Runs where TRIBUTARY_REFERENCE_REGISTRY names a copy of the registry; TRIBUTARY_SEED chooses the mistakes.
 */
import * as fc from "fast-check";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readProviderFolder } from "../src/authoring/provider-folder.ts";
import { lintProvider } from "../src/authoring/lint/lint.ts";
import type { Method } from "../src/catalog/model.ts";
import { compileFile } from "../src/catalog/registry/compile-file.ts";
import { serviceOf } from "../src/catalog/store/service-bytes.ts";
import { EngineError } from "../src/common/error.ts";
import { createConnector } from "../src/connector/connector.ts";
import { withUnpacked } from "./reference/unpacked.ts";

const registry = process.env["TRIBUTARY_REFERENCE_REGISTRY"];
const why = registry === undefined ? " (skipped: TRIBUTARY_REFERENCE_REGISTRY names no folder)" : "";
const seed = Number(process.env["TRIBUTARY_SEED"] ?? 20_261_124);

/** Providers whose documents are small and unlike each other, and how many of them are taken. */
const providers = ["anthropic_admin", "fivetran", "homebrew", "k8s", "kafka", "netlify", "clickhouse", "openai_admin"];
const mostBytes = 150_000;
const mistakesForEach = 60;

type Path = readonly (string | number)[];

/** The places of a document, those of the format's own keys apart: most mistakes are made there. */
interface Places {
  readonly own: readonly Path[];
  readonly all: readonly Path[];
}

function placesIn(document: unknown): Places {
  const all: Path[] = [];
  const walk = (value: unknown, path: Path): void => {
    if (path.length > 0) all.push(path);
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value)) walk(inner, [...path, key]);
  };
  walk(document, []);
  return { own: all.filter((path) => path.includes("x-stackQL-resources") || path[0] === "x-stackQL-config"), all };
}

const deep = (levels: number): unknown => JSON.parse("[".repeat(levels) + "]".repeat(levels));

/** What is put in a place: the wrong type, too much of something, a name that means something, or nothing. */
const mistakes = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<unknown>(null, true, 0, -1, 1e308, "", "x", [], {}, [null], [[]], [{}]) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>("__proto__", "constructor", "{{{", "{a}{b}", "$..*", "$.a[*].b") },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(deep(5000), Array(200_000).fill("v"), "y".repeat(2 ** 20)) },
);

interface Change {
  readonly kind: "put" | "drop" | "refer" | "copy";
  readonly isOwn: boolean;
  /** Of a place, and of another one, as shares of all places. */
  readonly at: number;
  readonly other: number;
  readonly value: unknown;
}

const share = fc.noBias(fc.nat(999_999)).map((number) => number / 1_000_000);
const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom("put", "put", "put", "drop", "refer", "copy"),
  isOwn: fc.boolean(),
  at: share,
  other: share,
  value: mistakes,
});

function pick(paths: readonly Path[], at: number): Path {
  return paths[Math.floor(at * paths.length)] ?? [];
}

function valueAt(document: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (value as { readonly [key: string]: unknown } | null)?.[key], document);
}

/** References may lead anywhere: to themselves, to what holds them, to a text. */
function pointerOf(path: Path): string {
  return `#/${path.map((key) => String(key).replaceAll("~", "~0").replaceAll("/", "~1")).join("/")}`;
}

function changed(document: object, places: Places, { kind, isOwn, at, other, value }: Change): void {
  const path = pick(isOwn && places.own.length > 0 ? places.own : places.all, at);
  const holder = valueAt(document, path.slice(0, -1));
  const key = path.at(-1);
  if (typeof holder !== "object" || holder === null || key === undefined) return;
  const there = pick(places.all, other);
  const by = { put: value, drop: undefined, refer: { $ref: pointerOf(there) }, copy: valueAt(document, there) }[kind];
  if (kind === "drop") delete (holder as { [key: string]: unknown })[key];
  else (holder as { [key: string]: unknown })[key] = by;
}

const connector = createConnector({
  auth: {},
  endpoints: {},
  environment: () => undefined,
  concurrency: 1,
  timeoutMilliseconds: 1000,
  retries: 0,
  allowInsecureTls: false,
  userAgent: "test",
});

/** The first request of a method whose parameters all have a value: built, or refused with a reason. */
function lookAt(provider: string, service: string, method: Method): void {
  const values = method.parameters.filter(({ required }) => required).map(({ name }) => [name, "1"] as const);
  try {
    connector.preview({ provider, service, method, arguments: new Map(values) });
  } catch (error) {
    if (!(error instanceof EngineError) || error.condition === "internal_error") throw error;
  }
}

interface Document {
  readonly provider: string;
  readonly providerDocument: object;
  readonly service: string;
  readonly text: string;
}

async function documentsOf(folder: string): Promise<readonly Document[]> {
  return withUnpacked(registry ?? "", folder, async (unpacked) => {
    const { name, document, services } = await readProviderFolder(unpacked);
    const small = services.filter(
      ({ file, problem }) => problem === undefined && readFileSync(file).length < mostBytes,
    );
    return small.slice(0, 3).map((one) => ({
      provider: name,
      providerDocument: document,
      service: one.name,
      // Aliases of YAML are objects that are shared: as JSON each stands for itself.
      text: JSON.stringify(one.document),
    }));
  });
}

/** Compiles a document with mistakes in it, and looks at all that comes of it. Throws where that is no good end. */
function tryOut({ provider, providerDocument, service, text }: Document, changes: readonly Change[]): void {
  const document = JSON.parse(text) as object;
  const places = placesIn(document);
  for (const one of changes) changed(document, places, one);
  let bytes: Uint8Array;
  try {
    bytes = Buffer.from(JSON.stringify(document));
  } catch {
    // A copy of what holds it has no end, and no file.
    return;
  }
  const file = `services/${service}.yaml`;
  const compiled = compileFile({ provider, providerDocument, packed: true }, { service, file, bytes });
  if ("unavailable" in compiled) {
    expect(compiled.unavailable).toMatch(
      new RegExp(`^its document ${file} cannot be used: .*(${provider}\\.${service}|x-stackQL-resources)`),
    );
    return;
  }
  const { resources } = serviceOf(Buffer.from(compiled.bytes), (error) => error as Error);
  for (const { methods } of resources) for (const method of methods.slice(0, 5)) lookAt(provider, service, method);
  const named = { name: provider, file: "provider.yaml", document: providerDocument, strays: [] };
  lintProvider({ ...named, document: {}, services: [{ name: service, file, document: { ...document } }] });
}

test.skipIf(registry === undefined).each(providers)(
  `mistakes in documents of %s have a good end${why}`,
  { timeout: 300_000 },
  async (folder) => {
    const documents = await documentsOf(folder);
    expect(documents.length).toBeGreaterThan(0);
    for (const document of documents) {
      fc.assert(
        fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => tryOut(document, changes)),
        { numRuns: mistakesForEach, seed, endOnFailure: true },
      );
    }
  },
);
