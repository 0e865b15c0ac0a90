/** Follows the calls by which a statement reads, for `tributary.statement_sources`. */
import { EngineError } from "../common/error.ts";
import type { EngineEvent } from "../common/event.ts";
import { isSecretName, mask, redact } from "../common/redact.ts";
import type { SourceOutcome } from "../common/source.ts";
import { jsonOf, type JsonValue } from "../common/value.ts";
import { connectionColumn } from "../catalog/connections.ts";
import { relationName, type Scan } from "../planner/scan.ts";
import type { Arguments } from "./arguments.ts";
import { memberOf } from "./connected.ts";

/** Failed calls of a scan that are told alone; what fails beyond them is counted. */
const failuresTold = 1000;

/** One call while it runs. */
export interface FollowedCall {
  see(event: EngineEvent): void;
  addRows(count: number): void;
  /** Ends it. Without an error it succeeded, also where its reader wanted no more rows. */
  end(error?: unknown): void;
  /** Ends one whose failure means that there is nothing. */
  ignore(): void;
  /** Ends one whose rows were kept from an earlier call. */
  endKept(): void;
}

interface Tally {
  calls: number;
  requests: number;
  rows: number;
  httpStatus: number | undefined;
}

/** Calls of one account that ended well. */
interface Account {
  /** Undefined where it has no name of its own. */
  readonly connection: string | undefined;
  readonly ok: Tally;
  readonly kept: Tally;
  readonly ignored: Tally;
}

interface Followed {
  readonly scan: Scan;
  readonly accounts: Account[];
  readonly skipped: Tally;
  readonly failed: SourceOutcome[];
  readonly moreFailed: Tally;
  planned: number;
}

/** The sources of one statement, in the order in which it came to them. */
export class Sources {
  readonly #scans = new Map<string, Followed>();

  /** Notes scans that are to be read; those that the catalog answers are no sources. */
  expect(scans: readonly Scan[]): void {
    for (const scan of scans) if (scan.access.kind === "method") this.#of(scan);
  }

  /** Notes how many calls a scan will make. */
  plan(scan: Scan, calls: number): void {
    this.#of(scan).planned += calls;
  }

  /** Follows a call that is about to be made. */
  start(scan: Scan, set: Arguments): FollowedCall {
    const followed = this.#of(scan);
    const tally = emptyTally();
    tally.calls = 1;
    let isIgnored = false;
    return {
      see: (event) => {
        if (event.kind === "request-sent") tally.requests++;
        else if (event.kind === "response-received") tally.httpStatus = event.status;
      },
      addRows: (count) => void (tally.rows += count),
      end: (error) => {
        if (isIgnored) add(accountOf(followed, set).ignored, tally);
        else endCall(followed, set, tally, error);
      },
      ignore: () => void (isIgnored = true),
      endKept: () => add(accountOf(followed, set).kept, tally),
    };
  }

  /** Those of the scans of which a call failed. */
  failedOf(scans: readonly Scan[]): readonly Scan[] {
    return scans.filter(({ id }) => (this.#scans.get(id)?.failed.length ?? 0) > 0);
  }

  get isEmpty(): boolean {
    return this.#scans.size === 0;
  }

  outcomes(): readonly SourceOutcome[] {
    return [...this.#scans.values()].flatMap(outcomesOf);
  }

  #of(scan: Scan): Followed {
    const known = this.#scans.get(scan.id);
    if (known !== undefined) return known;
    const [skipped, moreFailed] = [emptyTally(), emptyTally()];
    const followed = { scan, accounts: [], skipped, failed: [], moreFailed, planned: 0 };
    this.#scans.set(scan.id, followed);
    return followed;
  }
}

function emptyTally(): Tally {
  return { calls: 0, requests: 0, rows: 0, httpStatus: undefined };
}

function accountOf({ scan, accounts }: Followed, set: Arguments): Account {
  const connection = connectionIn(scan, set);
  const known = accounts.find((account) => account.connection === connection);
  if (known !== undefined) return known;
  const account = { connection, ok: emptyTally(), kept: emptyTally(), ignored: emptyTally() };
  accounts.push(account);
  return account;
}

/** The account of a call; undefined where it has no name of its own. */
function connectionIn({ access }: Scan, set: Arguments): string | undefined {
  return access.kind === "system" ? undefined : memberOf(access.relation, set)?.name;
}

// oxlint-disable-next-line max-params -- what a call was and what became of it
function endCall(followed: Followed, set: Arguments, tally: Tally, error: unknown): void {
  const { scan, skipped, failed, moreFailed } = followed;
  if (error === undefined) return add(accountOf(followed, set).ok, tally);
  if (!(error instanceof EngineError) || error.condition === "query_canceled") return add(skipped, tally);
  if (failed.length >= failuresTold) return add(moreFailed, tally);
  const { code, condition, message } = error;
  const failure = { code, condition, message: redact(message), arguments: shownArguments(set) };
  failed.push({ ...identity(scan), connection: connectionIn(scan, set), status: "failed", ...tally, ...failure });
}

/** A status stands for several calls only where all had it. */
function add(sum: Tally, one: Tally): void {
  sum.httpStatus = sum.calls === 0 || sum.httpStatus === one.httpStatus ? one.httpStatus : undefined;
  sum.calls += one.calls;
  sum.requests += one.requests;
  sum.rows += one.rows;
}

function identity({ access, alias }: Scan): Pick<SourceOutcome, "relation" | "alias" | "provider" | "method"> {
  const relation = relationName(access);
  if (access.kind === "system") return { relation, alias, provider: "tributary", method: relation };
  return { relation, alias, provider: access.relation.provider, method: access.method.id };
}

function outcomesOf({ scan, accounts, skipped, failed, moreFailed, planned }: Followed): SourceOutcome[] {
  const source = identity(scan);
  const well = accounts.flatMap(({ ok, kept, ignored }) => ok.calls + kept.calls + ignored.calls);
  const ended = well.reduce((sum, calls) => sum + calls, skipped.calls + failed.length + moreFailed.calls);
  const unmade = { ...skipped, calls: skipped.calls + Math.max(0, planned - ended) };
  const isUntouched = ended === 0 && planned === 0;
  return [
    ...accounts.flatMap((account) => endedWell(account, source)),
    ...failed,
    ...(moreFailed.calls > 0
      ? [{ ...source, status: "failed", ...moreFailed, message: `${moreFailed.calls} more calls failed` } as const]
      : []),
    ...(unmade.calls > 0 || isUntouched ? [{ ...source, status: "skipped", ...unmade } as const] : []),
  ];
}

/** One outcome for each way in which calls of an account ended well. */
function endedWell({ connection, ...tallies }: Account, source: ReturnType<typeof identity>): SourceOutcome[] {
  return (["ok", "kept", "ignored"] as const).flatMap((status) =>
    tallies[status].calls > 0 ? [{ ...source, connection, status, ...tallies[status] }] : [],
  );
}

function shownArguments(set: Arguments): { readonly [name: string]: JsonValue } {
  return Object.fromEntries(
    [...set]
      .filter(([name]) => name !== connectionColumn)
      .map(([name, value]) => [name, isSecretName(name) ? mask : redacted(jsonOf(value))]),
  );
}

function redacted(value: JsonValue): JsonValue {
  return typeof value === "string" ? redact(value) : value;
}
