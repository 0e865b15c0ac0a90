/** The SQLite file that .slt files attach: `.build/test/stock.db`, made anew for each process that runs them. */
import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { openDatabase } from "../../../src/execution/backends/sqlite/driver.ts";

const folder = join(import.meta.dirname, "../../../.build/test");

const tables = `
CREATE TABLE counts (
  thing INTEGER PRIMARY KEY, name TEXT NOT NULL, colour VARCHAR(10) COLLATE NOCASE, amount INT, price REAL,
  checked BOOLEAN, note JSON, seen DATETIME, raw BLOB
);
INSERT INTO counts VALUES
  (9007199254740993, 'anvil', 'red', 3, 1.5, 1, '{"shelf": "a", "bins": [1, 2]}', '2026-01-02 03:04:05', x'00ff'),
  (9007199254740994, 'bell', 'BLUE', 0, 2.25, 0, NULL, NULL, NULL),
  (9007199254740995, 'Cup', NULL, NULL, NULL, NULL, '5', 1700000000, 'text'),
  (1, 'dust', 'grey', 'many', 'free', NULL, NULL, NULL, NULL);
CREATE TABLE "Odd names" ("Select" TEXT, "select 2" TEXT);
INSERT INTO "Odd names" VALUES ('it''s', '\\x');
CREATE TABLE shelves (name TEXT, colour TEXT);
INSERT INTO shelves VALUES ('top', 'red'), ('low', 'green'), ('none', NULL);
CREATE VIEW totals AS SELECT colour, sum(amount) AS total FROM counts GROUP BY colour;
`;

/** Another process may read the file meanwhile: it is there whole or not at all. */
export function makeDatabase(): void {
  const unfinished = join(folder, `stock-${process.pid}.db`);
  mkdirSync(folder, { recursive: true });
  rmSync(unfinished, { force: true });
  const database = openDatabase(unfinished);
  database.exec(tables);
  database.close();
  renameSync(unfinished, join(folder, "stock.db"));
}
