import { expect, test } from "vitest";
import type { AuthConfig } from "../../catalog/model.ts";
import { callOf, connect, failureOf, method, read, serve } from "../test-server.ts";
import { found, homeWith } from "./test-clouds.ts";

const jwt = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.sig`;
const session = jwt({ sub: "u-1", exp: 4102444800 });

const cluster = (secret?: string) => ({
  id: "lkc-1",
  rest_endpoint: "https://pkc-1.eu.aws.confluent.cloud:443",
  bootstrap_servers: "SASL_SSL://pkc-1.eu.aws.confluent.cloud:9092",
  api_keys: { KEY: { api_key: "KEY", ...(secret === undefined ? {} : { api_secret: secret }) } },
  api_key: "KEY",
});

interface Kept {
  readonly token?: string;
  readonly kafka?: object;
}

/** A config file of the CLI with the context `login-me`. */
function configWith({ token = session, kafka = {} }: Kept = {}): string {
  return JSON.stringify({
    current_context: "login-me",
    contexts: { "login-me": { name: "login-me", kafka_cluster_context: kafka }, other: {} },
    context_states: { "login-me": { auth_token: token, auth_refresh_token: "r" } },
  });
}

/** The Authorization header of a request to a host, with what the CLI keeps. */
async function sentTo(host: string, config: string | undefined, auth: AuthConfig = { type: "interactive" }) {
  const api = await serve(() => found);
  const HOME = homeWith(config === undefined ? {} : { ".confluent/config.json": config });
  const connector = connect({ endpoints: { confluent: api.origin } }, { HOME });
  await read(connector, { ...callOf(method(`https://${host}`)), provider: "confluent", auth });
  return api.received[0]?.headers.authorization;
}

const control = "api.confluent.cloud";
const data = "pkc-1.eu.aws.confluent.cloud";

test("the token of the session goes to the control plane", async () => {
  expect(await sentTo(control, configWith())).toBe(`Bearer ${session}`);
});

test.each([
  ["of the context", { kafka_cluster_configs: { "lkc-1": cluster("hush-hush") } }],
  [
    "of an environment",
    { kafka_environment_contexts: { "env-1": { kafka_cluster_infos: { "lkc-1": cluster("hush-hush") } } } },
  ],
])("the API key of a cluster %s goes to its host", async (_where, kafka) => {
  expect(await sentTo(data, configWith({ kafka }))).toBe(`Basic ${Buffer.from("KEY:hush-hush").toString("base64")}`);
});

const instead =
  "Make an API key with confluent api-key create, and set CONFLUENT_CLOUD_API_KEY and CONFLUENT_CLOUD_API_SECRET.";

test.each<[string, string, string | undefined, string]>([
  ["without a file", control, undefined, "/.confluent/config.json is not there\nRun confluent login. " + instead],
  [
    "with an encrypted session",
    control,
    configWith({ token: "AES/GCM/NoPadding:abcdef" }),
    ": the session of the context login-me is encrypted by the confluent CLI\n" + instead,
  ],
  [
    "with a session that has ended",
    control,
    configWith({ token: jwt({ exp: 946684800 }) }),
    ": the session of the context login-me has ended\nRun confluent login.",
  ],
  [
    "signed out",
    control,
    configWith({ token: "" }),
    ": nobody is signed in to the context login-me\nRun confluent login.",
  ],
  ["with no context", control, "{}", " has no current context\nRun confluent login."],
  [
    "with an encrypted secret",
    data,
    configWith({ kafka: { kafka_cluster_configs: { "lkc-1": cluster("AES/GCM/NoPadding:abc") } } }),
    ": the secret of the API key KEY of lkc-1 is encrypted by the confluent CLI (context login-me)\nSet the key and its secret as variables; the CLI keeps them for itself.",
  ],
  [
    "without the secret",
    data,
    configWith({ kafka: { kafka_cluster_configs: { "lkc-1": cluster() } } }),
    ": the secret of the API key KEY of lkc-1 is not kept by the confluent CLI (context login-me)\nSet the key and its secret as variables; the CLI keeps them for itself.",
  ],
])("%s: the error says what is there and what to do", async (_what, host, config, expected) => {
  const failure = await failureOf(sentTo(host, config));
  expect(failure).toMatch(/^missing_credentials: no credentials for confluent\.shop: /);
  expect(failure.endsWith(expected), failure).toBe(true);
});

test("another context is named by profile", async () => {
  const failure = (profile: string) => failureOf(sentTo(control, configWith(), { type: "interactive", profile }));
  expect(await failure("othr")).toContain("config.json has no context othr\nDid you mean other?");
  expect(await failure("other")).toContain("nobody is signed in to the context other");
});
