/** Requests signed for AWS, with keys of one's own or those of a role. */
import { requestFailure } from "../../failure.ts";
import type { Credentials } from "../../transport/message.ts";
import type { AuthContext, AuthType } from "../auth-type.ts";
import { variable } from "../secrets.ts";
import { neededIdToken, wantsIdToken } from "../sources/id-token.ts";
import { assumeRole, assumeRoleWithWebIdentity } from "./assume-role.ts";
import { awsAudience, awsKeys } from "./credentials.ts";
import type { LentKeys } from "./keys.ts";
import { signV4 } from "./signature-v4.ts";

/** Signature Version 4 for the service and region that the request goes to. */
export const awsSigningV4: AuthType = async (context) => signing(context, await awsKeys(context));

/** The same with the keys of a role, lent for one's own and kept until they end. */
export const awsAssumeRole: AuthType = async (context) => {
  const { config, environment, owner } = context;
  const arn = variable(environment, config.aws_role_arn_env_var) ?? config.aws_role_arn;
  if (arn === undefined || arn === "") {
    const hint = `Give it as "aws_role_arn", or in the variable ${config.aws_role_arn_env_var ?? 'that "aws_role_arn_env_var" names'}.`;
    throw requestFailure("missing_credentials", `the auth of ${owner} names no role to assume`, { hint });
  }
  const role = {
    arn,
    sessionName: config.aws_role_session_name,
    externalId: variable(environment, config.aws_role_external_id_env_var) ?? config.aws_role_external_id,
    durationSeconds: config.aws_role_duration_seconds,
    region: config.aws_sts_region,
    endpoint: config.aws_sts_endpoint,
  };
  if (wantsIdToken(config)) {
    const token = neededIdToken(context, awsAudience);
    context.onFound?.(token.place);
    return signing(context, await assumeRoleWithWebIdentity(context, role, token.read));
  }
  const { renew: _ofTheLender, ...keys } = await awsKeys(context);
  return signing(context, await assumeRole(context, role, keys));
};

function signing(context: AuthContext, { renew, ...keys }: LentKeys): Credentials {
  const { environment, signing: wanted } = context;
  const usual = variable(environment, "AWS_REGION") ?? variable(environment, "AWS_DEFAULT_REGION") ?? "us-east-1";
  const scope = { service: wanted.service, region: wanted.region ?? usual };
  return { headers: [], query: [], sign: (request) => signV4(request, keys, scope, new Date()), renew };
}
