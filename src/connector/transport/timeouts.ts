/** Times that the parts of a request may take: which they are, and the clock that keeps them. */
import { fits } from "../../common/text-pattern.ts";
import { type NetworkConfig, type TimeoutPhase, timeoutPhases } from "../network.ts";

/** Milliseconds by part; 0 means for ever. */
export type Timeouts = { readonly [phase in TimeoutPhase]: number };

/** A host that does not even take a connection by then is not there; nothing has been sent, so it is tried again. */
const usualConnectMilliseconds = 15_000;

/** The times for a host: the last rule for each part that names it, or names none. */
export function timeoutsFor(
  host: string,
  { timeoutMilliseconds, timeouts = [] }: Pick<NetworkConfig, "timeoutMilliseconds" | "timeouts">,
): Timeouts {
  const usual: Timeouts = { connect: usualConnectMilliseconds, headers: 0, idle: 0, total: timeoutMilliseconds };
  const fitting = timeouts.filter(
    (rule) => rule.host === undefined || fits(host.toLowerCase(), rule.host.toLowerCase()),
  );
  const pairs = timeoutPhases.map((phase) => {
    const rule = fitting.findLast((one) => one.phase === phase);
    return [phase, rule?.milliseconds ?? usual[phase]] as const;
  });
  return Object.fromEntries(pairs) as Timeouts;
}

/** The clock of one request. It is told of each part that begins, and tells which one took too long. */
export class Watch {
  readonly #timeouts: Timeouts;
  readonly #onLate: (phase: TimeoutPhase, milliseconds: number) => void;
  readonly #total: NodeJS.Timeout | undefined;
  #phase: TimeoutPhase = "total";
  #timer: NodeJS.Timeout | undefined;

  /** Starts it with the part in which the connection is made. */
  constructor(timeouts: Timeouts, onLate: (phase: TimeoutPhase, milliseconds: number) => void) {
    this.#timeouts = timeouts;
    this.#onLate = onLate;
    this.#total = this.#start("total");
    this.enter("connect");
  }

  /** The next part begins; the same one again: it has not stood still. */
  enter(phase: TimeoutPhase): void {
    if (phase === this.#phase) {
      this.#timer?.refresh();
      return;
    }
    clearTimeout(this.#timer);
    this.#phase = phase;
    this.#timer = this.#start(phase);
  }

  stop(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#total);
  }

  #start(phase: TimeoutPhase): NodeJS.Timeout | undefined {
    const milliseconds = this.#timeouts[phase];
    return milliseconds > 0 ? setTimeout(() => this.#onLate(phase, milliseconds), milliseconds) : undefined;
  }
}
