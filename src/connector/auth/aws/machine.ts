/** Keys that a machine of AWS is lent: those of its container, or those of the instance (IMDSv2). */
import { requestFailure } from "../../failure.ts";
import type { NamedValue } from "../../transport/message.ts";
import type { AuthContext } from "../auth-type.ts";
import { readNamed } from "../files.ts";
import { variable } from "../secrets.ts";
import { getWith, jsonIn, probe, secretHeaders, successIn } from "../token-request.ts";
import { keptKeys, keysIn, type LentKeys } from "./keys.ts";

/** Where Elastic Container Service answers; Kubernetes and others name an address of their own. */
const containerHost = "http://169.254.170.2";

/** The keys of the container; undefined where no variable tells of any. */
export async function containerKeys(context: AuthContext): Promise<LentKeys | undefined> {
  const { environment, owner } = context;
  const relative = variable(environment, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
  const url =
    relative === undefined
      ? variable(environment, "AWS_CONTAINER_CREDENTIALS_FULL_URI")
      : `${containerHost}${relative}`;
  if (url === undefined) return undefined;
  if (!isTrusted(url)) throw untrusted(url);
  return keptKeys(context, ["container", url], async (signal) => {
    const tokenFile = variable(environment, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
    const token =
      tokenFile === undefined
        ? variable(environment, "AWS_CONTAINER_AUTHORIZATION_TOKEN")
        : await readNamed(tokenFile, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
    const headers: NamedValue[] = token === undefined ? [] : [["authorization", token]];
    const request = getWith(url, [], secretHeaders(...headers));
    const answer = successIn(
      await context.send(request, { ...context.sending, signal }),
      owner,
      "The container's role was asked for its keys.",
    );
    return keysIn(answer, "the container's endpoint");
  });
}

/** Plain http only where it stays on the machine: the token would travel in the clear. */
function isTrusted(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  const local = ["localhost", "[::1]", "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"];
  return protocol === "https:" || hostname.startsWith("127.") || local.includes(hostname);
}

function untrusted(url: string): Error {
  return requestFailure(
    "configuration_error",
    `AWS_CONTAINER_CREDENTIALS_FULL_URI is not to be trusted: ${JSON.stringify(url)}`,
    {
      hint: "It is an https URL, or an http URL of this machine.",
    },
  );
}

/** The keys of the instance's role; undefined where there is no instance, or it has no role. */
export async function instanceKeys(context: AuthContext): Promise<LentKeys | undefined> {
  const { environment } = context;
  if (variable(environment, "AWS_EC2_METADATA_DISABLED")?.toLowerCase() === "true") return undefined;
  const base = (variable(environment, "AWS_EC2_METADATA_SERVICE_ENDPOINT") ?? "http://169.254.169.254").replace(
    /\/+$/,
    "",
  );
  try {
    return await keptKeys(context, ["instance", base], async (signal) => {
      const token = await metadataToken(context, base, signal);
      const ask = (path: string) => {
        const request = getWith(
          `${base}/latest/meta-data/iam/security-credentials/${path}`,
          [],
          secretHeaders(["x-aws-ec2-metadata-token", token]),
        );
        return probe(context, request, signal);
      };
      const roles = await ask("");
      const [role = ""] = roles?.status === 200 ? roles.body.toString("utf8").trim().split("\n", 1) : [];
      const answer = role === "" ? undefined : await ask(encodeURIComponent(role));
      if (answer?.status !== 200) throw new NoInstance();
      return keysIn(jsonIn(answer), "the instance's metadata");
    });
  } catch (error) {
    if (error instanceof NoInstance) return undefined;
    throw error;
  }
}

/** There is no instance that lends keys. */
class NoInstance extends Error {}

async function metadataToken(context: AuthContext, base: string, signal: AbortSignal): Promise<string> {
  const request = getWith(`${base}/latest/api/token`, [["x-aws-ec2-metadata-token-ttl-seconds", "300"]]);
  const answer = await probe(context, { ...request, method: "PUT" }, signal);
  const token = answer?.status === 200 ? answer.body.toString("utf8").trim() : "";
  if (token === "") throw new NoInstance();
  return token;
}
