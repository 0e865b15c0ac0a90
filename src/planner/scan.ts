/** A scan: one appearance of a relation in FROM, with the method that reads it and what it is called with. */
import type { SystemRelation } from "../catalog/catalog.ts";
import type { Connected } from "../catalog/connections.ts";
import type { TableTerm } from "../catalog/table-source.ts";
import type { AuthConfig, DocumentView, Method, Resource } from "../catalog/model.ts";
import type { Span } from "../common/span.ts";
import type { Column } from "../common/value.ts";
import type { Expression, Query } from "../sql/ast.ts";

/** A provider resource, found by its name. */
export interface ResourceRelation {
  readonly kind: "resource";
  readonly provider: string;
  readonly service: string;
  readonly resource: Resource;
  /** What the documents declare, nearest level first; methods may override it. */
  readonly auth: AuthConfig | undefined;
  /** For how long rows of its calls are kept; absent where every statement asks anew. */
  readonly keptSeconds?: number;
  /** The accounts that it is named by; absent: that of the environment. */
  readonly connected?: Connected | undefined;
  /** Queries of the values that `'*'` means, by parameter; their names are those that the accounts are read by. */
  readonly lookups?: ReadonlyMap<string, Query>;
  /** The one that its name in FROM is that of; absent where any method of SELECT may read it. */
  readonly method?: Method;
  /** The views of the resource, parsed. */
  readonly views: readonly ParsedView[];
}

export interface ParsedView extends DocumentView {
  readonly query: Query;
}

export interface CatalogRelation {
  readonly kind: "system";
  readonly relation: SystemRelation;
}

export type Relation = ResourceRelation | CatalogRelation;

/** How a scan is read: by a method of its resource, or from the catalog itself. */
export type Access =
  | { readonly kind: "method"; readonly relation: ResourceRelation; readonly method: Method }
  | { readonly kind: "system"; readonly relation: SystemRelation };

/** Where the values of one or more parameters come from. The argument sets of a scan are the product of its sources. */
export type ArgumentSource =
  /** Expressions without columns: one value each. Several are an IN list. */
  | {
      readonly kind: "constants";
      readonly parameter: string;
      readonly values: readonly Expression[];
      readonly together: boolean;
      /** What `'*'` among the values stands for, where an account has no values of its own; absent: for itself. */
      readonly every?: readonly string[];
    }
  /** Distinct rows of a query over scans that are staged before; one column for each parameter. */
  | {
      readonly kind: "query";
      readonly parameters: readonly string[];
      readonly query: Query;
      readonly dependsOn: readonly string[];
      /** True where NULL is a value to send; else a row that holds one asks for no call. */
      readonly nulls?: boolean;
    };

/** A column of the staged rows of a scan. */
export interface ScanColumn extends Column {
  /** The name SQL knows it by; `name` is what it is called in the local database. */
  readonly label: string;
  /** A column of the response by position, or the argument given for a parameter. */
  readonly from:
    | { readonly kind: "response"; readonly index: number; readonly orArgument?: string }
    | { readonly kind: "argument"; readonly parameter: string };
}

export interface Scan {
  /** The name of its staging table, unique in the statement. */
  readonly id: string;
  readonly alias: string;
  readonly access: Access;
  readonly sources: readonly ArgumentSource[];
  /** Optional parameters whose term is checked again on the column of the same label. */
  readonly rechecked: readonly string[];
  /** Only what the statement uses, once the columns are pruned. */
  readonly columns: readonly ScanColumn[];
  /** What the database that holds the relation is asked for; every term is tested again on what comes back. */
  readonly terms?: readonly TableTerm[];
  /** What the server is asked to leave out, beside its arguments; a server that refuses is asked without. */
  readonly asked?: readonly Asked[];
  /** Stop after this many rows. */
  readonly limit?: number;
  /** It changes something: no rule may leave it out or cut it short. */
  readonly once?: boolean;
  readonly span: Span;
}

/** A parameter that changes no row that the query keeps, with its value. */
export interface Asked {
  readonly parameter: string;
  readonly value: string | number;
}

/** The argument that is the whole body of the request, as EXEC writes it. */
export const wholeBodyName = "@@json";

/** `provider.service.resource`, or the name of a system relation. */
export function relationName(access: Access): string {
  return access.kind === "method" ? access.relation.resource.id : access.relation.name;
}

/** The ids of the scans that must be staged before this one can start. */
export function scanDependencies(scan: Scan): string[] {
  return scan.sources.flatMap((source) => (source.kind === "query" ? source.dependsOn : []));
}
