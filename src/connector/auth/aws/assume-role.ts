/** Keys of a role, lent by the Security Token Service for keys of one's own or for a token of an identity provider. */
import { requestFailure } from "../../failure.ts";
import type { HttpResponse, NamedValue } from "../../transport/message.ts";
import type { AuthContext } from "../auth-type.ts";
import { remember, variable } from "../secrets.ts";
import type { Token } from "../token-cache.ts";
import { elementIn, postForm, successIn } from "../token-request.ts";
import { keptKeys, tokenOfKeys, type LentKeys } from "./keys.ts";
import { signV4, type AwsKeys } from "./signature-v4.ts";

export interface Role {
  readonly arn: string;
  readonly sessionName?: string | undefined;
  readonly externalId?: string | undefined;
  readonly durationSeconds?: number | undefined;
  readonly region?: string | undefined;
  readonly endpoint?: string | undefined;
}

/** The name of the session where none is given, as trails of AWS show it. */
const defaultSessionName = "tributary";

/** AssumeRole, signed with `keys`. */
export function assumeRole(context: AuthContext, role: Role, keys: AwsKeys): Promise<LentKeys> {
  return keptKeys(context, ["role", role, keys], async (signal) => {
    const { url, region } = endpointOf(context, role);
    const form: NamedValue[] = [...formOf("AssumeRole", role)];
    if (role.externalId !== undefined) form.push(["ExternalId", role.externalId]);
    const sign = (request: Parameters<typeof signV4>[0]) =>
      signV4(request, keys, { service: "sts", region }, new Date());
    const request = postForm({ url, form, credentials: { headers: [], query: [], sign } });
    return keysOf(await context.send(request, { ...context.sending, signal }), context, role);
  });
}

/** AssumeRoleWithWebIdentity: the token is the proof, nothing is signed. It is read anew each time. */
export function assumeRoleWithWebIdentity(
  context: AuthContext,
  role: Role,
  readToken: (signal: AbortSignal) => Promise<string>,
): Promise<LentKeys> {
  return keptKeys(context, ["web identity", role], async (signal) => {
    const token = await readToken(signal);
    remember(token);
    const form = formOf("AssumeRoleWithWebIdentity", role);
    const request = postForm({ url: endpointOf(context, role).url, form, secretForm: [["WebIdentityToken", token]] });
    return keysOf(await context.send(request, { ...context.sending, signal }), context, role);
  });
}

function formOf(
  action: string,
  { arn, sessionName = defaultSessionName, durationSeconds }: Role,
): readonly NamedValue[] {
  const form: NamedValue[] = [
    ["Action", action],
    ["Version", "2011-06-15"],
    ["RoleArn", arn],
    ["RoleSessionName", sessionName],
  ];
  return durationSeconds === undefined ? form : [...form, ["DurationSeconds", String(durationSeconds)]];
}

function endpointOf({ environment }: AuthContext, role: Role): { readonly url: string; readonly region: string } {
  const region = role.region ?? "us-east-1";
  const own =
    role.endpoint ?? variable(environment, "AWS_ENDPOINT_URL_STS") ?? variable(environment, "AWS_ENDPOINT_URL");
  const url = own ?? `https://sts.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;
  if (URL.canParse(url)) return { url: new URL(url).href, region };
  throw requestFailure("configuration_error", `the STS endpoint is not a URL: ${JSON.stringify(url)}`, {
    hint: "It came from aws_sts_endpoint, AWS_ENDPOINT_URL_STS or AWS_ENDPOINT_URL.",
  });
}

function keysOf(response: HttpResponse, { owner }: AuthContext, role: Role): Token {
  successIn(
    response,
    owner,
    `The role is ${role.arn}: its trust policy must name who asks, and the external id if any.`,
  );
  const xml = response.body.toString("utf8");
  const accessKeyId = elementIn(xml, "AccessKeyId");
  const secretAccessKey = elementIn(xml, "SecretAccessKey");
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw requestFailure("upstream_bad_response", `STS lent no keys of the role ${role.arn}`);
  }
  const keys = { accessKeyId, secretAccessKey, sessionToken: elementIn(xml, "SessionToken") };
  return tokenOfKeys(keys, elementIn(xml, "Expiration"));
}
