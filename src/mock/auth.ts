// Who may call what: API keys for the control plane, tokens with scopes for the partner API.
import { Buffer } from "node:buffer";
import type { Cloud } from "./cloud.ts";
import { paths } from "./kinds.ts";
import { forbidden, Problem } from "./problem.ts";
import { valueAt } from "./values.ts";

/** The credentials that every mock accepts; they open nothing else. */
export const demoCredentials = {
  apiKey: "MOCKKEY",
  apiSecret: "MOCKSECRET",
  partnerClientId: "MOCKPARTNER",
  partnerClientSecret: "MOCKPARTNERSECRET",
} as const;

export const partnerScopes = ["partner:create", "partner:describe", "partner:alter", "partner:delete"] as const;

export interface Token {
  readonly audience: "control-plane" | "partner";
  readonly scopes: readonly string[];
  readonly expiresAt: number;
}

const scopeOfMethod: Readonly<Record<string, (typeof partnerScopes)[number]>> = {
  GET: "partner:describe",
  POST: "partner:create",
  PATCH: "partner:alter",
  PUT: "partner:alter",
  DELETE: "partner:delete",
};

/** The tokens that have been issued, and the checks of every Authorization header. */
export class Authority {
  readonly #tokens = new Map<string, Token>();
  readonly #cloud: Cloud;
  /** How long a new API key is refused, as the real ones are until they have spread. */
  readonly #keyLagMilliseconds: number;

  constructor(cloud: Cloud, keyLagMilliseconds: number) {
    this.#cloud = cloud;
    this.#keyLagMilliseconds = keyLagMilliseconds;
  }

  issue(token: Token): string {
    const text = `mock-token-${this.#cloud.random.hex(40)}`;
    this.#tokens.set(text, token);
    return text;
  }

  /** Throws 401 or 403 where the header does not open this operation. */
  requireAccess(header: string | undefined, method: string, path: string): void {
    const isPartner = path.startsWith("/partner/");
    const [scheme = "", value = ""] = (header ?? "").split(/\s+/, 2);
    if (scheme.toLowerCase() === "bearer") {
      this.#requireToken(value, method, isPartner);
      return;
    }
    if (isPartner) throw unauthenticated("the partner API takes a bearer token only", "Bearer");
    if (scheme.toLowerCase() !== "basic") throw unauthenticated("the request has no credentials", "Basic");
    const pair = basicPair(value);
    if (!this.#isCloudKey(pair))
      throw unauthenticated("invalid API key: make sure you're authenticating with a valid Cloud API key", "Basic");
  }

  #requireToken(text: string, method: string, isPartner: boolean): void {
    const token = this.#tokens.get(text);
    if (token === undefined || token.expiresAt <= this.#cloud.clock.now()) {
      throw unauthenticated("the access token is unknown or has expired", "Bearer");
    }
    if ((token.audience === "partner") !== isPartner) throw forbidden("the access token is not meant for this API");
    const scope = scopeOfMethod[method] ?? "partner:describe";
    if (isPartner && !token.scopes.includes(scope)) throw forbidden(`the access token lacks the scope ${scope}`);
  }

  #isCloudKey({ name, secret }: Pair): boolean {
    if (name === demoCredentials.apiKey) return secret === demoCredentials.apiSecret;
    const key = this.#cloud.collection(paths.apiKeys)?.items.get(name);
    if (key === undefined || key.hidden["secret"] !== secret) return false;
    const createdAt = Date.parse(String(valueAt(key.item, "metadata.created_at")));
    if (this.#cloud.clock.now() < createdAt + this.#keyLagMilliseconds) return false;
    // A key of a cluster opens that cluster, not the control plane.
    return !String(valueAt(key.item, "spec.resource.id") ?? "").startsWith("lkc-");
  }
}

export interface Pair {
  readonly name: string;
  readonly secret: string;
}

/** The two halves of Basic credentials; both empty where the text is malformed. */
export function basicPair(value: string): Pair {
  const text = Buffer.from(value, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 0 ? { name: "", secret: "" } : { name: text.slice(0, colon), secret: text.slice(colon + 1) };
}

function unauthenticated(detail: string, scheme: "Basic" | "Bearer"): Problem {
  const headers = { "WWW-Authenticate": `${scheme} realm="Confluent Cloud"` };
  return new Problem({ status: 401, code: "user_unauthenticated", detail, headers });
}
