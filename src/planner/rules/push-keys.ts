/**
 * A database is asked only for the rows that others will join with: their keys go to it as a list. The scan then waits
 * for those that yield the keys, unless they wait for it. The join stays in the query.
 */
import { plainSelect, query as queryOver } from "../../sql/build.ts";
import type { ColumnRef, Expression, Query, Select, TableRef } from "../../sql/ast.ts";
import { visit } from "../../sql/traverse.ts";
import { isAggregate } from "../functions/functions.ts";
import type { LogicalQuery } from "../plan.ts";
import { roundsOf } from "../rounds.ts";
import { type ArgumentSource, scanDependencies, type Scan } from "../scan.ts";
import { type Condition, occurrencesIn, type Occurrence } from "./occurrences.ts";
import { columnOf, isOfSource } from "./push-terms.ts";

type Keys = Extract<ArgumentSource, { kind: "query" }>;

export function pushKeys(query: LogicalQuery): LogicalQuery {
  const scans = new Map(query.rounds.flat().map((scan) => [scan.id, scan] as const));
  if (scans.size < 2 || ![...scans.values()].some(isOfSource)) return query;
  const places = occurrencesIn(query);
  for (const scan of scans.values()) {
    const [place, ...others] = places.get(scan.id) ?? [];
    // What stands in several places would have to be asked for the keys of all of them.
    if (!isOfSource(scan) || scan.sources.length > 0 || place === undefined || others.length > 0) continue;
    const keys = keysFor(scan, place, { scans, places });
    if (keys !== undefined) scans.set(scan.id, { ...scan, sources: [keys] });
  }
  return { ...query, rounds: roundsOf([...scans.values()]) };
}

interface Known {
  readonly scans: ReadonlyMap<string, Scan>;
  readonly places: ReadonlyMap<string, readonly Occurrence[]>;
}

function keysFor(scan: Scan, place: Occurrence, known: Known): Keys | undefined {
  for (const { expression } of place.conditions) {
    const keys = equalKeys(scan, expression, place, known) ?? listedKeys(scan, expression, known);
    if (keys !== undefined && !keys.dependsOn.some((id) => waitsFor(id, scan.id, known.scans))) return keys;
  }
  return undefined;
}

/** `scan.column = other.column`: the values that the other scan has. */
function equalKeys(scan: Scan, expression: Expression, place: Occurrence, known: Known): Keys | undefined {
  if (expression.kind !== "binary" || expression.operator !== "=") return undefined;
  for (const [own, others] of [
    [expression.left, expression.right],
    [expression.right, expression.left],
  ] as const) {
    const column = askable(own, scan);
    if (column === undefined || others.kind !== "column-ref") continue;
    const other = otherScan(others, place, known);
    if (other !== undefined)
      return keysOf(column, keyQuery(others, other, conditionsOf(other, place, known)), [other.id]);
  }
  return undefined;
}

/** What holds for the rows of the other scan in the same SELECT. */
function conditionsOf(other: Scan, { select }: Occurrence, { places }: Known): readonly Condition[] {
  return places.get(other.id)?.find((place) => place.select === select)?.conditions ?? [];
}

/** `scan.column IN (query)`, where the query names nothing around it. */
function listedKeys(scan: Scan, expression: Expression, { scans }: Known): Keys | undefined {
  if (expression.kind !== "in-query" || expression.negated) return undefined;
  const column = askable(expression.operand, scan);
  const dependsOn = column === undefined ? undefined : standsAlone(expression.query, scans);
  if (column === undefined || dependsOn === undefined) return undefined;
  return keysOf(column, expression.query, dependsOn);
}

function keysOf(column: string, query: Query, dependsOn: readonly string[]): Keys {
  return { kind: "query", parameters: [column], query, dependsOn };
}

/** The column, where the database may be asked for a list of its values. */
function askable(expression: Expression, scan: Scan): string | undefined {
  const column = columnOf(expression, scan);
  const source = scan.access.kind === "system" ? scan.access.relation.source : undefined;
  return column !== undefined && source?.accepts({ column, operator: "in", values: [] }) === true ? column : undefined;
}

