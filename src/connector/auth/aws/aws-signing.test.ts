import { createHash } from "node:crypto";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { AuthConfig, Pagination } from "../../../catalog/model.ts";
import { EngineError } from "../../../common/error.ts";
import type { HttpRequest } from "../../transport/message.ts";
import {
  callOf,
  connect,
  failureOf,
  method,
  parameter,
  read,
  serve,
  type Answer,
  type Handler,
  type Received,
} from "../../test-server.ts";
import { callWith, found, homeWith, nowhere, programNamed, type Variables } from "../test-clouds.ts";
import { signV4 } from "./signature-v4.ts";

const auth: AuthConfig = {
  type: "aws_signing_v4",
  credentialsenvvar: "AWS_SECRET_ACCESS_KEY",
  keyIDenvvar: "AWS_ACCESS_KEY_ID",
};
const ownKeys: Variables = { AWS_ACCESS_KEY_ID: "AKIAOWN", AWS_SECRET_ACCESS_KEY: "own/secret" };
const inAnHour = new Date(Date.now() + 3_600_000).toISOString();

/** Key and session token of each request that the API got; other requests are answered by `answer`. */
async function startCloud(answer: Handler = () => ({ status: 404 })) {
  const cloud = await serve((request, count) => (request.url === "/things" ? found : answer(request, count)));
  const used = (): readonly string[] =>
    cloud.received
      .filter(({ url }) => url === "/things")
      .map(({ headers }) => {
        const id = /Credential=(\w+)\//.exec(headers.authorization ?? "")?.[1] ?? "unsigned";
        const token = headers["x-amz-security-token"];
        return token === undefined ? id : `${id} with ${String(token)}`;
      });
  const asked = (): readonly string[] =>
    cloud.received.filter(({ url }) => url !== "/things").map((request) => `${request.method} ${request.url}`);
  return { ...cloud, used, asked };
}

function lent(keyId: string): Answer {
  const body =
    `<R><Credentials><AccessKeyId>${keyId}</AccessKeyId><SecretAccessKey>lent-secret</SecretAccessKey>` +
    `<SessionToken>lent-token&amp;</SessionToken><Expiration>${inAnHour}</Expiration></Credentials></R>`;
  return { headers: { "content-type": "text/xml" }, body };
}

const lentJson = { AccessKeyId: "ASIALENT", SecretAccessKey: "lent-secret", Token: "lent-token", Expiration: inAnHour };

// verifies: auth.aws
test("keys of the variables sign for the service and region of the method", async () => {
  const cloud = await startCloud();
  const region = parameter("region", "server", { default: "us-east-1" });
  const servers = [{ url: "https://x.{region}.test", variables: [{ name: "region", default: "us-east-1" }] }];
  const called = method("", { signingName: "ec2", parameters: [region], request: { servers } });
  const connector = connect({ endpoints: { acme: cloud.origin } }, ownKeys);
  for (const given of ["eu-west-1", "local"]) await read(connector, callOf(called, { region: given }, { auth }));
  await read(connector, callOf({ ...called, signingName: "s3" }, {}, { auth }));
  const scopes = cloud.received.map(
    ({ headers }) => /AKIAOWN\/\d{8}\/([^,]+), /.exec(headers.authorization ?? "")?.[1],
  );
  expect(scopes).toEqual(["eu-west-1/ec2/aws4_request", "local/ec2/aws4_request", "us-east-1/s3/aws4_request"]);
  const digests = cloud.received.map(({ headers }) => headers["x-amz-content-sha256"]);
  expect(digests).toEqual([undefined, undefined, createHash("sha256").update("").digest("hex")]);
});

