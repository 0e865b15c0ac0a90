import { homedir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { load } from "js-yaml";
import { EngineError } from "../common/error.ts";
import { redact } from "../common/redact.ts";
import type { JsonValue } from "../common/value.ts";
import { connectionsIn } from "./declarations.ts";

const declared = (yaml: string) => connectionsIn(load(yaml) as JsonValue, { source: "c.yaml", folder: "/etc/t" });

function mistakeOf(yaml: string): string {
  try {
    declared(yaml);
  } catch (error) {
    if (error instanceof EngineError) return `${error.message}${error.hint === undefined ? "" : ` | ${error.hint}`}`;
    throw error;
  }
  return "none";
}

const bare = {
  auth: {},
  variables: {},
  parameters: {},
  values: {},
  endpoint: undefined,
  network: {},
  limits: {},
  onError: undefined,
  ignore: [],
  tags: {},
  source: "c.yaml",
};

describe("connections", () => {
  test("need a provider and nothing else", () => {
    expect(declared("connections: {a: {provider: aws}}")).toEqual({
      connections: [{ ...bare, name: "a", provider: "aws" }],
      groups: [],
    });
  });

  test("say all that can be said", () => {
    const { connections } = declared(`
connections:
  aws_prod:
    provider: aws
    auth: {type: aws_signing_v4, keyIDenvvar: K, services: {s3: {type: null_auth}}}
    variables:
      AWS_PROFILE: prod
      TOKEN: {exec: [op, read, "op://x"]}
      KEY: {file: ~/x}
      OTHER: {env: X}
      S: {keychain: name, account: me}
    parameters: {region: eu-west-1, account: 123456789012}
    values: {region: [eu-west-1, us-east-1], zone: a}
    endpoint: https://aws.example
    network: {proxy: "http://me:pass@proxy:3128", ca_bundle: ca.pem, ca_mode: replace, certificate: ~/c.pem, key: /k.pem, key_password: {env: P}, allow_insecure_tls: false}
    limits: {concurrency: 8, rate: 20.5, retries: 0, timeout: 1.5, timeouts: {connect: 2, idle: 0}}
    on_error: warn
    ignore: [AccessDenied, 404]
    tags: {team: payments, cost: 12}
`);
    expect(connections).toEqual([
      {
        name: "aws_prod",
        provider: "aws",
        auth: { "": { type: "aws_signing_v4", keyIDenvvar: "K" }, s3: { type: "null_auth" } },
        variables: {
          AWS_PROFILE: "prod",
          TOKEN: { exec: ["op", "read", "op://x"] },
          KEY: { file: join(homedir(), "x") },
          OTHER: { env: "X" },
          S: { keychain: "name", account: "me" },
        },
        parameters: { region: "eu-west-1", account: "123456789012" },
        values: { region: ["eu-west-1", "us-east-1"], zone: ["a"] },
        endpoint: "https://aws.example",
        network: {
          proxy: "http://me:pass@proxy:3128",
          caBundle: "/etc/t/ca.pem",
          caMode: "replace",
          certificate: join(homedir(), "c.pem"),
          key: "/k.pem",
          keyPassword: { env: "P" },
          allowInsecureTls: false,
        },
        limits: {
          concurrency: 8,
          rate: 20.5,
          retries: 0,
          timeoutMilliseconds: 1500,
          timeouts: [
            { phase: "connect", milliseconds: 2000 },
            { phase: "idle", milliseconds: 0 },
          ],
        },
        onError: "warn",
        ignore: ["AccessDenied", "404"],
        tags: { team: "payments", cost: "12" },
        source: "c.yaml",
      },
    ]);
  });

  test("may have auth for services alone", () => {
    const { connections } = declared("connections: {a: {provider: p, auth: {services: {s: {type: basic}}}}}");
    expect(connections[0]?.auth).toEqual({ s: { type: "basic" } });
  });

  test("extend others: maps key by key, all else as a whole, over several steps", () => {
    const { connections } = declared(`
connections:
  base: {provider: aws, variables: {A: "1", B: "2"}, ignore: [x], auth: {type: basic}, on_error: warn}
  middle: {extends: base, variables: {B: "3"}, ignore: [y]}
  top: {extends: middle, auth: {type: bearer}, tags: {t: u}}
`);
    expect(connections[2]).toEqual({
      ...bare,
      name: "top",
      provider: "aws",
      auth: { "": { type: "bearer" } },
      variables: { A: "1", B: "3" },
      ignore: ["y"],
      onError: "warn",
      tags: { t: "u" },
    });
  });

  test("may have their values from a query", () => {
    const { connections } = declared("connections: {a: {provider: p, values: {r: SELECT n FROM p.s.r, z: [x]}}}");
    expect(connections[0]).toMatchObject({ values: { z: ["x"] }, lookups: { r: "SELECT n FROM p.s.r" } });
  });

  test("hand their secrets to redaction", () => {
    declared(`
connections:
  a:
    provider: p
    auth: {type: bearer, password: marked-password-1}
    variables: {API_TOKEN: marked-token-1}
    network: {proxy: "http://u:marked%2Dproxy-1@h"}
`);
    expect(redact("marked-password-1 marked-token-1 marked-proxy-1")).toBe("*** *** ***");
  });
});

test("groups are lists of members, or say more of them", () => {
  expect(declared('groups: {all: ["a_*", b], one: a, most: {members: [a], on_error: warn}}').groups).toEqual([
    { name: "all", members: ["a_*", "b"], onError: undefined, source: "c.yaml" },
    { name: "one", members: ["a"], onError: undefined, source: "c.yaml" },
    { name: "most", members: ["a"], onError: "warn", source: "c.yaml" },
  ]);
});

test("an empty file declares nothing", () => {
  expect(connectionsIn(null, { source: "c.yaml", folder: "/" })).toEqual({ connections: [], groups: [] });
  expect(declared("connections:")).toEqual({ connections: [], groups: [] });
});

const ofA = (rest: string): string => `connections: {a: {provider: p, ${rest}}}`;

describe("mistakes name the file, the path and what was expected, and no value", () => {
  test.each([
    ["[1]", "c.yaml: expected an object, found a list"],
    ["conections: {}", "c.yaml: conections: there is no such key | Did you mean connections?"],
    ["connections: {a: {}}", "c.yaml: connections.a.provider: expected the name of a provider"],
    ["connections: {a: }", "c.yaml: connections.a: expected an object, found nothing"],
    ["connections: {a.b: {provider: p}}", "c.yaml: connections.a.b: a name has letters, digits, _ and - only"],
    [
      "connections: {tributary: {provider: p}}",
      "c.yaml: connections.tributary: tributary is the name of what the session tells of itself",
    ],
    [ofA("paramters: {}"), "c.yaml: connections.a.paramters: there is no such key | Did you mean parameters?"],
    [ofA("parameters: {x: [secret]}"), "c.yaml: connections.a.parameters.x: expected a text, found a list"],
    [ofA("values: {x: [a, {b: c}]}"), "c.yaml: connections.a.values.x.2: expected a text, found an object"],
    [
      ofA("variables: {T: {exce: [x]}}"),
      "c.yaml: connections.a.variables.T.exce: there is no such key | Did you mean exec?",
    ],
    [
      ofA("variables: {T: {env: x, file: y}}"),
      "c.yaml: connections.a.variables.T: expected a text, or one of env, file, exec, keychain",
    ],
    [
      ofA("variables: {T: {env: x, account: y}}"),
      "c.yaml: connections.a.variables.T: expected a text, or one of env, file, exec, keychain",
    ],
    [ofA("variables: {T: {exec: []}}"), "c.yaml: connections.a.variables.T: expected a program and what it is given"],
    [
      ofA("auth: {typ: basic}"),
      "c.yaml: connections.a.auth.typ: there is no such key | Did you mean grant_type or type?",
    ],
    [ofA("auth: {username: x}"), "c.yaml: connections.a.auth.type: expected a text, found nothing"],
    [ofA("auth: {type: basic, password: [secret]}"), "c.yaml: connections.a.auth: password is a text"],
    [
      ofA("endpoint: secret"),
      "c.yaml: connections.a.endpoint: expected the URL of an origin | For example https://api.example.com.",
    ],
    [ofA("network: {ca_mode: secret}"), "c.yaml: connections.a.network.ca_mode: expected one of extra, replace"],
    [
      ofA("network: {proxy: 'ftp://secret@x'}"),
      "c.yaml: connections.a.network.proxy: expected the URL of an HTTP proxy, or an empty text for none",
    ],
    [
      ofA("limits: {concurrency: 0}"),
      "c.yaml: connections.a.limits.concurrency: expected a whole number from 1, found a number",
    ],
    [ofA("limits: {timeout: soon}"), "c.yaml: connections.a.limits.timeout: expected a number from 0, found a text"],
    [
      ofA("network: {allow_insecure_tls: maybe}"),
      "c.yaml: connections.a.network.allow_insecure_tls: expected true or false, found a text",
    ],
    [ofA("on_error: partial"), "c.yaml: connections.a.on_error: expected one of fail, warn"],
    [ofA("extends: other"), "c.yaml: connections.a.extends: there is no connection other | Known: a."],
    [ofA("extends: [b]"), "c.yaml: connections.a.extends: expected the name of a connection"],
    [
      "connections: {a: {extends: b}, b: {extends: a}}",
      "c.yaml: connections.b.extends: the connection extends itself: a → b → a",
    ],
    ["groups: {g: []}", "c.yaml: groups.g.members: expected the names of connections"],
    ["groups: {g: {member: [a]}}", "c.yaml: groups.g.member: there is no such key | Did you mean members?"],
  ])("%s", (yaml, message) => expect(mistakeOf(yaml)).toBe(message));
});
