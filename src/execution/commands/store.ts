/** What statements do in the store: each is one transaction of the statement's own database, to which it is attached. */
import { quoteName } from "../../sql/standard-dialect.ts";
import type { Batch, Column, Row, Value } from "../../common/value.ts";
import type { PhysicalStore, StagedPlan } from "../../planner/plan.ts";
import {
  rowId,
  type StoredFunction,
  type StoredRelation,
  type StoredTable,
  type StoreOperation,
} from "../../planner/stored.ts";
import { print } from "../../sql/printer.ts";
import type { Scope } from "../backends/backend.ts";
import { blocking } from "../blocking.ts";
import { isShort, localRows } from "../local-query.ts";
import type { Outcome } from "../outcome.ts";
import { stageQuery } from "../query.ts";
import type { Run } from "../run.ts";
import { explainedFailure, wholeRows } from "../source-failure.ts";
import { columnText, conflictText, nameOf, ruleText } from "./table-sql.ts";

type Kind = StoreOperation["kind"];
type Operation<K extends Kind> = Extract<StoreOperation, { kind: K }>;

/** SQL with its values; run in order. */
interface Step {
  readonly sql: string;
  readonly values?: readonly Value[];
}

/** Changes the store when its batches are read; yields what RETURNING asks for. */
export function runStore(plan: PhysicalStore, run: Run): Outcome {
  let done = false;
  return {
    columns: plan.returning?.columns ?? [],
    batches: changed(plan, run, () => (done = true)),
    message: () => (done && plan.returning === undefined ? plan.message : undefined),
  };
}

async function* changed(plan: PhysicalStore, run: Run, end: () => void): AsyncIterable<Batch> {
  for (const schema of schemasOf(plan.operation)) run.backend.openStore(schema);
  const scope = run.backend.openScope();
  try {
    const input = plan.input === undefined ? "" : await inputOf(plan.input, scope, run);
    const rows = await blocking(run, () => scope.transaction(() => apply(plan, input, scope, run)));
    end();
    if (rows.length > 0) yield rows;
  } finally {
    scope.close();
  }
}

const use = "keeps rows";

/** Stages what the statement is fed with, whole unless parts will do; then a warning says that they do. */
async function stageWhole(input: StagedPlan, scope: Scope, run: Run): Promise<string> {
  const sql = await stageQuery(input, scope, wholeRows(run, use)).catch((error: unknown) => {
    throw explainedFailure(error, run, use);
  });
  if ((run.sources?.failedOf(input.rounds.flat()) ?? []).length > 0)
    run.warn({ condition: "source_failed", message: "the statement keeps rows that are not all there" });
  return sql;
}

/**
 * The query whose rows a change takes, as text. One that may take long runs before the transaction, so that it can be
 * stopped and keeps nobody from writing; its rows are then those of a table.
 */
async function inputOf(plan: StagedPlan, scope: Scope, run: Run): Promise<string> {
  const sql = await stageWhole(plan, scope, run);
  if (isShort(plan, scope)) return sql;
  const columns = plan.columns.map((column, index): Column => ({ name: `c${index}`, type: column.type }));
  scope.createTable(inputTable, columns);
  for await (const rows of localRows(plan, scope, run)) scope.stage(inputTable, rows);
  return `SELECT * FROM ${quoteName(inputTable)}`;
}

const inputTable = "input#";

function schemasOf(operation: StoreOperation): StoredTable["schema"][] {
  if ("table" in operation) return [operation.table.schema];
  if (operation.kind === "create-function") return [operation.created.schema];
  return operation.kind === "create-view" ? [operation.view.schema] : [];
}

function apply(plan: PhysicalStore, input: string, scope: Scope, run: Run): Row[] {
  const { operation, returning } = plan;
  const steps = (stepsOf[operation.kind] as (operation: StoreOperation, input: string, run: Run) => Step[])(
    operation,
    input,
    run,
  );
  const last = returning === undefined ? undefined : steps.pop();
  for (const { sql, values } of steps) scope.run(sql, values);
  if (returning === undefined || last === undefined) return [];
  const items = returning.items.map((item) => print(item, run.backend.dialect)).join(", ");
  return [...scope.query(`${last.sql} RETURNING ${items}`, returning.columns)].flat();
}

