/** A scan while it is bound: first a name, then a method, then arguments and the columns the statement uses. */
import { connectionColumn } from "../../catalog/connections.ts";
import { methodsFor } from "../../catalog/lookup.ts";
import type { Method, Parameter } from "../../catalog/model.ts";
import { invariant } from "../../common/error.ts";
import type { Span } from "../../common/span.ts";
import { findParameter } from "../methods.ts";
import type { ArgumentSource, Relation, ResourceRelation, Scan, ScanColumn } from "../scan.ts";
import { asking, connectionParameter } from "./connected.ts";
import type { ScopeColumn } from "./scope.ts";

/** A column of a row that is not of its response; `index` is its place in the row. */
export interface BesideColumn extends Omit<ScopeColumn, "name"> {
  readonly index: number;
}

export class ScanDraft {
  readonly id: string;
  readonly alias: string;
  readonly relation: Relation;
  readonly span: Span;
  /** The methods it could be read with; [] for a relation of the catalog. */
  readonly methods: readonly Method[];
  method: Method | undefined;
  /** True for an EXEC: the scan is made exactly once, whole. */
  once = false;
  readonly sources: ArgumentSource[] = [];
  readonly rechecked: string[] = [];
  #columns: readonly ScanColumn[] = [];

  /** `methods` stand in place of those that read the relation. */
  // oxlint-disable-next-line max-params -- one for each part of a scan that does not change
  constructor(id: string, alias: string, relation: Relation, span: Span, methods?: readonly Method[]) {
    this.id = id;
    this.alias = alias;
    this.relation = relation;
    this.span = span;
    this.methods = methods ?? (relation.kind === "resource" ? readersOf(relation) : []);
  }

  /** True where some method that could be chosen takes a parameter of this name. */
  hasParameter(name: string): boolean {
    if (this.relation.kind === "system") return this.relation.relation.keys.includes(name.toLowerCase());
    return this.methods.some((method) => findParameter(method, name) !== undefined);
  }

  /** True where some method's rows show a column of this name, or one that it is a path into. */
  showsColumn(name: string): boolean {
    if (this.relation.kind === "system") return true;
    const wanted = name.toLowerCase();
    const isMeant = (column: string): boolean => wanted === column || wanted.startsWith(`${column}.`);
    return this.methods.some((method) => method.response.columns.some((one) => isMeant(one.name.toLowerCase())));
  }

  /** Another method than the chosen one, whose rows show a column of this name. */
  otherShowing(name: string): Method | undefined {
    const isMeant = (column: string): boolean => column.toLowerCase() === name.toLowerCase();
    return this.methods.find(
      (one) => one !== this.method && one.response.columns.some((column) => isMeant(column.name)),
    );
  }

  /** Fixes the columns: those of the response, then the bound parameters that the response does not show. */
  settle(bound: readonly Parameter[]): ScopeColumn[] {
    if (this.relation.kind === "system") return this.#settleSystem();
    invariant(this.method !== undefined, "a scan is settled before its method is chosen");
    const columns: ScanColumn[] = [];
    const scope: ScopeColumn[] = [];
    const named = uniqueNames();
    for (const [index, column] of this.method.response.columns.entries()) {
      const argument = bound.find((parameter) => parameter.name === column.name);
      const name = named(column.name);
      const from = {
        kind: "response",
        index,
        ...(argument === undefined ? {} : { orArgument: argument.name }),
      } as const;
      columns.push({ name, label: column.name, type: column.type, from });
      const wire = column.wireName === column.name ? {} : { wireName: column.wireName };
      scope.push({ label: column.name, name, type: column.type, fields: column.fields, ...wire });
    }
    for (const parameter of bound) {
      const shown = this.method.response.columns.some((column) => column.name === parameter.name);
      const label = shown ? argumentLabel(parameter.name) : parameter.name;
      const name = named(label);
      columns.push({ name, label, type: "any", from: { kind: "argument", parameter: parameter.name } });
      scope.push({ label, name, type: parameter.type, hidden: shown || this.once, given: true });
    }
    if (!bound.some(({ name: known }) => known === connectionColumn)) {
      const name = named(connectionColumn);
      columns.push({
        name,
        label: connectionColumn,
        type: "text",
        from: { kind: "argument", parameter: connectionColumn },
      });
      scope.push({ label: connectionColumn, name, type: "text", hidden: true, given: true });
    }
    this.#columns = columns;
    return scope;
  }

  /** Fixes the columns of rows that have other cells behind those of the response, by position. */
  settleReturned(beside: readonly BesideColumn[]): ScopeColumn[] {
    const response = this.settle([]);
    const named = uniqueNames();
    for (const { name } of this.#columns) named(name);
    const further = beside.map(({ index, label, type, ...column }) => {
      const scan: ScanColumn = { name: named(label), label, type: "any", from: { kind: "response", index } };
      return { scan, scope: { ...column, label, name: scan.name, type } };
    });
    this.#columns = [...this.#columns, ...further.map(({ scan }) => scan)];
    return [...response, ...further.map(({ scope }) => scope)];
  }

  #settleSystem(): ScopeColumn[] {
    invariant(this.relation.kind === "system", "a resource is not settled as a system relation");
    const { columns } = this.relation.relation;
    this.#columns = columns.map((column, index) => ({
      ...column,
      label: column.name,
      from: { kind: "response", index },
    }));
    return columns.map((column) => ({ label: column.name, name: column.name, type: column.type }));
  }

  /** The finished scan, with all its columns. */
  finish(): Scan {
    const { id, alias, sources, rechecked, span, relation } = this;
    const once = this.once ? { once: true } : {};
    const scan = { id, alias, sources, rechecked, columns: this.#columns, span, ...once };
    if (relation.kind === "system") return { ...scan, access: { kind: "system", relation: relation.relation } };
    invariant(this.method !== undefined, "a scan is finished before its method is chosen");
    return { ...scan, access: { kind: "method", relation, method: this.method } };
  }
}

function readersOf(relation: ResourceRelation): readonly Method[] {
  const { method, resource } = relation;
  return asking(method === undefined ? methodsFor(resource, "select") : [method], connectionParameter(relation));
}

/** The label of the hidden column that holds the argument of a parameter which the response shows too. */
export function argumentLabel(parameter: string): string {
  return `@${parameter}`;
}

/** Makes names unique without regard to case, as the local engine compares them. */
function uniqueNames(): (name: string) => string {
  const taken = new Set<string>();
  return (name) => {
    let candidate = name;
    for (let copy = 2; taken.has(candidate.toLowerCase()); copy++) candidate = `${name}#${copy}`;
    taken.add(candidate.toLowerCase());
    return candidate;
  };
}
