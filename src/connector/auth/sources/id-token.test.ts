import { expect, test } from "vitest";
import type { AuthConfig } from "../../../catalog/model.ts";
import { connect, failureOf, serve, type Handler } from "../../test-server.ts";
import { workloadIdentity } from "../google/service-account.ts";
import { callWith, found, homeWith, nowhere, type Variables } from "../test-clouds.ts";

const lentKeys = `<R><AccessKeyId>ASIAX</AccessKeyId><SecretAccessKey>lent-secret</SecretAccessKey>
  <SessionToken>lent-token</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration></R>`;

/** GitHub at /oidc, token endpoints at every other path but that of the API. */
async function startCloud() {
  const answer: Handler = ({ url }) => {
    if (url === "/things") return found;
    if (url.startsWith("/oidc"))
      return { body: { value: `job-token-for-${new URL(url, "http://x").searchParams.get("audience")}` } };
    if (url === "/sts/") return { body: lentKeys, headers: { "content-type": "text/xml" } };
    return { body: { access_token: "exchanged-token", expires_in: 3600 } };
  };
  const cloud = await serve(answer);
  const form = (path: string) => {
    const body = cloud.received.find(({ url }) => url === path)?.body;
    return Object.fromEntries(new URLSearchParams(body));
  };
  const sent = () => cloud.received.find(({ url }) => url === "/things")?.headers.authorization;
  const gitHub: Variables = {
    ACTIONS_ID_TOKEN_REQUEST_URL: `${cloud.origin}/oidc?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "permit-of-the-job",
  };
  return { ...cloud, form, sent, gitHub };
}

type Cloud = Awaited<ReturnType<typeof startCloud>>;

function callOn(cloud: Cloud, auth: AuthConfig, variables: Variables) {
  const usual = {
    ...nowhere,
    HOME: homeWith(),
    AWS_ENDPOINT_URL_STS: `${cloud.origin}/sts/`,
    AZURE_AUTHORITY_HOST: cloud.origin,
  };
  return callWith(connect({}, { ...usual, ...variables }), cloud.origin, auth);
}

test("AWS: a job of GitHub Actions takes on the role of AWS_ROLE_ARN", async () => {
  const cloud = await startCloud();
  await callOn(cloud, { type: "aws_signing_v4" }, { ...cloud.gitHub, AWS_ROLE_ARN: "arn:role" });
  expect(cloud.received[0]?.headers.authorization).toBe("bearer permit-of-the-job");
  expect(cloud.form("/sts/")).toEqual({
    Action: "AssumeRoleWithWebIdentity",
    Version: "2011-06-15",
    RoleArn: "arn:role",
    RoleSessionName: "tributary",
    WebIdentityToken: "job-token-for-sts.amazonaws.com",
  });
  expect(cloud.sent()).toContain("Credential=ASIAX/");
});

test("AWS: a job of GitLab takes on the role of the configuration, with the token in its variable", async () => {
  const cloud = await startCloud();
  const auth = {
    type: "aws_assume_role",
    aws_role_arn: "arn:audit",
    aws_sts_endpoint: `${cloud.origin}/sts/`,
    id_token_var: "AWS_ID_TOKEN",
  };
  await callOn(cloud, auth, {
    AWS_ID_TOKEN: "gitlab-token",
    AWS_ACCESS_KEY_ID: "AKIAX",
    AWS_SECRET_ACCESS_KEY: "not-used",
  });
  expect(cloud.form("/sts/")).toMatchObject({ RoleArn: "arn:audit", WebIdentityToken: "gitlab-token" });
});

const pool = "projects/1/locations/global/workloadIdentityPools/ci/providers/job";

test("Google: GOOGLE_WORKLOAD_IDENTITY_PROVIDER is enough, where there is a job's token", async () => {
  const cloud = await startCloud();
  const auth = { type: "service_account", token_url: `${cloud.origin}/google` };
  await callOn(cloud, auth, { ...cloud.gitHub, GOOGLE_WORKLOAD_IDENTITY_PROVIDER: pool });
  expect(cloud.form("/google")).toMatchObject({
    audience: `//iam.googleapis.com/${pool}`,
    subject_token: `job-token-for-https://iam.googleapis.com/${pool}`,
    subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
  });
  expect(cloud.sent()).toBe("Bearer exchanged-token");
});