test.each([
  ["https://iam.amazonaws.com", "us-east-1"],
  ["https://ec2.ap-southeast-2.amazonaws.com", "ap-southeast-2"],
  ["https://s3.us-gov-west-1.amazonaws.com", "us-gov-west-1"],
  ["https://iam.us-gov.amazonaws.com", "us-gov-west-1"],
  ["https://iam.cn-north-1.amazonaws.com.cn", "cn-north-1"],
  ["https://my-api-1.execute-api.us-west-2.amazonaws.com", "us-west-2"],
  ["https://my-api-1.test", "us-west-1"],
])("the host %s means the region %s, wherever the request is redirected", async (declared, region) => {
  const cloud = await startCloud();
  const variables = { ...ownKeys, AWS_REGION: "us-west-1" };
  await callWith(connect({ endpoints: { acme: cloud.origin } }, variables), declared, auth);
  expect(cloud.received[0]?.headers.authorization).toContain(`/${region}/shop/aws4_request`);
});

test("AWS_SESSION_TOKEN goes with the keys of the variables, not with lasting keys given otherwise", async () => {
  const cloud = await startCloud();
  const token = { ...ownKeys, AWS_SESSION_TOKEN: "session" };
  const other = (keyID: string): AuthConfig => ({ type: "aws_signing_v4", keyID, api_key: "secret" });
  await callWith(connect({}, token), cloud.origin, auth);
  await callWith(connect({}, token), cloud.origin, other("AKIAOTHER"));
  await callWith(connect({}, token), cloud.origin, other("ASIAOTHER"));
  expect(cloud.used()).toEqual(["AKIAOWN with session", "AKIAOTHER", "ASIAOTHER with session"]);
});

