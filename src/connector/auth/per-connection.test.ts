/** What the tools of clouds agree on counts for each connection by itself, through its variables. */
import { expect, test } from "vitest";
import type { AuthConfig } from "../../catalog/model.ts";
import { callOf, connect, method, read, serve } from "../test-server.ts";
import { found, homeWith, nowhere, programNamed, rsaKey, type Variables } from "./test-clouds.ts";
import { connectionWith, type Sources } from "./test-connections.ts";

interface Case {
  readonly provider: string;
  readonly auth: AuthConfig;
  readonly of: (account: string) => Sources;
  readonly files?: { readonly [path: string]: string };
  readonly environment?: Variables;
  /** What of the Authorization header tells the account. */
  readonly told: (header: string) => string | undefined;
}

const { pem } = rsaKey();
const profile = (key: string, account: string) => `[${account}]\n${key}`;
const awsKeys = (account: string) =>
  profile(`aws_access_key_id=AKIA${account}\naws_secret_access_key=hush-hush\n`, account);
const process = (account: string) =>
  profile(
    `credential_process=echo '{"AccessKeyId":"'"AKIA$SUFFIX"'","SecretAccessKey":"hush-hush"}'\n`,
    `profile ${account}`,
  );
const ociProfile = (account: string) =>
  profile(`tenancy=${account}\nuser=u\nfingerprint=f\nkey_file=~/key.pem\n`, account);
const byAws = (header: string) => /Credential=AKIA(\w+)\//.exec(header)?.[1];
const byToken = (header: string) => /^Bearer token-of-(\w+)$/.exec(header)?.[1];

const cases: { readonly [name: string]: Case } = {
  "profiles of AWS": {
    provider: "aws",
    auth: { type: "aws_signing_v4" },
    of: (account) => ({ AWS_PROFILE: account }),
    files: { ".aws/credentials": awsKeys("eu") + awsKeys("us") },
    told: byAws,
  },
  "credential_process of AWS, which sees the variables of the connection": {
    provider: "aws",
    auth: { type: "aws_signing_v4" },
    of: (account) => ({ AWS_PROFILE: account, SUFFIX: account }),
    files: { ".aws/config": process("eu") + process("us") },
    told: byAws,
  },
  "keys of AWS": {
    provider: "aws",
    auth: { type: "aws_signing_v4", keyIDenvvar: "AWS_ACCESS_KEY_ID", credentialsenvvar: "AWS_SECRET_ACCESS_KEY" },
    of: (account) => ({ AWS_ACCESS_KEY_ID: `AKIA${account}`, AWS_SECRET_ACCESS_KEY: "hush-hush" }),
    environment: { AWS_ACCESS_KEY_ID: "AKIAprocess", AWS_SECRET_ACCESS_KEY: "of-the-process" },
    told: byAws,
  },
  "configurations of gcloud": {
    provider: "google",
    auth: { type: "interactive" },
    of: (account) => ({ CLOUDSDK_ACTIVE_CONFIG_NAME: account }),
    environment: { PATH: programNamed("gcloud", 'echo "token-of-$CLOUDSDK_ACTIVE_CONFIG_NAME"') },
    told: byToken,
  },
  "folders of az": {
    provider: "azure",
    auth: { type: "azure_default", scopes: ["https://x/.default"] },
    of: (account) => ({ AZURE_CONFIG_DIR: account }),
    environment: { PATH: programNamed("az", `echo "{\\"accessToken\\": \\"token-of-$AZURE_CONFIG_DIR\\"}"`) },
    told: byToken,
  },
  "tokens of gh": {
    provider: "github",
    auth: { type: "interactive" },
    of: (account) => ({ GH_CONFIG_DIR: account }),
    environment: { PATH: programNamed("gh", 'echo "token-of-$GH_CONFIG_DIR"') },
    told: byToken,
  },
  "profiles of OCI": {
    provider: "oci",
    auth: { type: "oci_signing_v1" },
    of: (account) => ({ OCI_CLI_PROFILE: account }),
    files: { ".oci/config": ociProfile("eu") + ociProfile("us"), "key.pem": pem },
    told: (header) => /keyId="(\w+)\//.exec(header)?.[1],
  },
};

test.each(Object.entries(cases))("%s", async (_name, { provider, auth, of, files, environment, told }) => {
  const api = await serve(() => found);
  const connector = connect(
    { endpoints: { [provider]: api.origin } },
    { ...nowhere, PATH: globalThis.process.env["PATH"] ?? "", HOME: homeWith(files), ...environment },
  );
  for (const account of ["eu", "us", "eu"]) {
    const connection = connectionWith(of(account), { name: account, provider });
    await read(connector, { ...callOf(method(api.origin)), provider, auth, connection });
  }
  expect(api.received.map(({ headers }) => told(headers.authorization ?? ""))).toEqual(["eu", "us", "eu"]);
});
