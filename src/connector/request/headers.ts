/** The headers of a request, without credentials. */
import type { Method, Parameter } from "../../catalog/model.ts";
import { withHeader, type NamedValue, type RequestBody } from "../transport/message.ts";
import { defaultText, valueOf, type Arguments } from "./arguments.ts";
import { invalidValue } from "./coerce.ts";
import { headerPairs, scalarText } from "./style.ts";

/** What parameters say wins over what the media types do. Throws `invalid_parameter_value`. */
export function headersOf(
  method: Method,
  given: Arguments,
  facts: { readonly userAgent: string; readonly body: RequestBody | undefined },
): readonly NamedValue[] {
  const { accept, mediaType } = method.request;
  let headers: readonly NamedValue[] = [
    ["accept", accept ?? "application/json"],
    ["user-agent", facts.userAgent],
  ];
  const sent = facts.body === undefined ? undefined : (facts.body.mediaType ?? mediaType);
  if (sent !== undefined) headers = withHeader(headers, "content-type", sent);
  for (const parameter of method.parameters.filter((one) => one.in === "header")) {
    for (const [name, text] of pairsOf(method, given, parameter)) {
      headers = withHeader(headers, name, headerText(method, parameter, text));
    }
  }
  const cookie = cookieOf(method, given);
  return cookie === "" ? headers : withHeader(headers, "cookie", cookie);
}

function pairsOf(method: Method, given: Arguments, parameter: Parameter): readonly NamedValue[] {
  const value = valueOf(given, parameter);
  if (value !== undefined) return headerPairs(method, parameter, value);
  const text = defaultText(parameter);
  return text === undefined ? [] : [[parameter.wireName, text]];
}

/** Values are percent-encoded: a semicolon would begin another cookie. */
function cookieOf(method: Method, given: Arguments): string {
  const pairs = method.parameters
    .filter((one) => one.in === "cookie")
    .flatMap((parameter) => {
      const value = valueOf(given, parameter);
      const encoded = value === undefined ? "" : encodeURIComponent(scalarText(method, parameter, value));
      return value === undefined ? [] : [`${encodeURIComponent(parameter.wireName)}=${encoded}`];
    });
  return pairs.join("; ");
}

/** RFC 9110 section 5.5: a line break would begin another header. */
function headerText(method: Method, parameter: Parameter, text: string): string {
  if (/^[\t\x20-\x7e\x80-\xff]*$/.test(text)) return text;
  throw invalidValue(
    method,
    parameter,
    "a header cannot hold line breaks, control characters or letters beyond Latin-1",
  );
}
