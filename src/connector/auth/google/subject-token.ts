/** The token of another identity provider that a workload proves itself with to Google. */
import type { JsonValue } from "../../../common/value.ts";
import { requestFailure } from "../../failure.ts";
import { isJsonObject, jsonOf, property, textAt } from "../../../common/json.ts";
import type { NamedValue } from "../../transport/message.ts";
import type { AuthContext } from "../auth-type.ts";
import { expandHome, readNamed } from "../files.ts";
import { outputOf } from "../run-command.ts";
import { remember, variable } from "../secrets.ts";
import { getWith, secretHeaders, successIn } from "../token-request.ts";
import type { GoogleCredentials } from "./grants.ts";

/**
 * Reads `credential_source`: a file, a URL with headers, a program, or who the machine is to AWS. Throws
 * `missing_credentials`, `upstream_*`.
 */
export async function subjectToken(
  context: AuthContext,
  credentials: GoogleCredentials,
  signal: AbortSignal,
): Promise<string> {
  const { source, json, token } = credentials;
  if (token !== undefined) return token.read(signal);
  const from = property(json, "credential_source");
  const file = textAt(from, "file");
  const url = textAt(from, "url");
  if (file !== undefined) return tokenOf(await readNamed(expandHome(context.environment, file), source), from, source);
  if (textAt(from, "environment_id")?.startsWith("aws") === true) return awsToken(context, credentials);
  if (url !== undefined) {
    const headers = property(from, "headers");
    const pairs = isJsonObject(headers)
      ? Object.entries(headers).map(([name, value]): NamedValue => [name, String(value)])
      : [];
    const response = await context.send(getWith(url, [], secretHeaders(...pairs)), { ...context.sending, signal });
    successIn(response, context.owner, `The URL is the credential_source of ${source}.`);
    return tokenOf(response.body.toString("utf8").trim(), from, source);
  }
  const line = textAt(property(from, "executable"), "command");
  if (line !== undefined) return printedToken(context, line, { source, signal });
  throw requestFailure("configuration_error", `${source} has a credential_source of an unknown kind`, {
    hint: "Known are a file, a URL, an executable, and the environment of AWS.",
  });
}

/** A signed question to AWS who signed it: Google asks it in the machine's place. */
async function awsToken(context: AuthContext, { source, json }: GoogleCredentials): Promise<string> {
  const { environment } = context;
  const region = variable(environment, "AWS_REGION") ?? variable(environment, "AWS_DEFAULT_REGION");
  if (region === undefined) {
    throw requestFailure("missing_credentials", `the credential_source of ${source} wants the region of AWS`, {
      hint: "Set AWS_REGION.",
    });
  }
  const [{ awsKeys }, { signV4 }] = await Promise.all([
    import("../aws/credentials.ts"),
    import("../aws/signature-v4.ts"),
  ]);
  const template =
    textAt(property(json, "credential_source"), "regional_cred_verification_url") ??
    "https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15";
  const audience: NamedValue = ["x-goog-cloud-target-resource", textAt(json, "audience") ?? ""];
  const url = template.replace("{region}", region);
  const request = { method: "POST", url, headers: [audience], readOnly: true, secretNames: [] };
  const keys = await awsKeys({ ...context, config: { type: "aws_signing_v4" } });
  const signed = signV4(request, keys, { service: "sts", region }, new Date());
  const headers = [["host", new URL(url).host] as const, audience, ...signed].map(([key, value]) => ({
    key: key === "authorization" ? "Authorization" : key,
    value,
  }));
  return encodeURIComponent(JSON.stringify({ url, method: "POST", headers }));
}

/** Google's libraries ask for the same consent. */
const consent = "GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES";

interface Asked {
  readonly source: string;
  readonly signal: AbortSignal;
}

async function printedToken(context: AuthContext, line: string, { source, signal }: Asked): Promise<string> {
  const hint = `It is the executable of ${source}; run it to see what it says.`;
  if (variable(context.environment, consent) !== "1") {
    throw requestFailure("configuration_error", `${source} names a program to run, which is not allowed`, {
      hint: `Set ${consent}=1 if the file is to be trusted.`,
    });
  }
  const answer = jsonOf(await outputOf({ line, hint }, context, signal));
  const token = textAt(answer, "id_token") ?? textAt(answer, "access_token") ?? textAt(answer, "saml_response");
  if (token === undefined) {
    const said = textAt(answer, "message");
    throw requestFailure(
      "missing_credentials",
      `the executable of ${source} gave no token${said === undefined ? "" : `: ${said}`}`,
      { hint },
    );
  }
  remember(token);
  return token;
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
