import { expect, test } from "vitest";
import {
  callOf,
  connect,
  failureOf,
  json,
  method,
  parameter,
  read,
  serve,
  type Answer,
  type MethodFacts,
} from "./test-server.ts";
import { problemsIn } from "./errors.ts";

async function failure(answer: Answer, facts: MethodFacts = {}, config = {}): Promise<string> {
  const api = await serve(() => answer);
  const text = await failureOf(read(connect(config), callOf(method(api.origin, facts))));
  return text.replaceAll(api.origin, "ORIGIN");
}

test("the control plane's error list: code, title, detail, place, request id", async () => {
  const errors = [
    {
      id: "1",
      status: "422",
      code: "invalid_configuration",
      title: "Invalid",
      detail: "too large",
      source: { pointer: "/spec/config/cku" },
    },
  ];
  expect(await failure({ status: 422, headers: { "x-request-id": "r-1" }, body: { errors } })).toBe(
    "upstream_rejected: acme.shop.things.list: GET ORIGIN/things answered 422: [invalid_configuration] Invalid: too large (at spec.config.cku) (request id r-1)",
  );
});

test.each([
  [{ error_code: 40401, message: "Subject not found" }, [{ code: "40401", detail: "Subject not found" }]],
  [{ error: { code: 404, message: "no connector" } }, [{ code: "404", detail: "no connector" }]],
  [
    {
      status: 400,
      error: { code: "bad", message: "m", path: "/a/b", suggestion: "try c", timestamp: "t" },
      requestId: "r",
    },
    [{ code: "bad", detail: "m", source: "a.b", suggestion: "try c" }],
  ],
  [{ error: "invalid_client", error_description: "d" }, [{ code: "invalid_client", detail: "d" }]],
  [{ title: "Bad", detail: "d", status: 400 }, [{ title: "Bad", detail: "d" }]],
  [{ errors: ["one", "two"] }, [{ detail: "one" }, { detail: "two" }]],
  [{ error: null }, []],
  [{ errors: [] }, []],
  ["text", []],
])("the problems in %j", (body, expected) => {
  const found = problemsIn(body).map((one) =>
    Object.fromEntries(Object.entries(one).filter(([, part]) => part !== undefined)),
  );
  expect(found).toEqual(expected);
});

test.each([
  [400, "upstream_rejected"],
  [401, "upstream_unauthenticated"],
  [402, "upstream_quota_exceeded"],
  [403, "upstream_forbidden"],
  [404, "upstream_not_found"],
  [409, "upstream_conflict"],
  [422, "upstream_rejected"],
  [429, "upstream_rate_limited"],
  [500, "upstream_failed"],
  [503, "upstream_failed"],
  [304, "upstream_bad_response"],
])("status %i is %s", async (status, condition) => {
  expect(await failure({ status })).toMatch(
    new RegExp(`^${condition}: acme.shop.things.list: GET ORIGIN/things answered ${status}`),
  );
});

test.each([
  [{ errors: [{ code: "a" }, { code: 7 }] }, {}, ["a", "7"]],
  [{ error: { code: 403, status: "PERMISSION_DENIED" } }, {}, ["403", "PERMISSION_DENIED"]],
  [{ __type: "com.amazon.coral#AccessDeniedException", message: "m" }, {}, ["AccessDeniedException"]],
  [{}, { "x-amzn-errortype": "Throttled:http://aws/" }, ["Throttled"]],
  ["<Error><Code>AccessDenied</Code><Message>m</Message></Error>", {}, ["AccessDenied"]],
  ["nothing known", {}, []],
])("the codes that %j names", async (body, headers, codes) => {
  const api = await serve(() => ({ status: 403, body, headers }));
  await expect(read(connect(), callOf(method(api.origin)))).rejects.toMatchObject({ upstream: { status: 403, codes } });
});

test("HTTP's status counts, not the one in the body", async () => {
  expect(await failure({ status: 403, body: { errors: [{ status: "404", code: "x" }] } })).toMatch(
    /^upstream_forbidden/,
  );
});

test("a 403 for an invalid key is about the credentials", async () => {
  expect(await failure({ status: 403, body: { errors: [{ detail: "invalid API key" }] } })).toMatch(
    /^upstream_unauthenticated/,
  );
});

test("an HTML page is reduced to its words", async () => {
  const body = "<html><head><style>p{}</style></head><body><h1>401</h1><p>Unauthorized</p></body></html>";
  expect(await failure({ status: 401, body })).toMatch(/answered 401: 401 Unauthorized\n/);
});