const stepsOf: { readonly [K in Kind]: (operation: Operation<K>, input: string, run: Run) => Step[] } = {
  nothing: () => [],
  "create-view": ({ view, replaced }) => [...dropSteps(replaced), registration(view)],
  "create-function": ({ created, replaced }) => [
    ...(replaced === undefined ? [] : [forgotten("functions", replaced)]),
    {
      sql: `INSERT INTO ${quoteName(created.schema)}.tributary_functions (name, definition, created) VALUES (?, ?, ${now})`,
      values: [created.name, created.sql],
    },
  ],
  "create-table": ({ table, columns, rules }, _input, run) => {
    const declared = [
      ...columns.map((column) => columnText(column, run.backend)),
      ...rules.map((rule) => ruleText(rule, run.backend)),
    ];
    return [{ sql: `CREATE TABLE ${nameOf(table)} (${declared.join(", ")})` }, registration(table)];
  },
  fill: fillSteps,
  "create-index": ({ index, table, columns, unique }) => [
    {
      sql: `CREATE ${unique ? "UNIQUE " : ""}INDEX ${nameOf(index)} ON ${quoteName(table.name)} (${columns.map(quoteName).join(", ")})`,
    },
  ],
  "alter-table": ({ table, altered, change, referring }, _input, run) => [
    { sql: `ALTER TABLE ${nameOf(table)} ${alteration(change, altered, run)}` },
    {
      sql: `UPDATE ${quoteName(table.schema)}.tributary_relations SET name = ?, columns = ?, definition = ? WHERE name = ?`,
      values: [altered.name, columnsText(altered), altered.sql, table.name],
    },
    ...referring.map(({ schema, name, sql }) => ({
      sql: `UPDATE ${quoteName(schema)}.tributary_relations SET definition = ? WHERE name = ?`,
      values: [sql, name],
    })),
  ],
  drop: ({ dropped }) =>
    dropped.flatMap((one) => {
      if (one.kind === "function") return [forgotten("functions", one)];
      return one.kind === "index" ? [{ sql: `DROP INDEX ${nameOf(one)}` }] : dropSteps(one);
    }),
  truncate: ({ table }) => [{ sql: `DELETE FROM ${nameOf(table)}` }],
  insert: ({ table, columns, onConflict }, input, run) => {
    const names = columns.length === 0 ? "" : ` (${columns.map(quoteName).join(", ")})`;
    const into = `INSERT INTO ${nameOf(table)}${names}`;
    if (columns.length === 0) return [{ sql: `${into} DEFAULT VALUES` }];
    if (onConflict === undefined) return [{ sql: `${into} ${input}` }];
    // Without a WHERE the local engine takes ON for that of a join.
    return [{ sql: `${into} SELECT * FROM (${input}) WHERE true ${conflictText(onConflict, run.backend)}` }];
  },
  update: ({ table, columns }, input) => {
    const names = ["id", ...columns.map((_, index) => `v${index}`)].map(quoteName);
    const sets = columns.map((column, index) => `${quoteName(column)} = ${changes}.${quoteName(`v${index}`)}`);
    return [
      {
        sql: `WITH ${changes} (${names.join(", ")}) AS (${input}) UPDATE ${nameOf(table)} SET ${sets.join(
          ", ",
        )} FROM ${changes} WHERE ${quoteName(table.name)}.${rowId} = ${changes}."id"`,
      },
    ];
  },
  delete: ({ table }, input) => [{ sql: `DELETE FROM ${nameOf(table)} WHERE ${rowId} IN (${input})` }],
};

function alteration(change: Operation<"alter-table">["change"], altered: StoredTable, run: Run): string {
  switch (change.kind) {
    case "add":
      return `ADD COLUMN ${columnText(change.column, run.backend)}`;
    case "drop":
      return `DROP COLUMN ${quoteName(change.column)}`;
    case "rename-column":
      return `RENAME COLUMN ${quoteName(change.column)} TO ${quoteName(change.to)}`;
    case "rename":
      return `RENAME TO ${quoteName(altered.name)}`;
  }
}

const changes = '"changes#"';

/** A table with the rows of a query. Where it has its columns already, the table and its indexes stay. */
function fillSteps({ table, replaced }: Operation<"fill">, input: string, run: Run): Step[] {
  const names = table.columns.map((column) => quoteName(column.name));
  const insert = { sql: `INSERT INTO ${nameOf(table)} (${names.join(", ")}) ${input}` };
  const hasColumns = replaced !== undefined && JSON.stringify(replaced.columns) === JSON.stringify(table.columns);
  if (hasColumns) {
    const { schema, name, sql, ttl = null } = table;
    const known = `${quoteName(schema)}.tributary_relations`;
    const renewed = `UPDATE ${known} SET definition = ?, ttl = ?, refreshed = ${now} WHERE name = ?`;
    return [{ sql: `DELETE FROM ${nameOf(table)}` }, insert, { sql: renewed, values: [sql, ttl, name] }];
  }
  const declared = table.columns.map((column) => `${quoteName(column.name)} ${run.backend.storageType(column.type)}`);
  const create = { sql: `CREATE TABLE ${nameOf(table)} (${declared.join(", ")})` };
  return [...dropSteps(replaced), create, insert, registration(table)];
}

function dropSteps(relation: StoredRelation | undefined): Step[] {
  if (relation === undefined) return [];
  const unregistered = forgotten("relations", relation);
  return relation.kind === "view" ? [unregistered] : [{ sql: `DROP TABLE ${nameOf(relation)}` }, unregistered];
}

function forgotten(what: "relations" | "functions", { schema, name }: StoredRelation | StoredFunction): Step {
  return { sql: `DELETE FROM ${quoteName(schema)}.tributary_${what} WHERE name = ?`, values: [name] };
}

/** The line by which the store knows a relation. */
function registration(relation: StoredRelation): Step {
  const { name, kind, schema, sql } = relation;
  const ttl = relation.kind === "view" ? null : (relation.ttl ?? null);
  return {
    sql: `INSERT INTO ${quoteName(schema)}.tributary_relations (name, kind, columns, definition, ttl, created) VALUES (?, ?, ?, ?, ?, ${now})`,
    values: [name, kind, columnsText(relation), sql, ttl],
  };
}

/** Columns as the store has them: their names, and the types of those that have rows. */
function columnsText({ columns }: StoredRelation): string {
  return JSON.stringify(columns.map((column) => (typeof column === "string" ? [column] : [column.name, column.type])));
}

const now = "strftime('%Y-%m-%dT%H:%M:%SZ', 'now')";
