/** Who may import what: the table of ARCHITECTURE.md as data, and the check of one import against it. */
import { posix } from "node:path";
import { computed } from "./imports.ts";

const belowSession = ["common", "sql", "catalog", "connector", "planner", "execution"] as const;

/** The folders of `src/` that each folder may import, beside itself. */
export const arrows = {
  common: [],
  sql: ["common"],
  catalog: ["common"],
  connector: ["fast-xml-parser", "common", "catalog"],
  planner: ["common", "sql", "catalog"],
  execution: ["common", "sql", "catalog", "connector", "planner"],
  session: belowSession,
  output: ["common"],
  telemetry: ["common", "sql"],
  authoring: ["common", "catalog"],
  mock: ["common"],
  cli: [...belowSession, "session", "output", "telemetry", "authoring", "mock", "root"],
  /** The files directly in `src/`: the library face, and what it shares with the command. */
  root: [...belowSession, "session"],
} as const satisfies { readonly [folder: string]: readonly string[] };

export type Folder = keyof typeof arrows;

/** The npm packages of what ships, each in its one folder (js-yaml in two: providers are authored in YAML too). */
export const packages: { readonly [F in Folder]?: readonly string[] } = {
  catalog: ["js-yaml", "nanotar"],
  authoring: ["js-yaml"],
  connector: ["fast-xml-parser", "http-proxy-agent", "https-proxy-agent"],
  mock: ["ajv", "ajv-formats"],
  execution: ["@photostructure/sqlite", "hyparquet", "hyparquet-writer", "hyparquet-compressors", "pg"],
};

/** The npm packages that any test may use. */
export const testPackages = ["vitest", "fast-check"] as const;

/** The files that name a module only when they run, and what it can be. */
export const computedImports: { readonly [file: string]: readonly string[] } = {
  "src/execution/backends/sqlite/driver.ts": ["node:sqlite", "@photostructure/sqlite"],
  "src/sql/oracle.test.ts": ["node:sqlite", "@photostructure/sqlite"],
};

/** Tests and what only tests use: not part of what ships. */
export function isTestFile(file: string): boolean {
  return /(\.test|\/harness|\/fixture|\/test-[\w-]+)\.ts$/.test(file);
}

/** What is wrong with the imports of a file (`src/…`), one line each; empty where all is well. */
export function complaintsAbout(file: string, imports: readonly string[]): string[] {
  const specifiers = imports.flatMap((specifier) =>
    specifier === computed ? (computedImports[file] ?? [computed]) : [specifier],
  );
  return specifiers.flatMap((specifier) => {
    const complaint = specifier.startsWith(".") ? ofPath(file, specifier) : ofPackage(file, specifier);
    return complaint === undefined ? [] : [`${file} imports ${specifier}: ${complaint}`];
  });
}

function ofPath(file: string, specifier: string): string | undefined {
  const target = posix.join(posix.dirname(file), specifier);
  if (!target.endsWith(".ts")) return "imports end with .ts";
  if (!target.startsWith("src/")) return isTestFile(file) ? undefined : "it lies outside src/";
  // A test puts real parts together, from wherever they are.
  if (isTestFile(file)) return undefined;
  if (isTestFile(target)) return "what ships may not import what only tests use";
  const [from, to] = [folderOf(file), folderOf(target)];
  if (from === undefined || to === undefined) return "a folder is missing in the table of arrows";
  const allowed: readonly string[] = arrows[from];
  return from === to || allowed.includes(to) ? undefined : `${from} may not import ${to}`;
}

function ofPackage(file: string, specifier: string): string | undefined {
  if (specifier.startsWith("node:")) return undefined;
  if (specifier === computed) return "a module that is named when the code runs needs a line in the table";
  const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  const folder = folderOf(file);
  const allowed: readonly string[] = (folder && packages[folder]) ?? [];
  const forTests: readonly string[] = isTestFile(file) ? [...testPackages, ...Object.values(packages).flat()] : [];
  return allowed.includes(name) || forTests.includes(name) ? undefined : `${folder} may not use the package ${name}`;
}

function folderOf(file: string): Folder | undefined {
  const parts = file.split("/");
  const name = parts.length === 2 ? "root" : (parts[1] ?? "");
  return Object.hasOwn(arrows, name) ? (name as Folder) : undefined;
}
