import { expect, test } from "vitest";
import { redact } from "../common/redact.ts";
import { readCommandLine } from "./read-flags.ts";
import { settingsOf } from "./settings.ts";

const read = (...args: string[]): ReturnType<typeof settingsOf> =>
  settingsOf(readCommandLine(args, { HOME: "/home/someone" }));

function failureOf(...args: string[]): string {
  try {
    return JSON.stringify(read(...args));
  } catch (error) {
    return String(error).replace("ERROR F0000 (configuration_error): ", "");
  }
}

// verifies: right.concurrency
test("without flags: all pages, 32 requests, the user's state folder", () => {
  expect(read()).toMatchObject({
    concurrency: 32,
    timeoutMilliseconds: 45_000,
    retries: 4,
    maxPages: undefined,
    proxy: undefined,
    auth: {},
    endpoints: {},
    registryUrl: undefined,
    userProviders: "/home/someone/.local/state/tributary/providers",
    dryRun: false,
  });
});

test.each([
  [["--execution.concurrency.limit=-1"], { concurrency: 10_000 }],
  [["--session={}"], { rollbackType: "nop", maxTransactionDepth: undefined }],
  [['--session={"rollback_type":"eager","isolation_level":"serializable"}'], { rollbackType: "eager" }],
  [['--acid={"maxTransactionDepth":2}'], { maxTransactionDepth: 2 }],
  [['--acid={"maxTransactionDepth":-1}'], { maxTransactionDepth: undefined }],
  [["--apirequesttimeout=0"], { timeoutMilliseconds: 0 }],
  [["--apirequesttimeout=3"], { timeoutMilliseconds: 3000 }],
  [["--http.retries=-1"], { retries: 0 }],
  [["--http.response.pageLimit=0"], { maxPages: undefined }],
  [["--http.response.pageLimit=2"], { maxPages: 2 }],
  [["--approot=/a"], { userProviders: "/a/providers" }],
  [["--registry=file:///r"], { registryUrl: "file:///r" }],
  [['--registry={"url": "https://r.example", "verifyConfig": {}}'], { registryUrl: "https://r.example" }],
  [
    ['--registry={"srcPrefix": "/a/", "distPrefix": "b/c", "localDocRoot": "/l", "offline": true}'],
    {
      registryUrl: undefined,
      registryAccess: { sourceFolder: "a", archiveFolder: "b/c", localRoot: "/l", offline: true },
    },
  ],
  [
    ['--registry={"verifyConfig": {"signingCertFile": "/s.pem", "CAFile": "/c.pem", "certRegex": "x"}}'],
    { registryAccess: { verification: { certificateFile: "/s.pem", authorityFile: "/c.pem", addresses: "x" } } },
  ],
  [
    ['--registry={"verifyConfig": {"nopVerify": true, "signingCertFile": "/s.pem"}}', "--approot=/a"],
    { registryAccess: { localRoot: "/a" } },
  ],
  [["--endpoint=a=http://x", "--endpoint=b=https://y/z"], { endpoints: { a: "http://x", b: "https://y/z" } }],
  [['--auth={"a": {"type": "null_auth"}}'], { auth: { a: { type: "null_auth" } } }],
  [["--http.proxy.host=h", "--http.proxy.port=3128"], { proxy: "http://h:3128/" }],
  [
    ["--http.proxy.host=h", "--http.proxy.scheme=https", "--http.proxy.user=u", "--http.proxy.password=p@ss:word"],
    { proxy: "https://u:p%40ss%3Aword@h/" },
  ],
  [["--tls.allowInsecure", "--tls.CABundle=/ca.pem"], { allowInsecureTls: true, caBundle: "/ca.pem" }],
  [
    ["--tls.CAMode=replace", "--tls.certificate=/c.pem", "--tls.key=/k.pem", "--tls.keyPassword=k3y-passw0rd"],
    { caMode: "replace", certificate: "/c.pem", key: "/k.pem", keyPassword: "k3y-passw0rd" },
  ],
  [
    ["--http.timeout=connect=5", "--http.timeout=*.acme.test:headers=2.5", "--http.timeout=[::1]:total=0"],
    {
      timeouts: [
        { phase: "connect", milliseconds: 5000 },
        { host: "*.acme.test", phase: "headers", milliseconds: 2500 },
        { host: "[::1]", phase: "total", milliseconds: 0 },
      ],
    },
  ],
  [["--offline"], { offline: true }],
  [["--replay=a.har"], { replay: "a.har", record: undefined }],
])("%j", (args, expected) => expect(read(...args)).toMatchObject(expected));

