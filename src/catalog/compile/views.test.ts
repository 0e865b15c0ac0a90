import { expect, test } from "vitest";
import { viewsOf } from "./views.ts";

const select = (view: object): object => ({ config: { views: { select: view } } });

test("a resource without views has none", () => expect(viewsOf({ methods: {} })).toEqual([]));

test("views of other dialects are left out, those of ours and of none kept in the order of the fallbacks", () => {
  const postgres = { predicate: 'sqlDialect == "postgres"', ddl: "SELECT 3" };
  const plain = { ddl: "SELECT 2;\n", fallback: postgres };
  const ours = { predicate: 'sqlDialect == "sqlite3"', ddl: "SELECT 1", fallback: plain };
  expect(viewsOf(select(ours) as never)).toEqual([
    { sql: "SELECT 1", required: [] },
    { sql: "SELECT 2", required: [] },
  ]);
});

test("what a view needs is what its predicate lists and what its placeholders name", () => {
  const view = {
    predicate: 'sqlDialect == "sqlite3" && requiredParams == [ region, Bucket ]',
    ddl: "SELECT a FROM p.s.r WHERE region = 'us-east-1' AND owner = '{{ owner }}'",
  };
  expect(viewsOf(select(view) as never)).toEqual([{ sql: view.ddl, required: ["region", "Bucket", "owner"] }]);
});

test("a chain of fallbacks without end is cut off", () => {
  const view: { ddl: string; fallback?: object } = { ddl: "SELECT 1" };
  view.fallback = view;
  expect(viewsOf(select(view) as never)).toHaveLength(10);
});
