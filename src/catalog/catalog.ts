/** The catalog as the planner and the commands see it: names in, compiled facts out. */
import type { Provider, Service } from "./model.ts";
import type { SessionFacts } from "./session-facts.ts";
import type { TableSource } from "./table-source.ts";
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
}

/** Which rows somebody wants. */
export interface RowFilter {
  /** The places of the columns that `keep` looks at; the other cells of what it is given may be absent. */
  readonly places: readonly number[];
  readonly keep: (row: Row) => boolean;
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
  /** Set where a database holds the relation: it is then read through this, not through `rows`. */
  readonly source?: TableSource;
  /**
   * `session` is what a session tells of itself; a relation that does not need it leaves it. Rows that `filter` refuses
   * may be left out.
   */
  rows(
    catalog: Catalog,
    keys: ReadonlyMap<string, Value>,
    session?: SessionFacts,
    filter?: RowFilter,
  ): AsyncIterable<Batch>;
}
