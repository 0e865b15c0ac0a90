/** The signatures that AWS publishes: its test suite of Signature Version 4, and the examples of IAM and S3. */
import { expect, test } from "vitest";
import type { HttpRequest } from "../../transport/message.ts";
import { signV4, type AwsKeys } from "./signature-v4.ts";

const keys: AwsKeys = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };
const scope = { service: "service", region: "us-east-1" };
const moment = new Date("2015-08-30T12:36:00Z");

interface Facts extends Partial<HttpRequest> {
  readonly text?: string;
}

function requestOf(url: string, { text, ...facts }: Facts = {}): HttpRequest {
  const body = text === undefined ? undefined : { text, shown: text };
  return { method: "GET", url, headers: [], readOnly: true, secretNames: [], ...facts, body };
}

/** The signed headers and the signature. */
function signed(url: string, facts: Facts = {}): string {
  return partsOf(signV4(requestOf(url, facts), keys, scope, moment));
}

function partsOf(headers: readonly (readonly [string, string])[]): string {
  const authorization = new Map(headers).get("authorization") ?? "";
  return authorization.replace(/^AWS4-HMAC-SHA256 Credential=[^ ]+, SignedHeaders=/, "").replace(", Signature=", " ");
}

const suite = "https://example.amazonaws.com";

test.each([
  ["get-vanilla", "/", {}, "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"],
  [
    "get-vanilla-query-order-key-case",
    "/?Param2=value2&Param1=value1",
    {},
    "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
  ],
  [
    "get-vanilla-query-unreserved",
    "/?-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    {},
    "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197",
  ],
  ["get-vanilla-utf8-query", "/?ሴ=bar", {}, "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04"],
  ["get-slashes", "//example//", {}, "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84"],
  [
    "get-unreserved",
    "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    {},
    "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f",
  ],
  ["post-vanilla", "/", { method: "POST" }, "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"],
  [
    "post-vanilla-query",
    "/?Param1=value1",
    { method: "POST" },
    "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11",
  ],
] as const)("%s", (_name, path, facts, signature) => {
  expect(signed(`${suite}${path}`, facts)).toBe(`host;x-amz-date ${signature}`);
});

test.each([
  [
    "get-header-key-duplicate",
    { headers: ["value2", "value2", "value1"].map((value) => ["My-Header1", value] as const) },
    "host;my-header1;x-amz-date c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea",
  ],
  [
    "get-header-value-order",
    { headers: ["value4", "value1", "value3", "value2"].map((value) => ["My-Header1", value] as const) },
    "host;my-header1;x-amz-date 08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01",
  ],
  [
    "get-header-value-trim",
    {
      headers: [
        ["My-Header1", " value1"],
        ["My-Header2", ' "a   b   c"'],
      ],
    },
    "host;my-header1;my-header2;x-amz-date acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
  ],
  [
    "post-header-key-sort",
    { method: "POST", headers: [["My-Header1", "value1"]] },
    "host;my-header1;x-amz-date c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c",
  ],
  [
    "post-header-value-case",
    { method: "POST", headers: [["My-Header1", "VALUE1"]] },
    "host;my-header1;x-amz-date cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d",
  ],
  [
    "post-x-www-form-urlencoded",
    { method: "POST", headers: [["Content-Type", "application/x-www-form-urlencoded"]], text: "Param1=value1" },
    "content-type;host;x-amz-date ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
  ],
  [
    "post-x-www-form-urlencoded-parameters",
    {
      method: "POST",
      headers: [["Content-Type", "application/x-www-form-urlencoded; charset=utf8"]],
      text: "Param1=value1",
    },
    "content-type;host;x-amz-date 1a72ec8f64bd914b0e42e42607c7fbce7fb2c7465f63e3092b3b0d39fa77a6fe",
  ],
] as const satisfies readonly (readonly [string, Facts, string])[])("%s", (_name, facts, expected) => {
  expect(signed(`${suite}/`, facts)).toBe(expected);
});

test("the example of IAM, whole", () => {
  const request = requestOf("https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08", {
    headers: [
      ["content-type", "application/x-www-form-urlencoded; charset=utf-8"],
      ["accept", "application/json"],
      ["user-agent", "any"],
    ],
  });
  expect(signV4(request, keys, { service: "iam", region: "us-east-1" }, moment)).toEqual([
    ["x-amz-date", "20150830T123600Z"],
    [
      "authorization",
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, " +
        "SignedHeaders=content-type;host;x-amz-date, " +
        "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
    ],
  ]);
});

const storage = { service: "s3", region: "us-east-1" };
const storageKeys = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
};
const bucket = "https://examplebucket.s3.amazonaws.com";

test.each([
  [
    "GET object",
    "/test.txt",
    { headers: [["Range", "bytes=0-9"]] },
    "host;range;x-amz-content-sha256;x-amz-date f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
  ],
  [
    "PUT object",
    "/test$file.text",
    {
      method: "PUT",
      headers: [
        ["Date", "Fri, 24 May 2013 00:00:00 GMT"],
        ["x-amz-storage-class", "REDUCED_REDUNDANCY"],
      ],
      text: "Welcome to Amazon S3.",
    },
    "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class 98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
  ],
  [
    "GET bucket lifecycle",
    "/?lifecycle",
    {},
    "host;x-amz-content-sha256;x-amz-date fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
  ],
  [
    "list objects",
    "/?max-keys=2&prefix=J",
    {},
    "host;x-amz-content-sha256;x-amz-date 34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
  ],
] as const satisfies readonly (readonly [string, string, Facts, string])[])(
  "S3: %s",
  (_name, path, facts, expected) => {
    const request = requestOf(`${bucket}${path}`, facts);
    expect(partsOf(signV4(request, storageKeys, storage, new Date("2013-05-24T00:00:00Z")))).toBe(expected);
  },
);

test("a session token is sent and signed, and replaces one that the request holds", () => {
  const request = requestOf(`${suite}/`, { headers: [["X-Amz-Security-Token", "old"]] });
  const headers = signV4(request, { ...keys, sessionToken: "token" }, scope, moment);
  expect(headers.slice(0, 2)).toEqual([
    ["x-amz-date", "20150830T123600Z"],
    ["x-amz-security-token", "token"],
  ]);
  expect(partsOf(headers)).toMatch(/^host;x-amz-date;x-amz-security-token [0-9a-f]{64}$/);
});

test("how a path is written matters to every service but S3", () => {
  const signatures = (service: string): readonly string[] =>
    ["/a%20b/c:d", "/a%20b/c%3Ad"].map((path) =>
      partsOf(signV4(requestOf(`${suite}${path}`), keys, { ...scope, service }, moment)),
    );
  expect(new Set(signatures("lambda")).size).toBe(2);
  expect(new Set(signatures("s3")).size).toBe(1);
});

test("what is signed of a body that is no text are its bytes", () => {
  const signatureOf = (bytes?: Uint8Array): string => {
    const body = { text: "(bytes)", shown: "(bytes)", ...(bytes === undefined ? {} : { bytes }) };
    return partsOf(signV4({ ...requestOf(suite), body }, keys, scope, moment));
  };
  const text = partsOf(signV4(requestOf(suite, { text: "hello" }), keys, scope, moment));
  expect(signatureOf(new TextEncoder().encode("hello"))).toBe(text);
  expect(signatureOf(Uint8Array.of(0xff, 0x00))).not.toBe(text);
  expect(signatureOf()).toBe(partsOf(signV4(requestOf(suite, { text: "(bytes)" }), keys, scope, moment)));
});
