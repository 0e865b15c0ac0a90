/** CREATE CONNECTION, CREATE CONNECTION GROUP and DROP CONNECTION: what the session knows accounts by. */
import { EngineError, toEngineError } from "../../common/error.ts";
import { nearestNames } from "../../common/suggest.ts";
import { jsonOf, type JsonValue } from "../../common/value.ts";
import type { Expression, Identifier } from "../../sql/ast.ts";
import type {
  ConnectionOption,
  CreateConnection,
  CreateConnectionGroup,
  DropConnection,
} from "../../sql/ast-connection.ts";
import type { ConnectionSource, Declaration } from "../connected.ts";
import { literalValue } from "../evaluate.ts";
import type { Run } from "../run.ts";

/** Throws `duplicate_table` for a taken name, `configuration_error` at what a connection cannot be. */
export function createConnection({ provider, ...statement }: CreateConnection, run: Run): Promise<string> {
  const document = { provider: provider.name, ...documentOf(statement.options) };
  return declare({ ...statement, kind: "connection", document }, run);
}

/** Throws as `createConnection` does. */
export function createConnectionGroup({ members, ...statement }: CreateConnectionGroup, run: Run): Promise<string> {
  const document = { members: members.map(({ name }) => name), ...documentOf(statement.options) };
  return declare({ ...statement, kind: "group", document }, run);
}

type Created = Omit<Declaration, "name"> & Pick<CreateConnection, "name" | "ifNotExists">;

async function declare({ name, ifNotExists, ...declaration }: Created, run: Run): Promise<string> {
  const connections = connectionsOf(run);
  const names = await connections.names();
  const isThere = names.some((known) => known.toLowerCase() === name.name.toLowerCase());
  if (isThere && ifNotExists) return `${name.name} exists already`;
  const { kind, document, temporary, orReplace } = declaration;
  await atName(name, () => connections.declare({ name: name.name, kind, document, temporary, orReplace }));
  return `${isThere ? "replaced" : "created"} ${wordOf(kind)} ${name.name}`;
}

/** Throws `undefined_table` with the nearest name, `configuration_error` where a group cannot be without it. */
export async function dropConnection({ name, group, ifExists }: DropConnection, run: Run): Promise<string> {
  const connections = connectionsOf(run);
  const kind = group ? "group" : "connection";
  const isDone = await atName(name, () => connections.drop(name.name, kind));
  if (isDone) return `dropped ${wordOf(kind)} ${name.name}`;
  if (ifExists) return `there is no ${wordOf(kind)} ${name.name}`;
  const [near] = nearestNames(name.name, await connections.names());
  throw new EngineError({
    condition: "undefined_table",
    stage: "execute",
    message: `there is no ${wordOf(kind)} ${name.name}`,
    span: name.span,
    hint: near === undefined ? "SHOW CONNECTIONS lists those there are." : `Did you mean ${near}?`,
  });
}

function wordOf(kind: Declaration["kind"]): string {
  return kind === "group" ? "connection group" : "connection";
}

/** `parameters.region = 'eu'` is `{"parameters": {"region": "eu"}}`. Throws `duplicate_alias` for a key that is twice. */
function documentOf(options: readonly ConnectionOption[]): { readonly [key: string]: JsonValue } {
  const document: { [key: string]: JsonValue } = {};
  for (const option of options) put(document, option);
  return document;
}

function put(document: { [key: string]: JsonValue }, { path, value }: ConnectionOption): void {
  const keys = path.parts.map(({ name }) => name);
  const last = keys.pop() ?? "";
  let inner = document;
  for (const key of keys) {
    const found = Object.hasOwn(inner, key) ? inner[key] : (inner[key] = {});
    if (typeof found !== "object" || found === null || Array.isArray(found)) throw twice(path.span);
    inner = found as { [key: string]: JsonValue };
  }
  if (Object.hasOwn(inner, last)) throw twice(path.span);
  inner[last] = optionValue(value);
}

function twice(span: Expression["span"]): EngineError {
  return new EngineError({ condition: "duplicate_alias", stage: "bind", message: "the key is given twice", span });
}

/** A constant, a list of constants in parentheses, or a bare word, which is text. */
function optionValue(value: Expression): JsonValue {
  if (value.kind === "row-value") return value.items.map(optionValue);
  if (value.kind === "column-ref" && value.parts.length === 1) return value.parts[0]?.name ?? "";
  const constant = literalValue(value);
  if (constant !== undefined) return jsonOf(constant);
  throw new EngineError({
    condition: "syntax_error",
    stage: "bind",
    message: "a key takes a constant, or a list of constants in parentheses",
    span: value.span,
  });
}

/** Declarations know no SQL: what is wrong with one points at its name. */
async function atName<T>(name: Identifier, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw toEngineError(thrown).with({ span: name.span });
  }
}

function connectionsOf({ connections }: Run): ConnectionSource {
  if (connections !== undefined) return connections;
  throw new EngineError({ condition: "internal_error", stage: "execute", message: "there is no session to connect" });
}
