/** The value of `@@json` as the body that it is. */
import { EngineError } from "../common/error.ts";
import { Json, type JsonValue, parseJson, type Value } from "../common/value.ts";

/** JSON as it is, a text parsed. Throws `invalid_json`. */
export function wholeBody(cell: Value): JsonValue {
  if (cell instanceof Json) return cell.value;
  try {
    return parseJson(String(cell));
  } catch (cause) {
    throw new EngineError({
      condition: "invalid_json",
      stage: "execute",
      message: "@@json is no JSON",
      hint: "Give one JSON object in single quotes.",
      cause,
    });
  }
}
