/** Bodies as people may see them. */
import type { Method, Parameter, Shape } from "../../catalog/model.ts";
import { isSecretName, mask } from "../../common/redact.ts";
import type { JsonValue } from "../../common/value.ts";
import { remember } from "../auth/secrets.ts";
import { isJsonArray, isJsonObject, type JsonObject } from "../../common/json.ts";
import { wholeParameter } from "./arguments.ts";
import { propertyShape } from "./shape.ts";

/**
 * The body with secret parameters, and every property whose name or declaration is secret, masked. What is masked is
 * remembered too, because answers may repeat it.
 */
export function maskBody(method: Method, body: JsonValue): JsonValue {
  const parameters = method.parameters.filter((one) => one.in === "body");
  if (method.request.wholeBody === true) return maskParameter(body, wholeParameter(method));
  if (!isJsonObject(body)) return maskValue(body, undefined);
  const declared = new Map(parameters.map((one) => [one.wireName, one]));
  const also = new Map(method.parameters.map((one) => [one.alsoBody, one]));
  return mapObject(body, (name, value) =>
    isSecretName(name) ? masked(value) : maskParameter(value, declared.get(name) ?? also.get(name)),
  );
}

function maskParameter(value: JsonValue, parameter: Parameter | undefined): JsonValue {
  return parameter?.secret === true ? masked(value) : maskValue(value, parameter?.shape);
}

function maskValue(value: JsonValue, shape: Shape | undefined): JsonValue {
  if (shape?.kind === "scalar" && shape.secret === true) return masked(value);
  if (isJsonArray(value)) {
    const items = shape?.kind === "array" ? shape.items : undefined;
    return value.map((item) => maskValue(item, items));
  }
  if (!isJsonObject(value)) return value;
  return mapObject(value, (name, inner) =>
    isSecretName(name) ? masked(inner) : maskValue(inner, propertyShape(shape, name)),
  );
}

function masked(value: JsonValue): JsonValue {
  rememberLeaves(value);
  return value === null ? null : mask;
}

function rememberLeaves(value: JsonValue): void {
  if (typeof value === "string") remember(value);
  else if (isJsonArray(value)) value.forEach(rememberLeaves);
  else if (isJsonObject(value)) Object.values(value).forEach(rememberLeaves);
}

function mapObject(object: JsonObject, map: (name: string, value: JsonValue) => JsonValue): JsonValue {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, map(name, value)]));
}
