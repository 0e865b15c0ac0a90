/** Which operations of an API's facts SQL reaches, as a table: what `providers/<name>/coverage.md` shows. */
import type { Method, Resource, SqlVerb } from "../catalog/model.ts";
import { sqlVerbs } from "../catalog/model.ts";
import type { ApiFacts, FactsByName } from "./openapi.ts";
import { httpMethods } from "./openapi.ts";

/** Why an operation is left out. There are no other reasons. */
const reasons = ["retired", "binary upload", "no such host"] as const;
export type Reason = (typeof reasons)[number];

export interface Coverage {
  /** Operations in all, and those that a statement reaches. */
  readonly operations: number;
  readonly reached: number;
  /** operationIds that no statement reaches and no reason is given for. */
  readonly unexplained: readonly string[];
  /** Markdown. */
  readonly table: string;
}

interface Row {
  readonly api: string;
  readonly verbs: { readonly [verb in SqlVerb]: number };
  readonly operations: number;
  readonly missing: readonly string[];
}

/** Counts by API. `leftOut` holds reasons by operationId; `resources` are those of all services of the providers. */
export function coverageOf(
  facts: FactsByName,
  resources: readonly Resource[],
  leftOut: Readonly<Record<string, Reason>>,
): Coverage {
  const methods = methodsByOperation(resources);
  const rows = Object.entries(facts).map(([api, document]) => rowOf(api, document, methods));
  const missing = rows.flatMap((row) => row.missing);
  const operations = rows.reduce((sum, row) => sum + row.operations, 0);
  return {
    operations,
    reached: operations - missing.length,
    unexplained: missing.filter((id) => !Object.hasOwn(leftOut, id)),
    table: tableOf(rows, leftOut),
  };
}

function methodsByOperation(resources: readonly Resource[]): ReadonlyMap<string, Method> {
  const methods = resources.flatMap((resource) => resource.methods);
  return new Map(methods.map((method) => [`${method.request.httpMethod} ${method.request.path}`, method]));
}

function rowOf(api: string, { paths }: ApiFacts, methods: ReadonlyMap<string, Method>): Row {
  const verbs = Object.fromEntries(sqlVerbs.map((verb) => [verb, 0])) as Record<SqlVerb, number>;
  const missing: string[] = [];
  let operations = 0;
  for (const [path, item] of Object.entries(paths)) {
    for (const httpMethod of httpMethods) {
      const operation = item[httpMethod];
      if (operation === undefined) continue;
      operations++;
      const method = methods.get(`${httpMethod.toUpperCase()} ${path}`);
      if (method === undefined || takesBytes(method)) missing.push(operation.operationId);
      else verbs[method.verb]++;
    }
  }
  return { api, verbs, operations, missing };
}

/** A body that is a file: SQL has no values for it. */
function takesBytes({ request }: Method): boolean {
  return request.mediaType !== undefined && /^(image|video|audio|application\/octet-stream)/.test(request.mediaType);
}

function tableOf(rows: readonly Row[], leftOut: Readonly<Record<string, Reason>>): string {
  const columns = ["API", "operations", ...sqlVerbs, "not reached"];
  const lines = rows.map((row) => [
    row.api,
    String(row.operations),
    ...sqlVerbs.map((verb) => (row.verbs[verb] === 0 ? "" : String(row.verbs[verb]))),
    row.missing.map((id) => `${id}: ${leftOut[id] ?? "no reason"}`).join("; "),
  ]);
  const total = (of: (row: Row) => number): string => String(rows.reduce((sum, row) => sum + of(row), 0));
  const last = [
    "all",
    total((row) => row.operations),
    ...sqlVerbs.map((verb) => total((row) => row.verbs[verb])),
    total((row) => row.missing.length),
  ];
  const cells = (line: readonly string[]): string => `| ${line.join(" | ")} |`;
  return [cells(columns), cells(columns.map(() => "---")), ...lines.map(cells), cells(last)].join("\n");
}
