/** What running a plan yields: a ResultSet but for the warnings and sources, which the session collects. */
import type { ResultSet } from "../common/result.ts";

export type Outcome = Omit<ResultSet, "warnings" | "sources">;
