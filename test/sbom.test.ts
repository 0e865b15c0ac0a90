/** dist/sbom.cdx.json: a valid document, with every package whose code is in dist/. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");

interface Component {
  readonly "bom-ref": string;
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  readonly licenses: readonly { readonly license?: { readonly id: string }; readonly expression?: string }[];
  readonly purl: string;
  readonly scope: "required" | "optional";
}

interface Document {
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

const document = JSON.parse(read("dist/sbom.cdx.json")) as Document;
const nameOf = ({ group, name }: Component): string => (group === undefined ? name : `${group}/${name}`);

const text = { type: "string", minLength: 1 } as const;
const licences = {
  type: "array",
  minItems: 1,
  items: {
    oneOf: [
      { type: "object", required: ["expression"], properties: { expression: text }, additionalProperties: false },
      {
        type: "object",
        required: ["license"],
        properties: { license: { type: "object", required: ["id"], properties: { id: text } } },
        additionalProperties: false,
      },
    ],
  },
} as const;

const component = {
  type: "object",
  required: ["type", "name", "version", "purl", "bom-ref", "licenses"],
  properties: {
    type: { enum: ["application", "library"] },
    "bom-ref": text,
    group: { type: "string", pattern: "^@[^/]+$" },
    name: { type: "string", pattern: "^[^/@]+$" },
    version: { type: "string", pattern: "^\\d+\\.\\d+\\.\\d+" },
    purl: { type: "string", pattern: "^pkg:npm/(%40[^/]+/)?[^/@]+@[^@]+$" },
    licenses: licences,
    scope: { enum: ["required", "optional", "excluded"] },
    hashes: {
      type: "array",
      minItems: 1,
      items: {
        type: "object",
        required: ["alg", "content"],
        properties: { alg: { const: "SHA-512" }, content: { type: "string", pattern: "^[0-9a-f]{128}$" } },
        additionalProperties: false,
      },
    },
    externalReferences: {
      type: "array",
      items: {
        type: "object",
        required: ["type", "url"],
        properties: { type: { const: "distribution" }, url: { type: "string", pattern: "^https://.+\\.tgz$" } },
        additionalProperties: false,
      },
    },
  },
  additionalProperties: false,
} as const;

/** What CycloneDX 1.6 asks of the parts that we write. */
const schema = {
  type: "object",
  required: ["bomFormat", "specVersion", "serialNumber", "version", "metadata", "components", "dependencies"],
  properties: {
    $schema: { const: "http://cyclonedx.org/schema/bom-1.6.schema.json" },
    bomFormat: { const: "CycloneDX" },
    specVersion: { const: "1.6" },
    serialNumber: { type: "string", pattern: "^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$" },
    version: { const: 1 },
    metadata: {
      type: "object",
      required: ["timestamp", "component"],
      properties: {
        timestamp: { type: "string", pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$" },
        lifecycles: { type: "array", items: { const: { phase: "build" } } },
        component,
      },
      additionalProperties: false,
    },
    components: {
      type: "array",
      uniqueItems: true,
      items: { ...component, required: [...component.required, "hashes", "scope"] },
    },
    dependencies: {
      type: "array",
      uniqueItems: true,
      items: {
        type: "object",
        required: ["ref"],
        properties: { ref: text, dependsOn: { type: "array", uniqueItems: true, items: text } },
        additionalProperties: false,
      },
    },
  },
  additionalProperties: false,
} as const;

test("the document is valid", () => {
  const validate = new Ajv({ allErrors: true }).compile(schema);
  validate(document);
  expect(validate.errors).toBeNull();
});

test("every bundled package is in it, and what is installed beside", () => {
  const noticed = [...read("THIRD_PARTY_NOTICES.md").matchAll(/^## (\S+) (\S+) \((.+)\)$/gm)];
  const described = document.components.map((one) => [
    nameOf(one),
    one.version,
    one.licenses.map(({ license, expression }) => license?.id ?? expression).join(),
    one.scope,
  ]);
  expect(noticed.length).toBeGreaterThan(20);
  expect(described).toEqual([
    ...noticed.map(([, name, version, license]) => [name, version, license, "required"]),
    ["@photostructure/sqlite", "1.2.1", expect.any(String), "optional"],
  ]);
});

test("versions and licences are those of what was bundled", () => {
  const installed = document.components.flatMap((one) => {
    const manifest = `node_modules/${nameOf(one)}/package.json`;
    if (!existsSync(join(root, manifest))) return [];
    const { version, license } = JSON.parse(read(manifest)) as Record<string, unknown>;
    return [[nameOf(one), version, license]];
  });
  expect(installed).toEqual(document.components.map((one) => [nameOf(one), one.version, one.licenses[0]?.license?.id]));
});

describe("dependencies", () => {
  const known = [document.metadata.component, ...document.components].map((one) => one["bom-ref"]);

  test("are said of every component, and are components", () => {
    expect(document.dependencies.map(({ ref }) => ref).toSorted()).toEqual(known.toSorted());
    expect(document.dependencies.flatMap(({ dependsOn }) => dependsOn).filter((ref) => !known.includes(ref))).toEqual(
      [],
    );
  });

  test("lead from the package to every component", () => {
    const reached = new Set([document.metadata.component["bom-ref"]]);
    for (const ref of reached) {
      document.dependencies.find((one) => one.ref === ref)?.dependsOn.forEach((one) => reached.add(one));
    }
    expect(known.filter((ref) => !reached.has(ref))).toEqual([]);
  });
});
