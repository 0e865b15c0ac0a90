/**
 * A server that filters, projects or counts off rows is asked to, where its document says how and no row can be lost
 * by it. Conditions stay in the query: what is sent only spares rows.
 */
import type { Method, Pushdown } from "../../catalog/model.ts";
import type { LogicalQuery } from "../plan.ts";
import type { Asked, Scan } from "../scan.ts";
import { occurrencesIn, type Occurrence } from "./occurrences.ts";
import { odataCondition, odataTermsAt } from "./odata.ts";
import { commonTerms } from "./push-terms.ts";

/** How many rows a page surely may have, where the document does not say. */
const modestPage = 100;

export function pushQuery(query: LogicalQuery): LogicalQuery {
  if (!query.rounds.flat().some((scan) => pushdownOf(scan) !== undefined)) return query;
  const occurrences = occurrencesIn(query);
  const push = (scan: Scan): Scan => {
    const asked = askedOf(scan, occurrences.get(scan.id) ?? []);
    return asked.length === 0 ? scan : { ...scan, asked };
  };
  return { ...query, rounds: query.rounds.map((round) => round.map(push)) };
}

/** What the method of a scan can be asked. Rows that are kept for a while are kept whole. */
function pushdownOf({ access, once }: Scan): Pushdown | undefined {
  if (access.kind !== "method" || once === true || access.relation.keptSeconds !== undefined) return undefined;
  return access.method.pushdown;
}

function askedOf(scan: Scan, places: readonly Occurrence[]): Asked[] {
  const pushdown = pushdownOf(scan);
  if (pushdown === undefined || scan.access.kind !== "method") return [];
  const { method } = scan.access;
  const given = new Set(scan.sources.flatMap((source) => (source.kind === "query" ? source.parameters : [source.parameter]))); // prettier-ignore
  const { select, filter, top } = pushdown;
  // What a template makes of the answer may need any of it.
  const isPlain = method.response.transform === undefined;
  const asked = [
    isPlain && filter ? { parameter: filter.parameter, value: conditionOf(scan, places, filter) } : undefined,
    isPlain && select ? { parameter: select.parameter, value: projectionOf(scan, method, select) } : undefined,
    top ? { parameter: top.parameter, value: rowsOf(scan, method, top) } : undefined,
  ];
  return asked.flatMap((one) => {
    if (one?.value === undefined || given.has(one.parameter)) return [];
    return [{ parameter: one.parameter, value: one.value }];
  });
}

function conditionOf(
  scan: Scan,
  places: readonly Occurrence[],
  filter: NonNullable<Pushdown["filter"]>,
): string | undefined {
  const terms = commonTerms(places, (place) => odataTermsAt(scan, place, filter));
  return odataCondition(terms, filter);
}

/** All columns that the statement uses, where the server can be asked for each. */
function projectionOf(
  { columns }: Scan,
  { response }: Method,
  select: NonNullable<Pushdown["select"]>,
): string | undefined {
  const names = columns.flatMap(({ from }) =>
    from.kind === "response" ? [response.columns[from.index]?.wireName ?? ""] : [],
  );
  const isKnown = (name: string): boolean => /^\w+$/.test(name) && select.columns?.includes(name) !== false;
  if (names.length === 0 || names.length === response.columns.length || !names.every(isKnown)) return undefined;
  return names.join(select.delimiter);
}

/** The limit of the scan, where it fits on a page. */
function rowsOf({ limit }: Scan, { pagination }: Method, top: NonNullable<Pushdown["top"]>): number | undefined {
  if (limit === undefined || limit === 0) return undefined;
  const most = top.maximum ?? modestPage;
  if (limit <= most) return limit;
  return pagination === undefined || top.maximum === undefined ? undefined : most;
}