test.each([
  [["--execution.concurrency.limit=0"], "--execution.concurrency.limit is at least 1, or negative for no limit"],
  [
    ['--registry={"verifyConfig": {"nopVerify": false}}'],
    "--registry asks for verification without naming a certificate\nHINT: No certificate is built in: name the signer's in verifyConfig.signingCertFile, or set nopVerify to true.",
  ],
  [['--registry={"urll": "x"}'], "--registry has no urll in its JSON\nHINT: Did you mean url?"],
  [['--registry={"url": 1}'], "--registry needs url to be a string"],
  [
    ['--registry={"verifyConfig": {"certregex": "x"}}'],
    "--registry has no verifyConfig.certregex in its JSON\nHINT: Did you mean certRegex?",
  ],
  [['--registry={"distPrefix": "a/../.."}'], "--registry needs distPrefix to be a folder of the registry"],
  [["--auth={"], "--auth is no valid JSON"],
  [["--auth=[]"], "--auth needs a JSON object"],
  [['--auth={"a": {"type": "oauth2", "scopes": "x"}}'], "--auth of a: scopes is a list of texts"],
  [['--auth={"a": {"type": "custom", "successor": {"name": 1}}}'], "--auth of a: name is a text"],
  [
    ['--auth={"a": {"type": "aws_assume_role", "aws_role_duration_seconds": "x"}}'],
    "--auth of a: aws_role_duration_seconds is a number",
  ],
  [['--auth={"a": {}}'], '--auth needs an object with a "type" for a'],
  [["--http.timeout=conect=5"], '--http.timeout has no part "conect"\nHINT: Did you mean connect?'],
  [
    ["--http.timeout=connect=soon"],
    "--http.timeout takes [HOST:]PART=SECONDS\nHINT: For example: --http.timeout connect=5 --http.timeout '*.acme.test:headers=90'",
  ],
  [
    ["--record=a", "--replay=b"],
    "--record and --replay do not go together\nHINT: What is replayed has been recorded already.",
  ],
  [["--http.proxy.host=http://h"], "--http.proxy.host takes the name of a host"],
  [['--session={"rollback_type":"lazy"}'], "rollback_type of --session is one of nop, undo, eager"],
  [['--session={"rollback_typ":"nop"}'], "--session has no rollback_typ\nHINT: Did you mean rollback_type?"],
  [['--acid={"maxTransactionDepth":0}'], "maxTransactionDepth of --acid is a whole number; -1 is no limit"],
])("%j is refused", (args, message) => expect(failureOf(...args)).toBe(message));

test.each(["confluent", "=http://x", "a b=http://x", "a=x", "a=ftp://user:secret@x"])(
  "the end point %j is refused, unseen",
  (pair) => {
    expect(failureOf(`--endpoint=${pair}`)).toBe(
      "--endpoint takes PROVIDER=URL\nHINT: For example: --endpoint confluent=http://127.0.0.1:8080",
    );
  },
);

test("what is secret in flags is shown nowhere from then on", () => {
  const successor = { type: "custom", api_key: "second-key" };
  const values = { assertion_token: "value-token", audience: "https://plain.example" };
  read(
    `--auth=${JSON.stringify({ a: { type: "basic", username: "someone", password: "first-pass", values, successor } })}`,
  );
  read("--http.proxy.host=h", "--http.proxy.password=proxy-pass", "--tls.keyPassword=k3y-passw0rd");
  expect(redact("someone first-pass second-key value-token https://plain.example proxy-pass k3y-passw0rd")).toBe(
    "someone *** *** *** https://plain.example *** ***",
  );
});
