/**
 * `tributary.auth`: how requests of each provider prove who sends them. No secret is among it: the principal is a user
 * or client name where one is given in the clear, else the variable that holds it.
 */
import type { Catalog } from "../catalog.ts";
import type { AuthConfig } from "../model.ts";
import type { AuthFact, SessionFacts } from "../session-facts.ts";
import { systemRelation, type Keys } from "./relation.ts";
import { walkProviders } from "./walk.ts";

interface AuthRow extends AuthFact {
  readonly provider: string;
  /** NULL where it holds for the whole provider. */
  readonly service: string | undefined;
  readonly source: "given" | "document" | "none";
}

export const authRelation = systemRelation<AuthRow>({
  name: "tributary.auth",
  keys: ["provider"],
  columns: {
    provider: ["text", ({ provider }) => provider],
    service: ["text", ({ service }) => service],
    principal: ["text", ({ principal }) => principal],
    type: ["text", ({ type }) => type],
    source: ["text", ({ source }) => source],
  },
  items: authOfProviders,
});

async function* authOfProviders(
  catalog: Catalog,
  keys: Keys,
  session?: SessionFacts,
): AsyncIterable<readonly AuthRow[]> {
  const given = session?.auth() ?? new Map<string, AuthFact>();
  for await (const { name: provider, auth: declared } of walkProviders(catalog, keys)) {
    const own = given.get(provider);
    const row = (fact: AuthFact, source: AuthRow["source"], service?: string): AuthRow => ({
      ...fact,
      provider,
      service,
      source,
    });
    const whole =
      own !== undefined
        ? row(own, "given")
        : row(authFact(declared ?? { type: "null_auth" }), declared === undefined ? "none" : "document");
    const services = [...given].filter(([owner]) => owner.startsWith(`${provider}.`));
    yield [whole, ...services.map(([owner, fact]) => row(fact, "given", owner.slice(provider.length + 1)))];
  }
}

/** What may be told of an auth block: its type and who it speaks for, never what proves it. */
export function authFact(config: AuthConfig): AuthFact {
  const { type, username, client_id, keyID, aws_role_arn, sub } = config;
  const named = aws_role_arn ?? sub ?? username ?? client_id ?? keyID;
  const variable = config.aws_role_arn_env_var ?? config.username_var ?? config.client_id_env_var ?? config.keyIDenvvar;
  return { type, principal: named ?? (variable === undefined ? undefined : `$${variable}`) };
}
