/** The accounts that calls are made with: what each adds to the arguments of a scan, and to a call. */
import { type ConnectedMember, connectionColumn, type ConnectionNames } from "../catalog/connections.ts";
import type { EventSink } from "../common/event.ts";
import type { JsonValue, Value } from "../common/value.ts";
import type { Call } from "../connector/call.ts";
import type { Connection } from "../connector/connection.ts";
import { defaultsOf } from "../planner/connected.ts";
import type { Access, ResourceRelation, Scan } from "../planner/scan.ts";
import type { Arguments } from "./arguments.ts";
import { everyValue } from "./every-value.ts";
import type { Run } from "./run.ts";

type Method = Extract<Access, { kind: "method" }>["method"];

/** The connections of a session: what names mean, and what they stand for. */
export interface ConnectionSource extends ConnectionNames {
  /** The connection of a name that `find` has yielded. */
  get(name: string): Connection | undefined;
  /**
   * Makes a connection or group. Throws `duplicate_table` for a name that is taken, `configuration_error` for what it
   * cannot be, and for secrets in clear that would outlive the session.
   */
  declare(declaration: Declaration): Promise<void>;
  /** Takes away what a statement made; false where there is nothing of that name. Throws `configuration_error`. */
  drop(name: string, kind: Declaration["kind"]): Promise<boolean>;
}

/** A connection or group as a statement makes it: the keys are those of the connections file. */
export interface Declaration {
  readonly name: string;
  readonly kind: "connection" | "group";
  readonly document: { readonly [key: string]: JsonValue };
  /** True where it ends with the session, whatever outlives that. */
  readonly temporary: boolean;
  readonly orReplace: boolean;
}

/**
 * Argument sets as the accounts of a scan complete them: none for an account that is not meant, and with the values of
 * what a set leaves out. Under `examples` an account that is not known yet is any of them.
 */
export function connectedSets(
  sets: readonly Arguments[],
  { access, sources }: Pick<Scan, "access" | "sources">,
  examples = false,
): readonly Arguments[] {
  if (access.kind === "system") return sets;
  const { relation, method } = access;
  if (relation.connected === undefined) return everyValue(sets, sources, () => undefined);
  const meant = (set: Arguments): ConnectedMember | undefined =>
    memberOf(relation, set) ?? (examples ? relation.connected?.members[0] : undefined);
  const accounts = sources.filter((source) => source.kind === "constants" && source.parameter === connectionColumn);
  const full = everyValue(sets, accounts, () => undefined).flatMap((set) => {
    const member = meant(set);
    return member === undefined ? [] : [completed(set, method, member)];
  });
  return everyValue(full, sources, meant);
}

/** The account of a set; the only one where the set names none. Undefined where it names one that is not meant. */
export function memberOf({ connected }: ResourceRelation, set: Arguments): ConnectedMember | undefined {
  const name = set.get(connectionColumn);
  const members = connected?.members ?? [];
  return name === undefined ? members[0] : members.find((member) => member.name === name);
}

/** A set with the values that an account has for what it leaves out. */
function completed(set: Arguments, method: Method, member: ConnectedMember): Arguments {
  const missing = [...defaultsOf(method, member)].filter(([{ name }]) => !isGiven(set, name));
  return missing.length === 0 ? set : new Map([...set, ...missing.map(([{ name }, value]) => [name, value] as const)]);
}

/** Whole, or in part. */
function isGiven(set: Arguments, parameter: string): boolean {
  return [...set.keys()].some((name) => name === parameter || name.startsWith(`${parameter}.`));
}

/** What a call is given of its account: who it speaks for, and its arguments without the name of that. */
export function connectedCall(
  { relation, method }: { readonly relation: ResourceRelation; readonly method: Method },
  set: Arguments,
  connections: ConnectionSource | undefined,
): Pick<Call, "connection" | "arguments"> {
  const member = memberOf(relation, set);
  const whole = member === undefined ? set : completed(set, method, member);
  const given = new Map<string, Value>([...whole].filter(([name]) => name !== connectionColumn));
  return { arguments: given, connection: member && connections?.get(member.name) };
}

/** The name of the account that rows are from: that of the provider where none was named. */
export function connectionOf(relation: ResourceRelation, set: Arguments): string {
  return memberOf(relation, set)?.name ?? relation.provider;
}

/** Where the events of a call go: with the name of its account, where it has one. */
export function namedEvents({ connection }: Call, { onEvent }: Pick<Run, "onEvent">): EventSink {
  if (connection === undefined) return onEvent;
  return (event) => onEvent(Object.assign({ connection: connection.name }, event));
}
