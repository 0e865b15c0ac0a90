/** What a server is asked to leave out: beside the arguments of a call, and without it where the server refuses. */
import { EngineError } from "../common/error.ts";
import type { Scan } from "../planner/scan.ts";
import type { Arguments } from "./arguments.ts";

/** Argument sets with what a scan asks for. */
export function withAsked(sets: readonly Arguments[], { asked }: Pick<Scan, "asked">): Arguments[] {
  if (asked === undefined) return [...sets];
  const further = asked.map(({ parameter, value }) => [parameter, value] as const);
  return sets.map((set) => new Map([...set, ...further]));
}

/** The pages of a call; where the server rejects it before the first one, those of the call that asks for everything. */
export async function* unlessRefused<T>(
  { asked }: Pick<Scan, "asked">,
  set: Arguments,
  pagesOf: (set: Arguments) => AsyncIterable<T>,
): AsyncIterable<T> {
  let isRead = false;
  try {
    for await (const page of pagesOf(set)) {
      isRead = true;
      yield page;
    }
    return;
  } catch (error) {
    const isRefusal = error instanceof EngineError && error.condition === "upstream_rejected";
    if (asked === undefined || isRead || !isRefusal) throw error;
  }
  const names = new Set(asked.map(({ parameter }) => parameter));
  yield* pagesOf(new Map([...set].filter(([name]) => !names.has(name))));
}
