/** What stands where the name of a provider may stand: connections and groups, as far as planning has to know them. */

/** The column, and the argument of scans, that tells the account that a row is from. */
export const connectionColumn = "_connection";

/** One account of a provider. */
export interface ConnectedMember {
  readonly name: string;
  /** Values of parameters that a statement leaves out. */
  readonly parameters: { readonly [parameter: string]: string };
  /** What `'*'` stands for where a parameter is compared with it. */
  readonly values: { readonly [parameter: string]: readonly string[] };
  /** Queries that yield such values, where they are not known beforehand. */
  readonly lookups?: { readonly [parameter: string]: string } | undefined;
  /** What becomes of a query of which a source on it fails; absent: as the statement or session says. */
  readonly onError?: "fail" | "warn" | undefined;
  /** Codes of errors (of the API, or HTTP statuses) that mean "nothing there". */
  readonly ignore: readonly string[];
}

/** The accounts that a name means. */
export interface Connected {
  /** As it was declared; of a wildcard, as it was written. */
  readonly name: string;
  /** Whose documents describe its relations. */
  readonly provider: string;
  readonly isGroup: boolean;
  /** One for a connection, any number for a group. */
  readonly members: readonly ConnectedMember[];
}

/** The names that a session has declared. */
export interface ConnectionNames {
  /**
   * What a name means; undefined where it means none, so that it may be a provider's. Throws `configuration_error` for
   * declarations that cannot be read, `undefined_table` for a wildcard that nothing fits.
   */
  find(name: string): Promise<Connected | undefined>;
  /** All names, those of groups too, sorted. */
  names(): Promise<readonly string[]>;
}

/** True where `*` and hidden columns tell rows by their account: not under the plain name of a provider. */
export function isNamed({ name, provider }: Connected): boolean {
  return name !== provider;
}
