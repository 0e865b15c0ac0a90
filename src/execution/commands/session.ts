/** USE, SLEEP, PURGE, SET: what changes the session. Each says what it did. */
import { setTimeout as sleep } from "node:timers/promises";
import { findProvider } from "../../catalog/lookup.ts";
import { EngineError } from "../../common/error.ts";
import { nearestNames } from "../../common/suggest.ts";
import type { Batch, Value } from "../../common/value.ts";
import type { BoundSession } from "../../planner/bound.ts";
import type { Expression, Identifier, Purge, SessionStatement, SetSetting, Sleep, Use } from "../../sql/ast.ts";
import { attach, detach } from "./attach.ts";
import { changeAuth } from "./auth.ts";
import { createConnection, createConnectionGroup, dropConnection } from "./connections.ts";
import { literalValue } from "../evaluate.ts";
import type { Outcome } from "../outcome.ts";
import type { Run } from "../run.ts";
import type { SessionPort } from "../session-port.ts";

type Does<K extends SessionStatement["kind"]> = (
  statement: Extract<SessionStatement, { kind: K }>,
  run: Run,
) => Promise<string>;

const does: { readonly [K in SessionStatement["kind"]]: Does<K> } = {
  use: useProvider,
  auth: changeAuth,
  sleep: sleepFor,
  purge,
  set: setSetting,
  attach,
  detach,
  "create-connection": createConnection,
  "create-connection-group": createConnectionGroup,
  "drop-connection": dropConnection,
};

export function runSession({ statement }: BoundSession, run: Run): Outcome {
  let message: string | undefined;
  async function* batches(): AsyncIterable<Batch> {
    message = await (does[statement.kind] as Does<SessionStatement["kind"]>)(statement, run);
    yield* [];
  }
  return { columns: [], batches: batches(), message: () => message };
}

async function useProvider({ provider }: Use, run: Run): Promise<string> {
  const name = await checkedProvider(provider.name, provider, run);
  sessionOf(run).set("provider", name, provider.span);
  return `using provider ${name}`;
}

/** The name of a provider, or of a connection or group. */
async function checkedProvider(name: string, at: Identifier, { catalog, connections }: Run): Promise<string> {
  const connected = await connections?.find(name);
  if (connected !== undefined) return connected.name;
  const found = await findProvider(catalog, name);
  if (found !== undefined) return found.name;
  const [near] = nearestNames(name, [...(await catalog.providerNames()), ...((await connections?.names()) ?? [])]);
  throw new EngineError({
    condition: "undefined_table",
    stage: "bind",
    message: `there is no provider ${name}`,
    span: at.span,
    hint: near === undefined ? "SHOW PROVIDERS lists those there are." : `Did you mean ${near}?`,
  });
}

async function sleepFor({ milliseconds }: Sleep, { signal }: Run): Promise<string> {
  const longest = 2 ** 31 - 1;
  for (let left = milliseconds; left > 0; left -= longest) await sleep(Math.min(left, longest), undefined, { signal });
  return `slept for ${milliseconds} milliseconds`;
}

/** What may be purged: rows of calls that are kept. Other rows live no longer than their statement. */
const purgeable = ["GLOBAL", "CACHE", "CONSERVATIVE", "CONTROL_TABLES", "EPHEMERAL"];

async function purge({ what }: Purge, { backend }: Run): Promise<string> {
  const name = what?.name.toUpperCase() ?? "GLOBAL";
  if (name === "GLOBAL" || name === "CACHE") backend.openRowCache()?.forget();
  if (purgeable.includes(name)) return `PURGE of ${name.toLowerCase()} completed`;
  throw new EngineError({
    condition: "feature_not_supported",
    stage: "bind",
    message: `PURGE ${name} is not supported`,
    span: what?.span,
    hint: `What can be purged: ${purgeable.join(", ")}.`,
  });
}

async function setSetting({ name, value, span }: SetSetting, run: Run): Promise<string> {
  const setting = name.name.toLowerCase();
  const given = valueOf(value);
  const isProvider = setting === "provider" && typeof given === "string";
  const checked = isProvider ? await checkedProvider(given, { ...name, span: value.span }, run) : given;
  sessionOf(run).set(setting, checked, given === undefined ? value.span : span);
  return `${setting} is set`;
}

/** Undefined where the expression is no constant. A bare word is text, as in `SET provider = acme`. */
function valueOf(expression: Expression): Value | undefined {
  if (expression.kind === "column-ref" && expression.parts.length === 1) return expression.parts[0]?.name;
  return literalValue(expression);
}

function sessionOf({ session }: Run): SessionPort {
  if (session !== undefined) return session;
  throw new EngineError({ condition: "internal_error", stage: "execute", message: "there is no session to change" });
}
