/** Every way a secret can enter the connector, and every text that can leave it. */
import { expect, test } from "vitest";
import type { AuthConfig } from "../catalog/model.ts";
import type { EngineEvent } from "../common/event.ts";
import type { Value } from "../common/value.ts";
import { callOf, connect, failureOf, json, method, parameter, read, serve, type MethodFacts } from "./test-server.ts";

interface Entrance {
  readonly auth?: AuthConfig;
  readonly facts?: MethodFacts;
  readonly values?: { readonly [name: string]: Value };
}

const write: MethodFacts["request"] = { httpMethod: "POST", mediaType: "application/json" };

/** A secret of its own for each, for what one call has remembered must not help another. */
const entrances: { readonly [name: string]: (secret: string) => Entrance } = {
  "basic pair": () => ({ auth: { type: "basic", username: "user", password_var: "SECRET" } }),
  "basic token": () => ({ auth: { type: "basic", credentialsenvvar: "PLAIN" } }),
  "basic token, encoded": () => ({ auth: { type: "basic", credentialsenvvar: "ENCODED" } }),
  bearer: () => ({ auth: { type: "bearer", credentialsenvvar: "SECRET" } }),
  "inline api key": (secret) => ({ auth: { type: "api_key", api_key: secret } }),
  "custom header": () => ({
    auth: { type: "custom", name: "X-Thing", location: "header", credentialsenvvar: "SECRET" },
  }),
  "custom query": () => ({ auth: { type: "custom", name: "thing", location: "query", credentialsenvvar: "SECRET" } }),
  "oauth2 secret in the form": () => ({
    auth: { type: "oauth2", token_url: "/token", client_id: "i", client_secret_env_var: "SECRET", auth_style: 1 },
  }),
  "oauth2 secret in the header": () => ({
    auth: { type: "oauth2", token_url: "/token", client_id: "i", client_secret_env_var: "SECRET", auth_style: 2 },
  }),
  "key of AWS": () => ({ auth: { type: "aws_signing_v4", keyID: "AKIAX", credentialsenvvar: "SECRET" } }),
  "session token of AWS": () => ({ auth: { type: "aws_signing_v4", keyID: "ASIAX", api_key: "another-secret" } }),
  "query parameter": (secret) => ({
    facts: { parameters: [parameter("code", "query", { secret: true })] },
    values: { code: secret },
  }),
  "header parameter": (secret) => ({
    facts: { parameters: [parameter("X-Code", "header", { secret: true })] },
    values: { "X-Code": secret },
  }),
  "path parameter": (secret) => ({
    facts: { parameters: [parameter("code", "path", { secret: true })], request: { path: "/things/{code}/x" } },
    values: { code: secret },
  }),
  "body parameter": (secret) => ({
    facts: { parameters: [parameter("code", "body", { secret: true })], request: write },
    values: { code: secret },
  }),
  "body property by name": (secret) => ({
    facts: { parameters: [parameter("config", "body", { type: "json" })], request: write },
    values: { config: json({ inner: [{ "db.password": secret }] }) },
  }),
  "form property": (secret) => ({
    facts: {
      parameters: [parameter("client_secret", "body")],
      request: { ...write, mediaType: "application/x-www-form-urlencoded" },
    },
    values: { client_secret: secret },
  }),
};

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

/** The forms of the secret, and of what is made from it, that a text holds. */
function traces(text: string, secret: string): readonly string[] {
  const name = secret.slice(0, secret.indexOf("/"));
  const forms = [name, base64(`user:${secret}`), base64(`i:${encodeURIComponent(secret)}`), `issued-${name}`];
  return forms.filter((form) => text.includes(form));
}

test.each(Object.keys(entrances))("%s: no event or error shows it", async (name) => {
  const secret = `MARKED${Object.keys(entrances).indexOf(name)}X/se"cret+1(é`;
  const variables = {
    SECRET: secret,
    AWS_SESSION_TOKEN: secret,
    PLAIN: `user:${secret}`,
    ENCODED: base64(`user:${secret}`),
  };
  const { auth, facts = {}, values } = entrances[name]?.(secret) ?? {};
  // Tokens are issued; everything else is refused with all that was sent repeated in the answer.
  const api = await serve((request) =>
    request.url === "/token"
      ? { body: { access_token: `issued-${secret.slice(0, secret.indexOf("/"))}`, expires_in: 60 } }
      : { status: 400, body: { message: `${request.url} ${JSON.stringify(request.headers)} ${request.body}` } },
  );
  const called = callOf(method(api.origin, facts), values, { auth });
  const events: EngineEvent[] = [];
  const onEvent = (event: EngineEvent) => events.push(event);
  const outcome = await failureOf(read(connect({}, variables), called, { onEvent }));
  expect(outcome).toMatch(/^upstream_rejected/);
  expect(events.length).toBeGreaterThan(1);
  const preview = connect({}, variables).preview(called);
  for (const text of [outcome, JSON.stringify(events), JSON.stringify(preview)])
    expect(traces(text, secret)).toEqual([]);
});