/** The scan in the same FROM that has the column, where it is read in another way than from a database. */
function otherScan(ref: ColumnRef, { select }: Occurrence, { scans }: Known): Scan | undefined {
  const [alias] = ref.parts;
  const leaf = select.from === undefined ? undefined : leafNamed(select.from, alias?.name ?? "");
  const other = leaf === undefined ? undefined : scans.get(leaf);
  return other === undefined || isOfSource(other) || columnOf(ref, other) === undefined ? undefined : other;
}

/** What the table with an alias is called. */
function leafNamed(ref: TableRef, alias: string): string | undefined {
  if (ref.kind === "join") return leafNamed(ref.left, alias) ?? leafNamed(ref.right, alias);
  return ref.kind === "named-table" && ref.alias?.name.name === alias ? ref.name.parts[0]?.name : undefined;
}

/** `SELECT DISTINCT column FROM other WHERE …`, with the conditions that are about the other scan alone. */
function keyQuery(column: ColumnRef, other: Scan, around: readonly Condition[]): Query {
  const { span } = column;
  const name = (text: string): ColumnRef["parts"][number] => ({ kind: "identifier", name: text, quoted: true, span });
  const conditions = around.filter((condition) => isAbout(condition, other));
  const where = conditions
    .map(({ expression }) => expression)
    .reduce<Expression | undefined>(
      (left, right) => (left === undefined ? right : { kind: "binary", operator: "AND", left, right, span }),
      undefined,
    );
  const select: Select = plainSelect({
    span,
    distinct: true,
    items: [{ kind: "select-item", expression: column, alias: name("key"), span }],
    from: {
      kind: "named-table",
      name: { kind: "qualified-name", parts: [name(other.id)], span },
      alias: { kind: "alias", name: name(other.alias), columns: [], span },
      span,
    },
    ...(where === undefined ? {} : { where }),
  });
  return { ...queryOver(select), span };
}

/** True where a condition names the scan alone, and says the same whenever it is asked. */
function isAbout({ expression, keepsMissing }: Condition, { alias }: Scan): boolean {
  let isAlone = !keepsMissing;
  const refuse = (): void => {
    isAlone = false;
  };
  visit(expression, {
    "column-ref": ({ parts }) => {
      if (parts.length !== 2 || parts[0]?.name !== alias) refuse();
    },
    query: refuse,
    "function-call": refuse,
  });
  return isAlone;
}

/** The scans that a query reads; undefined where it names what stands around it, or may yield now this, now that. */
function standsAlone(query: Query, scans: ReadonlyMap<string, Scan>): string[] | undefined {
  const read: string[] = [];
  const aliases = new Set<string>();
  let isAlone = true;
  visit(query, {
    "named-table": ({ name, alias }) => {
      const [id] = name.parts;
      if (id === undefined || !scans.has(id.name)) isAlone = false;
      else read.push(id.name);
      aliases.add(alias?.name.name ?? "");
    },
    "derived-table": ({ alias }) => void aliases.add(alias?.name.name ?? ""),
    "table-function": () => {
      isAlone = false;
    },
    // It is run twice, for the keys and for the check: it must yield the same both times.
    query: ({ limit, offset }) => {
      if (limit !== undefined || offset !== undefined) isAlone = false;
    },
    "function-call": (call) => {
      if (!isAggregate(call)) isAlone = false;
    },
  });
  visit(query, {
    "column-ref": ({ parts }) => {
      if (parts.length === 2 && !aliases.has(parts[0]?.name ?? "")) isAlone = false;
    },
  });
  return isAlone && read.length > 0 ? read : undefined;
}

/** True where the arguments of one scan need, however indirectly, the rows of another. */
function waitsFor(id: string, other: string, scans: ReadonlyMap<string, Scan>): boolean {
  if (id === other) return true;
  const scan = scans.get(id);
  return scan !== undefined && scanDependencies(scan).some((needed) => waitsFor(needed, other, scans));
}