test("Google: a service account is taken on by the address that Google's own files name", () => {
  expect(workloadIdentity(pool, { account: "robot@p.iam.gserviceaccount.com" })).toMatchObject({
    service_account_impersonation_url:
      "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/robot@p.iam.gserviceaccount.com:generateAccessToken",
  });
});

test("Azure: an application without a secret proves itself with the job's token", async () => {
  const cloud = await startCloud();
  const application = { AZURE_TENANT_ID: "tenant-1", AZURE_CLIENT_ID: "client-1" };
  await callOn(cloud, { type: "azure_default", scopes: ["https://x/.default"] }, { ...cloud.gitHub, ...application });
  expect(cloud.form("/tenant-1/oauth2/v2.0/token")).toMatchObject({
    client_id: "client-1",
    client_assertion: "job-token-for-api://AzureADTokenExchange",
  });
  expect(cloud.sent()).toBe("Bearer exchanged-token");
});

const exchange: AuthConfig = {
  type: "oauth2",
  grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
  token_url: "/sts/v1/oauth2/token",
  values: { identity_pool_id: "pool-1", expires_in: "900" },
};

test("Confluent: the token is exchanged for one of an identity pool, and kept", async () => {
  const cloud = await startCloud();
  const file = `${homeWith({ token: "token-of-file\n" })}/token`;
  await callOn(cloud, { ...exchange, id_token_file: file }, {});
  expect(cloud.form("/sts/v1/oauth2/token")).toEqual({
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    subject_token: "token-of-file",
    subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
    requested_token_type: "urn:ietf:params:oauth:token-type:access_token",
    identity_pool_id: "pool-1",
    expires_in: "900",
  });
  expect(cloud.sent()).toBe("Bearer exchanged-token");
});

test("the audience of the configuration wins", async () => {
  const cloud = await startCloud();
  await callOn(cloud, { ...exchange, id_token_audience: "confluent" }, cloud.gitHub);
  expect(cloud.form("/sts/v1/oauth2/token")).toMatchObject({ subject_token: "job-token-for-confluent" });
});

test.each<[string, AuthConfig, Variables, string]>([
  [
    "nowhere",
    exchange,
    {},
    "missing_credentials: no OIDC token of a CI system found for acme.shop\n" +
      "Name the variable that holds it in id_token_var (GitLab: id_tokens of the job), its file in id_token_file, or on " +
      "GitHub Actions give the job permissions: id-token: write.",
  ],
  [
    "not in its variable",
    { ...exchange, id_token_var: "MY_TOKEN" },
    {},
    "missing_credentials: no OIDC token found for acme.shop\nSet MY_TOKEN to the token; on GitLab, name it under id_tokens of the job.",
  ],
  [
    "not in its file",
    { ...exchange, id_token_file: "/nowhere/token" },
    {},
    "missing_credentials: the file /nowhere/token, named by id_token_file, does not exist",
  ],
])("a token that is %s: the error says where it is looked for", async (_where, auth, variables, expected) => {
  expect(await failureOf(callOn(await startCloud(), auth, variables))).toBe(expected);
});

test("GitHub Actions without permission", async () => {
  const { origin } = await serve(() => ({ status: 403, body: { message: "not permitted" } }));
  const variables = {
    ACTIONS_ID_TOKEN_REQUEST_URL: `${origin}/oidc`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "permit-of-the-job",
  };
  const failure = await failureOf(callOn(await startCloud(), exchange, variables));
  expect(failure).toMatch(
    /^upstream_unauthenticated: no access token for acme\.shop: .* answered 403: not permitted$/m,
  );
  expect(failure).toContain("The job needs permissions: id-token: write.");
});