test("hints: who sent it, which scopes, what is there, how long to wait", async () => {
  const auth = {
    acme: { type: "basic", username: "u", password: "p", username_var: "ACME_KEY", password_var: "ACME_SECRET" },
  };
  expect(await failure({ status: 401 }, {}, { auth })).toMatch(
    /credentials came from the variables ACME_KEY, ACME_SECRET;/,
  );
  expect(await failure({ status: 401 })).toMatch(/carried no credentials: set some for acme.shop with --auth/);
  expect(await failure({ status: 409, headers: { location: "/things/7" } })).toMatch(/is there already: \/things\/7\./);
  expect(await failure({ status: 429, headers: { "retry-after": "7" } })).toMatch(/asks to wait 7 s/);
  expect(await failure({ status: 402 })).toMatch(/quota is used up/);
  expect(await failure({ status: 500 }, { verb: "insert", request: { httpMethod: "POST" } })).toMatch(
    /look before trying again/,
  );
});

test("404 is no row for a SELECT by identifier", async () => {
  const api = await serve(() => ({ status: 404, body: { error_code: 404, message: "gone" } }));
  const facts = { parameters: [parameter("id", "path", { required: true })], request: { path: "/things/{id}?v=1" } };
  const { rows, warnings } = await read(connect(), callOf(method(api.origin, facts), { id: "7" }));
  expect(rows).toEqual([]);
  expect(warnings).toEqual([
    {
      condition: "upstream_not_found",
      message: `acme.shop.things.list: ${api.origin}/things/7?v=1 answered 404: no such row`,
    },
  ]);
});

test("404 is an error for a list, and for anything but SELECT", async () => {
  const facts = { parameters: [parameter("id", "path", { default: "7" })], request: { path: "/things/{id}" } };
  expect(await failure({ status: 404 }, { ...facts, request: { path: "/things/{id}/parts" } })).toMatch(
    /^upstream_not_found/,
  );
  expect(await failure({ status: 404 }, { ...facts, verb: "delete" })).toMatch(/^upstream_not_found/);
});

test("an error never repeats a secret of the request", async () => {
  const api = await serve((request) => ({ status: 400, body: { message: `cannot use ${request.body}` } }));
  const facts: MethodFacts = {
    verb: "exec",
    parameters: [parameter("token", "body", { secret: true }), parameter("spec", "body", { type: "json" })],
    request: { httpMethod: "POST", mediaType: "application/json" },
  };
  const values = { token: "marked-token-1", spec: json({ password: 'marked"password' }) };
  const text = await failureOf(read(connect(), callOf(method(api.origin, facts), values)));
  expect(text).toContain('cannot use {"token":"***","spec":{"password":"***"}}');
});

test.each(["InvalidClientTokenId", "SignatureDoesNotMatch"])("AWS refuses keys with 403 and %s", async (code) => {
  const body = `<ErrorResponse><Error><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`;
  const api = await serve(() => ({ status: 403, body }));
  const auth = { type: "aws_signing_v4", keyIDenvvar: "AWS_ACCESS_KEY_ID", credentialsenvvar: "AWS_SECRET_ACCESS_KEY" };
  const variables = { AWS_ACCESS_KEY_ID: "AKIAX", AWS_SECRET_ACCESS_KEY: "another-secret" };
  const call = callOf(method(api.origin), {}, { auth });
  expect((await failureOf(read(connect({}, variables), call))).replaceAll(api.origin, "ORIGIN")).toBe(
    `upstream_unauthenticated: acme.shop.things.list: GET ORIGIN/things answered 403: ${code} no\n` +
      "The credentials came from the variables AWS_SECRET_ACCESS_KEY, AWS_ACCESS_KEY_ID, or from AWS_… variables, a profile of ~/.aws, " +
      "or the role of the machine; check that they are valid, and meant for this API and host. " +
      "Signatures also want the clock of this machine to be right.",
  );
});

test("a bucket of another region: which one", async () => {
  const answer = {
    status: 301,
    headers: { "x-amz-bucket-region": "eu-west-1" },
    body: "<Error><Code>PermanentRedirect</Code></Error>",
  };
  expect(await failure(answer)).toBe(
    "upstream_bad_response: acme.shop.things.list: GET ORIGIN/things answered 301: PermanentRedirect\n" +
      "The bucket lies in another region: give region = 'eu-west-1'.",
  );
});
