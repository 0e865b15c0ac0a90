/** The calls that tell whose credentials they are: a provider's own where its document declares one, else those known here. */
import type { AuthConfig, IdentityCall } from "../../../catalog/model.ts";
import { jsonAsText, valueAt } from "../../../common/json.ts";
import type { Credentials, HttpRequest, HttpResponse } from "../../transport/message.ts";
import { variable, type Environment } from "../secrets.ts";
import { elementIn, getWith, jsonIn, postForm } from "../token-request.ts";
import { basicUserIn, bearerIn } from "./claims.ts";

export interface Identity {
  readonly principal?: string | undefined;
  readonly account?: string | undefined;
  /** Seconds that the credentials are still good for. */
  readonly seconds?: number | undefined;
}

/** What to send with the credentials, and how to read the answer. */
export interface Asking {
  readonly request: HttpRequest;
  readonly read: (response: HttpResponse) => Identity;
}

export interface Asked {
  readonly provider: string;
  readonly auth: AuthConfig;
  readonly declared: IdentityCall | undefined;
  /** Origin of the provider's server. */
  readonly server: string | undefined;
  readonly environment: Environment;
}

/** By the name of the provider, as their APIs have it. */
const wellKnown: { readonly [provider: string]: IdentityCall } = {
  confluent: {
    url: "https://api.confluent.cloud/iam/v2/api-keys/{user}",
    principal: ["spec", "owner", "id"],
    account: ["spec", "resource", "id"],
  },
  github: { url: "https://api.github.com/user", principal: ["login"] },
  digitalocean: {
    url: "https://api.digitalocean.com/v2/account",
    principal: ["account", "email"],
    account: ["account", "team", "name"],
  },
  cloudflare: { url: "https://api.cloudflare.com/client/v4/user/tokens/verify", principal: ["result", "id"] },
  linode: { url: "https://api.linode.com/v4/profile", principal: ["username"] },
  netlify: { url: "https://api.netlify.com/api/v1/user", principal: ["email"] },
  vercel: { url: "https://api.vercel.com/v2/user", principal: ["user", "username"] },
};

/** The call for these credentials; undefined where none is known. */
export function askingOf(asked: Asked, credentials: Credentials): Asking | undefined {
  const { provider, auth, declared, server } = asked;
  const known = declared ?? wellKnownOf(provider, server);
  if (known !== undefined) return documentAsking(known, server, credentials);
  if (auth.type.startsWith("aws_")) return awsAsking(asked, credentials);
  const isGoogle =
    auth.type === "service_account" || (auth.type === "interactive" && /^(google|fireb|yout)/.test(provider));
  return isGoogle ? googleAsking(credentials) : undefined;
}

/** Only where the provider's own server is the one that would be asked: others may go by its name. */
function wellKnownOf(provider: string, server: string | undefined): IdentityCall | undefined {
  const known = Object.hasOwn(wellKnown, provider) ? wellKnown[provider] : undefined;
  return known !== undefined && server === new URL(known.url).origin ? known : undefined;
}

function documentAsking(
  { url, principal, account }: IdentityCall,
  server: string | undefined,
  credentials: Credentials,
): Asking | undefined {
  const user = basicUserIn(credentials);
  if (url.includes("{user}") && user === undefined) return undefined;
  const filled = url.replace("{user}", () => encodeURIComponent(user ?? ""));
  if (!URL.canParse(filled, server)) return undefined;
  return {
    request: getWith(new URL(filled, server).href, [], credentials),
    read: (response) => ({ principal: textIn(response, principal), account: textIn(response, account) }),
  };
}

/** What the answer holds at a path, as text. */
function textIn(response: HttpResponse, path: readonly string[] | undefined): string | undefined {
  const value = path === undefined ? undefined : valueAt(jsonIn(response), path);
  return value === undefined || value === null ? undefined : jsonAsText(value);
}

/** GetCallerIdentity needs no permission. */
function awsAsking({ environment }: Asked, credentials: Credentials): Asking | undefined {
  const own = variable(environment, "AWS_ENDPOINT_URL_STS") ?? variable(environment, "AWS_ENDPOINT_URL");
  const url = own ?? "https://sts.us-east-1.amazonaws.com";
  if (!URL.canParse(url)) return undefined;
  const form = [
    ["Action", "GetCallerIdentity"],
    ["Version", "2011-06-15"],
  ] as const;
  return {
    request: { ...postForm({ url: new URL(url).href, form, credentials }) },
    read: (response) => {
      const xml = response.body.toString("utf8");
      return { principal: elementIn(xml, "Arn"), account: elementIn(xml, "Account") };
    },
  };
}

/** Where the signature of `awsAsking` is for. */
export const awsIdentityTarget = { service: "sts", region: "us-east-1" } as const;

function googleAsking(credentials: Credentials): Asking | undefined {
  const token = bearerIn(credentials);
  if (token === undefined) return undefined;
  const url = "https://oauth2.googleapis.com/tokeninfo";
  return {
    request: postForm({ url, form: [], secretForm: [["access_token", token]] }),
    read: (response) => ({
      principal: textIn(response, ["email"]) ?? textIn(response, ["azp"]) ?? textIn(response, ["sub"]),
      seconds: Number(textIn(response, ["expires_in"]) ?? Number.NaN),
    }),
  };
}
