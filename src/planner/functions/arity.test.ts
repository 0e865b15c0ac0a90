import { expect, test } from "vitest";
import { openDatabase } from "../../execution/backends/sqlite/driver.ts";
import { arityOf } from "./arity.ts";
import { functionGroups } from "./functions.ts";

test.each([
  ["", 0, 0],
  ["x", 1, 1],
  ["x, y, …", 2, Infinity],
  ["[x, …]", 0, Infinity],
  ["x [, y …]", 1, Infinity],
  ["text, start [, length]", 2, 3],
  ["x [, rows [, default]]", 1, 3],
  ["[base,] x", 1, 2],
  ["[* | [DISTINCT] x]", 0, 1],
  ["text FROM start [FOR length]", 2, 3],
  ["part IN text", 2, 2],
  ["[[BOTH | LEADING | TRAILING] [characters] FROM] text", 1, 2],
])("(%s) takes %d to %d arguments", (signature, least, most) => {
  expect(arityOf(signature)).toEqual({ least, most });
});

test("no signature refuses what the local engine takes", () => {
  const database = openDatabase(":memory:");
  const statement = database.prepare("SELECT name, narg FROM pragma_function_list WHERE narg >= 0");
  statement.setReturnArrays(true);
  const taken = [...statement.iterate()].map(([name, count]) => ({ name: String(name), count: Number(count) }));
  database.close();
  const refused = Object.values(functionGroups)
    .flat()
    .flatMap(({ name, signature }) => {
      const { least, most } = arityOf(signature);
      return taken.filter((one) => one.name === name && (one.count < least || one.count > most));
    });
  expect(refused).toEqual([]);
});
