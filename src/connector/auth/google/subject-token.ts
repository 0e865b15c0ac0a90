/** The token of another identity provider that a workload proves itself with to Google. */
import { parseJson, type JsonValue } from "../../../common/value.ts";
import { requestFailure } from "../../failure.ts";
import { isJsonObject, property, textAt } from "../../json.ts";
import type { NamedValue } from "../../transport/message.ts";
import type { AuthContext } from "../auth-type.ts";
import { expandHome, readNamed } from "../files.ts";
import { remember } from "../secrets.ts";
import { getWith, secretHeaders, successIn } from "../token-request.ts";
import type { GoogleCredentials } from "./grants.ts";

/** Reads `credential_source`: a file, or a URL with headers. Throws `missing_credentials`, `upstream_*`. */
export async function subjectToken(
  context: AuthContext,
  { source, json }: GoogleCredentials,
  signal: AbortSignal,
): Promise<string> {
  const from = property(json, "credential_source");
  const file = textAt(from, "file");
  const url = textAt(from, "url");
  if (file !== undefined) return tokenOf(await readNamed(expandHome(context.environment, file), source), from, source);
  if (url !== undefined && textAt(from, "environment_id") === undefined) {
    const headers = property(from, "headers");
    const pairs = isJsonObject(headers)
      ? Object.entries(headers).map(([name, value]): NamedValue => [name, String(value)])
      : [];
    const response = await context.send(getWith(url, [], secretHeaders(...pairs)), { ...context.sending, signal });
    successIn(response, context.owner, `The URL is the credential_source of ${source}.`);
    return tokenOf(response.body.toString("utf8").trim(), from, source);
  }
  throw requestFailure("feature_not_supported", `${source} has a credential_source that is neither a file nor a URL`, {
    hint: "Of workload identity federation, file and URL sources are supported; use one of them, or another kind of credentials.",
  });
}

function tokenOf(text: string, from: JsonValue | undefined, source: string): string {
  const format = property(from, "format");
  const token =
    textAt(format, "type") === "json" ? textAt(jsonOf(text), textAt(format, "subject_token_field_name") ?? "") : text;
  if (token === undefined || token === "") {
    throw requestFailure("missing_credentials", `the credential_source of ${source} holds no token`);
  }
  remember(token);
  return token;
}

function jsonOf(text: string): JsonValue | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