test("profiles: keys, a role with source, a role of its own keys, a program", async () => {
  const cloud = await startCloud(({ body }) => lent(body.includes("admin") ? "ASIAADMIN" : "ASIASELF"));
  const home = homeWith({
    ".aws/credentials": "[default]\naws_access_key_id = AKIADEFAULT\naws_secret_access_key = x\n",
    ".aws/config": [
      "[profile admin]\nrole_arn = arn:aws:iam::1:role/admin\nsource_profile = default\nexternal_id = ext",
      "[profile self]\nrole_arn = arn:aws:iam::1:role/self\nsource_profile = self\naws_access_key_id = AKIASELF\naws_secret_access_key = y",
      `[profile program]\ncredential_process = echo '{"Version": 1, "AccessKeyId": "ASIAPROGRAM", "SecretAccessKey": "z", "SessionToken": "t"}'`,
    ].join("\n"),
  });
  const variables = { ...nowhere, HOME: home, AWS_ENDPOINT_URL_STS: cloud.origin };
  for (const AWS_PROFILE of ["", "admin", "self", "program"]) {
    await callWith(connect({}, { ...variables, AWS_PROFILE }), cloud.origin, auth);
  }
  await callWith(connect({}, { ...variables, ...ownKeys }), cloud.origin, { ...auth, profile: "program" });
  const roles = ["ASIAADMIN with lent-token&", "ASIASELF with lent-token&"];
  expect(cloud.used()).toEqual(["AKIADEFAULT", ...roles, "ASIAPROGRAM with t", "ASIAPROGRAM with t"]);
  const [first] = cloud.received.filter(({ url }) => url === "/");
  expect(first?.body).toBe(
    "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fadmin&RoleSessionName=tributary&ExternalId=ext",
  );
  expect(first?.headers.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIADEFAULT\/\d{8}\/us-east-1\/sts\//);
});

test("aws_assume_role: one request for many that start together, and none until the keys end", async () => {
  const cloud = await startCloud(() => lent("ASIAROLE"));
  const role: AuthConfig = {
    ...auth,
    type: "aws_assume_role",
    aws_role_arn: "arn:aws:iam::1:role/r",
    aws_role_session_name: "me",
    aws_role_external_id_env_var: "EXTERNAL",
    aws_role_duration_seconds: 900,
    aws_sts_region: "eu-west-1",
    aws_sts_endpoint: `${cloud.origin}/sts`,
  };
  const connector = connect({}, { ...ownKeys, EXTERNAL: "e" });
  await Promise.all([1, 2, 3].map(() => callWith(connector, cloud.origin, role)));
  await callWith(connector, cloud.origin, role);
  expect(cloud.used()).toEqual(Array.from({ length: 4 }, () => "ASIAROLE with lent-token&"));
  expect(cloud.asked()).toEqual(["POST /sts"]);
  const asked = cloud.received.find(({ url }) => url === "/sts");
  expect(asked?.headers.authorization).toContain("/eu-west-1/sts/aws4_request");
  expect(asked?.body).toContain("&RoleSessionName=me&DurationSeconds=900&ExternalId=e");
});

test("keys of a role that have ended early are asked for once more", async () => {
  let calls = 0;
  const cloud = await serve(({ url }) => {
    if (url !== "/things") return lent("ASIAROLE");
    return ++calls === 2 ? { status: 403, body: "<Error><Code>ExpiredToken</Code></Error>" } : found;
  });
  const role: AuthConfig = { ...auth, type: "aws_assume_role", aws_role_arn: "r", aws_sts_endpoint: cloud.origin };
  const connector = connect({}, ownKeys);
  await callWith(connector, cloud.origin, role);
  expect((await callWith(connector, cloud.origin, role)).rows).toEqual([["1"]]);
  expect(cloud.received.map(({ url }) => url)).toEqual(["/", "/things", "/things", "/", "/things"]);
});

test("a refused role says what STS said, and which role it is", async () => {
  const cloud = await startCloud(() => ({
    status: 403,
    body: "<ErrorResponse><Error><Code>AccessDenied</Code><Message>not you</Message></Error></ErrorResponse>",
  }));
  const role: AuthConfig = { ...auth, type: "aws_assume_role", aws_role_arn: "role/r", aws_sts_endpoint: cloud.origin };
  expect(await failureOf(callWith(connect({}, ownKeys), cloud.origin, role))).toBe(
    `upstream_unauthenticated: no access token for acme.shop: ${cloud.origin}/ answered 403: AccessDenied, not you\n` +
      "The role is role/r: its trust policy must name who asks, and the external id if any.",
  );
});

test("a web identity is exchanged without a signature", async () => {
  const cloud = await startCloud(() => lent("ASIAWEB"));
  const home = homeWith({ token: "web-identity-token\n" });
  const variables = {
    AWS_WEB_IDENTITY_TOKEN_FILE: join(home, "token"),
    AWS_ROLE_ARN: "arn:r",
    AWS_ENDPOINT_URL_STS: cloud.origin,
  };
  const { events } = await callWith(connect({}, variables), cloud.origin, auth);
  expect(cloud.used()).toEqual(["ASIAWEB with lent-token&"]);
  expect(cloud.received[0]?.body).toMatch(/^Action=AssumeRoleWithWebIdentity&.*&WebIdentityToken=web-identity-token$/);
  expect(cloud.received[0]?.headers.authorization).toBeUndefined();
  expect(JSON.stringify(events)).not.toContain("web-identity-token");
});

test("the container lends keys for its token", async () => {
  const cloud = await startCloud(({ headers }) =>
    headers.authorization === "t0ken!" ? { body: lentJson } : { status: 403 },
  );
  const home = homeWith({ token: "t0ken!" });
  const variables = {
    HOME: home,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${cloud.origin}/container`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: join(home, "token"),
  };
  await callWith(connect({}, variables), cloud.origin, auth);
  expect(cloud.used()).toEqual(["ASIALENT with lent-token"]);
  const elsewhere = { ...variables, AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://example.test/x" };
  expect(await failureOf(callWith(connect({}, elsewhere), cloud.origin, auth))).toMatch(
    /^configuration_error: AWS_CONTAINER_CREDENTIALS_FULL_URI is not to be trusted/,
  );
});

test("the instance lends keys by the second version of its service", async () => {
  const cloud = await startCloud(({ method: verb, url, headers }) => {
    if (verb === "PUT") return { body: "imds-token" };
    if (headers["x-aws-ec2-metadata-token"] !== "imds-token") return { status: 401 };
    return url.endsWith("/") ? { body: "the-role\n" } : { body: lentJson };
  });
  const variables = { HOME: homeWith(), AWS_EC2_METADATA_SERVICE_ENDPOINT: cloud.origin };
  const connector = connect({}, variables);
  await callWith(connector, cloud.origin, auth);
  await callWith(connector, cloud.origin, auth);
  expect(cloud.used()).toEqual(["ASIALENT with lent-token", "ASIALENT with lent-token"]);
  expect(cloud.asked()).toEqual([
    "PUT /latest/api/token",
    "GET /latest/meta-data/iam/security-credentials/",
    "GET /latest/meta-data/iam/security-credentials/the-role",
  ]);
});

test("single sign-on: the token of the login lends keys, until it ends", async () => {
  const roleCredentials = {
    accessKeyId: "ASIASSO",
    secretAccessKey: "s",
    sessionToken: "t",
    expiration: Date.now() + 3_600_000,
  };
  const cloud = await startCloud(() => ({ body: { roleCredentials } }));
  const cache = (name: string, expiresAt: string): Variables => ({
    [`.aws/sso/cache/${createHash("sha1").update(name).digest("hex")}.json`]: JSON.stringify({
      accessToken: "sso-token",
      expiresAt,
    }),
  });
  const home = homeWith({
    ".aws/config": [
      "[default]\nsso_session = corp\nsso_account_id = 123\nsso_role_name = Read Only\n[sso-session corp]\nsso_region = eu-west-1",
      "[profile old]\nsso_start_url = https://corp.test/start\nsso_region = eu-west-1\nsso_account_id = 1\nsso_role_name = r",
    ].join("\n"),
    ...cache("corp", inAnHour),
    ...cache("https://corp.test/start", "2020-01-01T00:00:00Z"),
  });
  const variables = { HOME: home, AWS_ENDPOINT_URL_SSO: cloud.origin };
  await callWith(connect({}, variables), cloud.origin, auth);
  expect(cloud.used()).toEqual(["ASIASSO with t"]);
  expect(cloud.received[0]).toMatchObject({
    url: "/federation/credentials?role_name=Read%20Only&account_id=123",
    headers: { "x-amz-sso_bearer_token": "sso-token" },
  });
  expect(await failureOf(callWith(connect({}, { ...variables, AWS_PROFILE: "old" }), cloud.origin, auth))).toBe(
    "missing_credentials: the single sign-on of the AWS profile old has ended\nRun aws sso login --profile old.",
  );
});

test.each([
  [
    "nothing",
    {},
    auth,
    /^missing_credentials: no credentials found for acme\.shop .*\nSet AWS_ACCESS_KEY_ID and .* \/home-of-test\/\.aws\/credentials or /s,
  ],
  ["half", { AWS_ACCESS_KEY_ID: "x" }, auth, /^missing_credentials: .*\nSet AWS_SECRET_ACCESS_KEY in the environment/],
  [
    "own variables",
    ownKeys,
    { ...auth, keyIDenvvar: "MY_ID" },
    /^missing_credentials: .*\nSet MY_ID in the environment/,
  ],
  [
    "no such profile",
    { AWS_PROFILE: "gone" },
    auth,
    /^missing_credentials: the AWS profile gone is not in \/home-of-test/,
  ],
  [
    "no role",
    ownKeys,
    { ...auth, type: "aws_assume_role", aws_role_arn_env_var: "ROLE" },
    /names no role to assume\nGive it as "aws_role_arn", or in the variable ROLE\.$/,
  ],
] as const)("%s: what is missing is named, and nothing is sent", async (_what, variables, config, expected) => {
  const cloud = await startCloud();
  const connector = connect({}, { ...nowhere, HOME: "/home-of-test", ...variables });
  expect(await failureOf(callWith(connector, cloud.origin, config))).toMatch(expected);
  expect(cloud.received).toEqual([]);
});

test("a limit of requests ends the search, rather than passing for a machine without keys", async () => {
  const beforeRequest = (): void => {
    throw new EngineError({ condition: "request_limit_reached", stage: "request", message: "no more requests" });
  };
  const connector = connect({}, { ...nowhere, HOME: homeWith() });
  const call = callOf(method("http://127.0.0.1:9"), {}, { auth });
  expect(await failureOf(read(connector, call, { beforeRequest }))).toBe("request_limit_reached: no more requests");
});

test("profiles that name each other are a circle, not a hang", async () => {
  const config = "[profile a]\nrole_arn = x\nsource_profile = b\n[profile b]\nrole_arn = y\nsource_profile = a\n";
  const connector = connect({}, { ...nowhere, HOME: homeWith({ ".aws/config": config }), AWS_PROFILE: "a" });
  expect(await failureOf(callWith(connector, "http://127.0.0.1:9", auth))).toBe(
    "configuration_error: the AWS profiles a → b → a go round in a circle",
  );
});

test("a program that fails says what it said", async () => {
  const config = "[default]\ncredential_process = lender --now\n";
  const PATH = programNamed("lender", "echo 'the vault is sealed' >&2; exit 3");
  const connector = connect({}, { ...nowhere, PATH, HOME: homeWith({ ".aws/config": config }) });
  expect(await failureOf(callWith(connector, "http://127.0.0.1:9", auth))).toBe(
    "missing_credentials: no credentials for acme.shop: lender failed: the vault is sealed\n" +
      "It is the credential_process of the AWS profile default; run it to see what it says.",
  );
});

/** The Authorization header that what came over the wire ought to have. */
function expectedOf({ method: verb, url, headers, body }: Received): string | undefined {
  const names = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? "")?.[1]?.split(";") ?? [];
  const date = String(headers["x-amz-date"]).replace(/^(....)(..)(..T..)(..)/, "$1-$2-$3:$4:");
  const request: HttpRequest = {
    method: verb,
    url: `http://${headers.host}${url}`,
    headers: names.map((name) => [name, String(headers[name])]),
    body: { text: body, shown: body },
    readOnly: true,
    secretNames: [],
  };
  const keys = { accessKeyId: "AKIAOWN", secretAccessKey: "own/secret" };
  return new Map(signV4(request, keys, { service: "shop", region: "us-east-1" }, new Date(date))).get("authorization");
}

test("each attempt is signed as it goes over the wire: path, query, headers, body", async () => {
  const cloud = await serve((_request, count) => (count === 1 ? { status: 503 } : found));
  const places = ["path", "query", "header", "body"] as const;
  const called = method(cloud.origin, {
    parameters: places.map((place) => parameter(place, place)),
    request: { httpMethod: "POST", mediaType: "application/json", path: "/a/{path}?x=1&b" },
  });
  const values = { path: "ä b:c", query: "1 + 2 = ✓", header: "two  spaces", body: "größer" };
  await read(connect({ retries: 1 }, ownKeys), callOf(called, values, { auth }));
  expect(cloud.received).toHaveLength(2);
  for (const received of cloud.received) expect(received.headers.authorization).toBe(expectedOf(received));
  expect(cloud.received[0]?.headers.authorization).toContain("SignedHeaders=content-type;header;host;x-amz-date,");
});

test("every page is signed for what it asks", async () => {
  const cloud = await serve((_request, count) => ({
    body: { data: [{ id: String(count) }], next: count < 3 ? `t/${count}` : "" },
  }));
  const pagination: Pagination = {
    algorithm: "token",
    request: { in: "query", name: "token" },
    response: { in: "body", path: ["next"] },
  };
  const { rows } = await callWith(connect({}, ownKeys), cloud.origin, auth, { pagination });
  expect(rows).toEqual([["1"], ["2"], ["3"]]);
  expect(cloud.received.map(({ url }) => url)).toEqual(["/things", "/things?token=t%2F1", "/things?token=t%2F2"]);
  for (const received of cloud.received) expect(received.headers.authorization).toBe(expectedOf(received));
});
