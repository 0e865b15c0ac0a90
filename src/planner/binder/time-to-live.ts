/** `WITH (ttl = '1 hour')`: how old the rows of a materialized view may be when it is read. */
import { EngineError } from "../../common/error.ts";
import type { Expression } from "../../sql/ast.ts";

const units: readonly (readonly [RegExp, number])[] = [
  [/^(s|sec|secs|seconds?)?$/i, 1],
  [/^(m|min|mins|minutes?)$/i, 60],
  [/^(h|hours?)$/i, 3600],
  [/^(d|days?)$/i, 86_400],
];

/** Seconds, from a number of them or a text with a unit. Throws `invalid_parameter_value`. */
export function timeToLive(value: Expression): number {
  const text = value.kind === "literal" && value.value !== null ? String(value.value) : "";
  const [, amount = "", unit = ""] = /^\s*(\d+)\s*([a-z]*)\s*$/i.exec(text) ?? [];
  const scale = units.find(([pattern]) => pattern.test(unit))?.[1];
  const seconds = Number(amount) * (scale ?? 0);
  if (Number.isSafeInteger(seconds) && seconds > 0) return seconds;
  throw new EngineError({
    condition: "invalid_parameter_value",
    stage: "bind",
    message: "ttl takes a number of seconds above 0, or a text such as '30 minutes', '1 hour' or '2 days'",
    span: value.span,
  });
}
