/** Values given beside the SQL text take the places of `?`, `$1`, `:name` and `@name` as literals, never as text. */
import { EngineError } from "../common/error.ts";
import { didYouMean } from "../common/suggest.ts";
import { Json, type JsonValue, stringifyJson } from "../common/value.ts";
import type { Expression, Literal, ParameterRef, Statement } from "../sql/ast.ts";
import { rewrite } from "../sql/traverse.ts";

/** By position (`?`, `$1`) or by name (`:name`, `@name`; the names `1`, `2`, … count as positions). Objects and arrays become JSON. */
export type Parameters = readonly JsonValue[] | { readonly [name: string]: JsonValue };

export function withParameters(statement: Statement, parameters: Parameters | undefined): Statement {
  if (parameters === undefined) return statement;
  let next = 0;
  return rewrite(statement, {
    "parameter-ref": (ref) => {
      const value = ref.style === "?" ? byPosition(ref, next++, parameters) : byName(ref, parameters);
      return literalOf(value, ref);
    },
  });
}

function byName(ref: ParameterRef, parameters: Parameters): JsonValue {
  if (ref.style === "$") return byPosition(ref, Number(ref.name) - 1, parameters);
  const named = isList(parameters) ? {} : parameters;
  if (Object.hasOwn(named, ref.name)) return named[ref.name] ?? null;
  throw missing(ref, didYouMean(ref.name, Object.keys(named)));
}

function byPosition(ref: ParameterRef, index: number, parameters: Parameters): JsonValue {
  const listed = isList(parameters) ? parameters : numbered(parameters);
  if (index < listed.length) return listed[index] ?? null;
  throw missing(ref, `${listed.length} ${listed.length === 1 ? "value was" : "values were"} given by position.`);
}

/** The values named `1`, `2`, … up to the first that is missing. */
function numbered(named: { readonly [name: string]: JsonValue }): readonly JsonValue[] {
  const listed: JsonValue[] = [];
  for (let name = "1"; Object.hasOwn(named, name); name = String(listed.length + 1)) listed.push(named[name] ?? null);
  return listed;
}

function isList(parameters: Parameters): parameters is readonly JsonValue[] {
  return Array.isArray(parameters);
}

function missing(ref: ParameterRef, hint: string | undefined): EngineError {
  return new EngineError({
    condition: "undefined_parameter",
    stage: "bind",
    message: `no value was given for ${ref.style}${ref.name}`,
    span: ref.span,
    hint,
  });
}

function literalOf(value: JsonValue, { span }: ParameterRef): Expression {
  if (value !== null && typeof value === "object") {
    const text: Literal = {
      kind: "literal",
      type: "string",
      value: value instanceof Json ? value.text : stringifyJson(value),
      span,
    };
    const name = {
      kind: "qualified-name",
      parts: [{ kind: "identifier", name: "json", quoted: false, span }],
      span,
    } as const;
    return { kind: "function-call", name, distinct: false, arguments: [text], orderBy: [], span };
  }
  const type =
    value === null ? "null" : typeof value === "boolean" ? "boolean" : typeof value === "string" ? "string" : "number";
  return { kind: "literal", type, value, span };
}
