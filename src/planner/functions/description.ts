/** How a function is described: enough to bind a call of it and to print its line of the reference. */
import type { ColumnType } from "../../common/value.ts";

/** A type, or `same`: that of the arguments. */
export type Returns = ColumnType | "same";

export interface FunctionDescription {
  readonly name: string;
  /** The arguments as a user writes them; brackets around what may be left out. */
  readonly signature: string;
  readonly returns: Returns;
  readonly summary: string;
  /** What may stand after SELECT; the reference shows what it yields. */
  readonly example: string;
}

/** One line of the table. */
export function describe(
  [name, signature, returns]: readonly [name: string, signature: string, returns: Returns],
  summary: string,
  example: string,
): FunctionDescription {
  return { name, signature, returns, summary, example };
}
