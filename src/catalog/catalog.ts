/** The catalog as the planner and the commands see it: names in, compiled facts out. */
import type { Provider, ResourceSummary, Service } from "./model.ts";
import type { SessionFacts } from "./session-facts.ts";
import type { TableSource } from "./table-source.ts";
import type { Piece } from "../common/block.ts";
import type { Batch, Column, Row, Value } from "../common/value.ts";

export interface Catalog {
  /** Names of all installed providers, sorted. */
  providerNames(): Promise<readonly string[]>;
  /** The index of a provider; undefined where none is installed under that name. */
  provider(name: string): Promise<Provider | undefined>;
  /**
   * A service, whole. Undefined where the provider has none of that name. Throws `invalid_provider_document` where
   * its document is absent or broken, naming the service.
   */
  service(provider: string, service: string): Promise<Service | undefined>;
  /**
   * The names of all resources of all providers, in their order. Absent, or undefined, where there is no quicker way to
   * them than through the providers.
   */
  nameList?(): Promise<NameList | undefined>;
}

/** All resources as text. */
export interface NameList {
  /** How many there are. */
  readonly count: number;
  /** A line for each, with a line end: its provider, its service, its name, with commas between them. */
  readonly lines: string;
  /** Reads what else is known of them; what comes back tells it of the resource of a line, the first being 0. */
  texts(): (line: number) => NameListTexts;
}

/** What is left out follows: the identifier from the names, the title from the name, the description from the title. */
export type NameListTexts = Partial<Pick<ResourceSummary, "id" | "title" | "description">>;

/** Which rows somebody wants. */
export interface RowFilter {
  /** What each of them has: the cell of the column at `place` holds `text`, letters of ASCII in any case. */
  readonly holds?: readonly { readonly place: number; readonly text: string }[];
  /** The places of the columns that `keep` looks at; the other cells of what it is given may be absent. */
  readonly places: readonly number[];
  readonly keep: (row: Row) => boolean;
}

/** The rows of a relation as pieces, whose columns are those that are asked for. */
export interface RelationPieces {
  /** The columns that can be told so, by place. */
  readonly places: ReadonlySet<number>;
  read(catalog: Catalog, places: readonly number[]): AsyncIterable<Piece>;
}

/** A relation that the catalog itself answers, such as `tributary.methods`. */
export interface SystemRelation {
  /** `tributary.methods` */
  readonly name: string;
  readonly columns: readonly Column[];
  /** Columns that, bound by equality, spare reading the rest. Bound or not, every column holds its value. */
  readonly keys: readonly string[];
  /** Keys without which the relation refuses to answer. */
  readonly requiredKeys: readonly string[];
  /** The same as `rows` without keys and a filter, where they can be told as text. */
  readonly pieces?: RelationPieces;
  /** Set where a database holds the relation: it is then read through this, not through `rows`. */
  readonly source?: TableSource;
  /**
   * `session` is what a session tells of itself; a relation that does not need it leaves it. Rows that `filter` refuses
   * may be left out. `signal` fires where nobody wants the rows any more.
   */
  rows(
    catalog: Catalog,
    keys: ReadonlyMap<string, Value>,
    session?: SessionFacts,
    filter?: RowFilter,
    signal?: AbortSignal,
  ): AsyncIterable<Batch>;
}
