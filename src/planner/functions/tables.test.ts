import { expect, test } from "vitest";
import { tableFunctionColumns } from "./functions.ts";
import { jsonTables } from "./tables.ts";

test("every function of JSON that stands in FROM is described", () => {
  expect(jsonTables.map(({ name }) => name)).toEqual([...Object.keys(tableFunctionColumns), "unnest"]);
});
