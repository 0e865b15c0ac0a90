// Checks query parameters against what the facts declare.
import type { Operation, Parameter } from "./facts.ts";
import { badParameter } from "./problem.ts";

/** Throws 400 where a required parameter is missing or a value is not of its declared type. */
export function requireValidQuery(operation: Operation, query: URLSearchParams): void {
  for (const parameter of operation.parameters) {
    if (parameter.place !== "query") continue;
    const values = query.getAll(parameter.name).filter((value) => value !== "");
    if (parameter.required && values.length === 0) {
      throw badParameter(parameter.name, `the query parameter ${parameter.name} is required`);
    }
    for (const value of values) requireValid(parameter, value);
  }
}

function requireValid({ name, schema }: Parameter, value: string): void {
  const { type, maximum, maxLength } = schema;
  if (type === "boolean" && value !== "true" && value !== "false") {
    throw badParameter(name, `${name} must be true or false`);
  }
  if (typeof maxLength === "number" && value.length > maxLength) {
    throw badParameter(name, `${name} must have at most ${maxLength} characters`);
  }
  if (type !== "integer") return;
  const most = typeof maximum === "number" ? maximum : Number.MAX_SAFE_INTEGER;
  if (!/^\d{1,9}$/.test(value) || Number(value) < 1 || Number(value) > most) {
    throw badParameter(name, `${name} must be a whole number from 1 to ${most}`);
  }
}
