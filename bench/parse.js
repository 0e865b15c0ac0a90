// Parsing and planning, without any request: our parser beside the parser of PostgreSQL in WebAssembly, in one process.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { loadModule, parseSync } from "libpg-query";
import { median } from "./measure.js";

const root = join(import.meta.dirname, "..");

/** What both parsers accept, as the statements of a day's work. */
const corpus = [
  "SELECT id, name FROM bench.api.items WHERE id = 'item-1'",
  "SELECT * FROM bench.api.records WHERE status = 'ACTIVE' AND size >= 1000",
  "SELECT status, count(*) AS n, avg(size) FROM bench.api.records GROUP BY status HAVING count(*) > 1 ORDER BY n DESC",
  "WITH big AS (SELECT id, size FROM bench.api.records WHERE size > 10) SELECT b.id FROM big b ORDER BY b.size LIMIT 5",
  "SELECT id, CASE WHEN size > 10 THEN 'big' ELSE 'small' END AS class FROM bench.api.items WHERE name LIKE 'a%'",
  "SELECT id, row_number() OVER (PARTITION BY status ORDER BY size DESC) AS place FROM bench.api.records",
];

const middling = `SELECT i.name, c.id, count(*) AS n, max(i.size) AS largest FROM bench.api.items i
  LEFT JOIN bench.api.children c ON c.item = i.id AND c.id <> 'x'
  WHERE i.name LIKE 'prod%' AND i.id IN ('item-1', 'item-2', 'item-3') AND (i.size > 10 OR i.size IS NULL)
  GROUP BY i.name, c.id HAVING count(*) > 1 ORDER BY n DESC, 2 LIMIT 10`;

/** The names that `--case` knows. */
export const parseCases = ["parse", "parse-middling", "parse-list", "parse-script", "plan"];

/**
 * @typedef {object} ParseRow
 * @property {string} name
 * @property {string} title
 * @property {number} reference Microseconds for each text, by the parser of PostgreSQL.
 * @property {number} tributary
 * @property {number} growth Our time for twice the text ÷ the time for the text; of the other cases 0.
 */

/** @param {{ sourceFolder: string, quick: boolean }} options @returns {Promise<ParseRow[]>} */
export async function measureParsing({ sourceFolder, quick }) {
  const folder = await mkdtemp(join(tmpdir(), "tributary-parse-"));
  try {
    const engine = await openInside(sourceFolder, folder);
    await loadModule();
    const rounds = quick ? 1 : 15;
    const both = (name, title, texts, calls) => {
      const count = quick ? 1 : calls;
      const [ours, theirs] = alternately(
        [(text) => engine.parse(text), (text) => parseSync(text)].map((parse) => () => texts.forEach(parse)),
        { rounds, calls: count },
      );
      return { name, title, reference: theirs / texts.length, tributary: ours / texts.length, growth: 0 };
    };
    const list = (n) => `SELECT a FROM t WHERE a IN (${Array.from({ length: n }, (_, i) => `'x${i}'`).join(", ")})`;
    const script = (n) => corpus.join(";\n").concat(";\n").repeat(n);
    const size = quick ? 10 : 10_000;
    const large = (name, title, textOf, n) => {
      const row = both(name, title, [textOf(n)], 1);
      const twice = both(name, title, [textOf(2 * n)], 1);
      return { ...row, growth: twice.tributary / row.tributary };
    };
    const rows = [
      both("parse", `${corpus.length} statements, for each`, corpus, 50),
      both("parse-middling", "a query with a join, conditions, groups and an order", [middling], 200),
      large("parse-list", `an IN list of ${size.toLocaleString("en")}`, list, size),
      large("parse-script", `a script of ${(script(size / 10).length / 1e6).toFixed(1)} MB`, script, size / 10),
    ];
    return [...rows, await planRow(engine, { rounds, calls: quick ? 1 : 50 })];
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Parse, bind, optimise and plan, beside the other parser's parse of the same text. */
async function planRow(engine, { rounds, calls }) {
  const samples = [];
  const references = [];
  for (let round = 0; round < rounds; round++) {
    let before = performance.now();
    for (let i = 0; i < calls; i++) await engine.plan(middling);
    samples.push(((performance.now() - before) / calls) * 1000);
    before = performance.now();
    for (let i = 0; i < calls; i++) parseSync(middling);
    references.push(((performance.now() - before) / calls) * 1000);
  }
  const title = "the same query parsed, bound, optimised and planned; reference: parsed";
  return { name: "plan", title, reference: median(references), tributary: median(samples), growth: 0 };
}

/** Microseconds of one call of each side, in turn. */
function alternately(sides, { rounds, calls }) {
  const samples = sides.map(() => []);
  for (const side of sides) side();
  for (let round = 0; round < rounds; round++) {
    for (const [index, side] of sides.entries()) {
      const before = performance.now();
      for (let i = 0; i < calls; i++) side();
      samples[index].push(((performance.now() - before) / calls) * 1000);
    }
  }
  return samples.map(median);
}

/** The parts of the engine that the package does not show, bundled from its sources. */
async function openInside(sourceFolder, folder) {
  const outfile = join(folder, "inside.mjs");
  await build({
    stdin: {
      contents: `
        export { parseScript } from "./src/sql/parser.ts";
        export { bind } from "./src/planner/binder/bind.ts";
        export { planLogical } from "./src/planner/logical.ts";
        export { planPhysical } from "./src/planner/physical.ts";
        export { rules } from "./src/planner/rules/rules.ts";
        export { compileService } from "./src/catalog/compile/service.ts";
        export { compileProvider, summariesOf } from "./src/catalog/compile/provider.ts";
        export { load } from "js-yaml";`,
      resolveDir: sourceFolder,
    },
    bundle: true,
    platform: "node",
    format: "esm",
    outfile,
  });
  const inside = await import(pathToFileURL(outfile).href);
  const environment = { catalog: await benchCatalog(inside), systemRelations: {}, stored: undefined, files: undefined };
  return {
    parse: inside.parseScript,
    plan: async (text) => {
      const [statement] = inside.parseScript(text).statements;
      const logical = inside.planLogical(await inside.bind(statement, text, environment), inside.rules);
      return inside.planPhysical(logical, { streaming: true });
    },
  };
}

/** The provider of the other benchmarks, compiled in memory. */
async function benchCatalog({ load, compileService, compileProvider, summariesOf }) {
  const { readFile, readdir } = await import("node:fs/promises");
  const folder = join(root, "bench/provider");
  const files = (await readdir(folder, { recursive: true })).filter((file) => /services.*\.ya?ml$/.test(file));
  const service = compileService(load(await readFile(join(folder, files[0]), "utf8")), {
    provider: "bench",
    service: "api",
  });
  const provider = compileProvider(
    { name: "bench", providerServices: { api: { service: { $ref: "bench/v1/services/api.yaml" } } } },
    { shipped: true, services: new Map([["api", { resources: summariesOf(service) }]]) },
  );
  return {
    providerNames: async () => ["bench"],
    provider: async (name) => (name === "bench" ? provider : undefined),
    service: async (_provider, name) => (name === "api" ? service : undefined),
  };
}
