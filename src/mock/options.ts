// How the mock can be set up.
import type { Provisioning } from "./cloud.ts";
import type { FaultRule } from "./faults.ts";
import type { PageStyle } from "./list.ts";
import type { RateLimit } from "./rate-limit.ts";

/** How the mock behaves; absent members take the ways of the real API. */
export interface MockOptions {
  /** Where the API documents lie as JSON, such as `providers/confluent/facts`. */
  readonly factsDirectory: string;
  /** Any free port where absent. */
  readonly port?: number;
  /** Same seed, same data: names, ids, everything but the tokens of a run. */
  readonly seed?: number;
  /** Multiplies the number of objects of the data set; 0 is an organization without any. */
  readonly scale?: number;
  /** Added to every request. */
  readonly latencyMilliseconds?: number;
  readonly faults?: readonly FaultRule[];
  /** False: no request is asked for credentials. */
  readonly requireCredentials?: boolean;
  readonly provisioning?: Provisioning;
  readonly pages?: PageStyle;
  readonly rateLimit?: RateLimit;
  /** How long a new API key is refused. */
  readonly keyLagMilliseconds?: number;
  /** How long access tokens live; an hour where absent. */
  readonly tokenLifetimeSeconds?: number;
}
