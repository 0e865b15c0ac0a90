/** Secrets of connections: every source and every place of one, with all that leaves the connector searched for them. */
import { expect, test } from "vitest";
import type { AuthConfig } from "../../../catalog/model.ts";
import type { EngineEvent } from "../../../common/event.ts";
import type { Connection, VariableSource } from "../../connection.ts";
import { callOf, connect, failureOf, method, read, serve } from "../../test-server.ts";
import { homeWith, programNamed } from "../test-clouds.ts";
import { connectionWith } from "../test-connections.ts";

const bearer: AuthConfig = { type: "bearer", credentialsenvvar: "TOKEN" };

/** Where a secret stands in a connection. */
const places: { readonly [name: string]: (secret: string) => Partial<Connection> } = {
  "a text": (secret) => variable(secret),
  "another variable": () => variable({ env: "OTHER" }),
  "a file": (secret) => variable({ file: `${homeWith({ token: `${secret}\n` })}/token` }),
  "a program": (secret) => variable({ exec: ["/bin/echo", secret] }),
  "a program that prints JSON": (secret) => variable({ exec: ["/bin/echo", JSON.stringify({ token: secret })] }),
  "the keychain": () => variable({ keychain: "acme" }),
  "a password of its auth": (password) => own({ type: "basic", username: "me", password }),
  "a key of its auth": (api_key) => own({ type: "custom", name: "X-Key", location: "header", api_key }),
  "a client secret of its auth": (client_secret) =>
    own({ type: "oauth2", token_url: "/token", client_id: "me", client_secret }),
};

function variable(source: VariableSource): Partial<Connection> {
  return { variables: { TOKEN: source } };
}

function own(auth: AuthConfig): Partial<Connection> {
  return { auth: { "": auth } };
}

test.each(Object.keys(places))("%s: no event, error, preview or report shows it", async (name) => {
  const secret = `MARKED${Object.keys(places).indexOf(name)}-s3cret/"+x`;
  const api = await serve(({ url, headers, body }) =>
    url === "/token"
      ? { body: { access_token: `LENT-${secret}`, expires_in: 60 } }
      : {
          status: 400,
          body: { message: `${JSON.stringify(headers)} ${body} ${Buffer.from(secret).toString("base64")}` },
        },
  );
  const PATH = programNamed("secret-tool", `printf '%s' '${secret}'`);
  const connector = connect({}, { PATH, OTHER: secret });
  const connection = connectionWith({}, places[name]?.(secret) ?? {});
  const call = callOf(method(api.origin), {}, { auth: bearer, connection });
  const events: EngineEvent[] = [];
  const onEvent = (event: EngineEvent) => events.push(event);
  const failure = await failureOf(read(connector, call, { onEvent }));
  expect(failure).toMatch(/^upstream_rejected: .*\*\*\*/);
  const identity = { url: `${api.origin}/me`, principal: ["name"] };
  const signal = new AbortController().signal;
  const report = await connector.credentials({ ...call, identity }, { signal, onEvent });
  expect(report).toMatchObject({ status: "failed" });
  const told = [
    failure,
    ...[events, report, connector.preview(call), connector.identity(call)].map((one) => JSON.stringify(one)),
  ];
  expect(
    told.filter(
      (text) => /MARKED|s3cret/.test(text) || text.includes(Buffer.from(secret).toString("base64").slice(0, 12)),
    ),
  ).toEqual([]);
});

test.each<[string, VariableSource]>([
  [
    "a program that fails and complains of what it printed",
    { exec: ["/bin/sh", "-c", "echo MARKED-printed; echo no use for MARKED-printed >&2; exit 1"] },
  ],
  ["a program whose parameters are secret", { exec: ["/nowhere/op", "read", "MARKED-parameter"] }],
])("%s", async (_what, source) => {
  const connection = connectionWith({ TOKEN: source });
  const failure = await failureOf(
    read(connect(), callOf(method("http://127.0.0.1:9"), {}, { auth: bearer, connection })),
  );
  expect(failure).toMatch(/^missing_credentials: no credentials for TOKEN of the connection acme_eu: /);
  expect(failure).not.toContain("MARKED");
});
