/** Tokens (OpenID Connect) that a CI system gives a job, so that it proves itself to clouds without a secret of its own. */
import type { AuthConfig } from "../../../catalog/model.ts";
import { textAt } from "../../../common/json.ts";
import { requestFailure } from "../../failure.ts";
import type { AuthContext } from "../auth-type.ts";
import { expandHome, readNamed } from "../files.ts";
import { remember, variable } from "../secrets.ts";
import { getWith, secretHeaders, successIn } from "../token-request.ts";

export interface IdToken {
  /** In words. */
  readonly place: string;
  /** Asks for it anew: such tokens last minutes. Throws `missing_credentials`, `upstream_*`, `query_canceled`. */
  readonly read: (signal: AbortSignal) => Promise<string>;
}

/** True where the configuration wants such a token, and nothing else will do. */
export function wantsIdToken({ id_token_var, id_token_file, id_token_audience }: AuthConfig): boolean {
  return [id_token_var, id_token_file, id_token_audience].some((member) => member !== undefined);
}

/**
 * The token of the job: in the variable or file that the configuration names, as GitLab and others leave it, else from
 * GitHub Actions, which makes it for an audience. Undefined where there is neither.
 */
export function idTokenOf(context: AuthContext, usualAudience: string): IdToken | undefined {
  const { id_token_var: name, id_token_file: file, id_token_audience: audience = usualAudience } = context.config;
  if (name !== undefined) return fromVariable(context, name);
  if (file !== undefined) return fromFile(context, file);
  const url = variable(context.environment, "ACTIONS_ID_TOKEN_REQUEST_URL");
  const permit = variable(context.environment, "ACTIONS_ID_TOKEN_REQUEST_TOKEN");
  return url === undefined || permit === undefined ? undefined : fromGitHub(context, { url, permit, audience });
}

/** The same, and `missing_credentials` that says where one is looked for. */
export function neededIdToken(context: AuthContext, usualAudience: string): IdToken {
  const token = idTokenOf(context, usualAudience);
  if (token !== undefined) return token;
  throw requestFailure("missing_credentials", `no OIDC token of a CI system found for ${context.owner}`, {
    hint:
      "Name the variable that holds it in id_token_var (GitLab: id_tokens of the job), its file in id_token_file, or on " +
      "GitHub Actions give the job permissions: id-token: write.",
  });
}

function fromVariable({ environment, owner }: AuthContext, name: string): IdToken {
  const read = async (): Promise<string> => {
    const token = variable(environment, name);
    if (token === undefined) {
      const hint = `Set ${name} to the token; on GitLab, name it under id_tokens of the job.`;
      throw requestFailure("missing_credentials", `no OIDC token found for ${owner}`, { hint });
    }
    return remembered(token);
  };
  return { place: `the variable ${name}`, read };
}

function fromFile({ environment }: AuthContext, file: string): IdToken {
  const read = async () => remembered(await readNamed(expandHome(environment, file), "id_token_file"));
  return { place: `the file ${file}`, read };
}

interface GitHub {
  readonly url: string;
  readonly permit: string;
  readonly audience: string;
}

function fromGitHub(context: AuthContext, { url, permit, audience }: GitHub): IdToken {
  const read = async (signal: AbortSignal): Promise<string> => {
    const asked = `${url}${url.includes("?") ? "&" : "?"}audience=${encodeURIComponent(audience)}`;
    const request = getWith(asked, [], secretHeaders(["authorization", `bearer ${permit}`]));
    remember(permit);
    const response = await context.send(request, { ...context.sending, signal });
    const hint = "The job needs permissions: id-token: write.";
    const token = textAt(successIn(response, context.owner, hint), "value");
    if (token === undefined)
      throw requestFailure("upstream_bad_response", "GitHub Actions gave no OIDC token", { hint });
    return remembered(token);
  };
  return { place: "GitHub Actions", read };
}

function remembered(token: string): string {
  remember(token);
  return token;
}
