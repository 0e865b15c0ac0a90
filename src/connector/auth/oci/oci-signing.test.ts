import { createHash, verify } from "node:crypto";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { AuthConfig } from "../../../catalog/model.ts";
import { callOf, connect, failureOf, method, parameter, read, serve, type Received } from "../../test-server.ts";
import { callWith, found, homeWith, rsaKey } from "../test-clouds.ts";
import { privateKeyOf } from "../jwt.ts";
import type { HttpRequest } from "../../transport/message.ts";
import { signOci } from "./oci-signing.ts";

const auth: AuthConfig = { type: "oci_signing_v1" };
const { pem, publicKey } = rsaKey();

/** The parts of the Authorization header, once the signature over the headers that it names is found right. */
function provenBy({ method: verb, url, headers }: Received): { readonly [name: string]: string } {
  const parts = Object.fromEntries(
    [...(headers.authorization ?? "").matchAll(/(\w+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [name, value]),
  );
  const { headers: names = "", signature = "", ...rest } = parts;
  const lines = names.split(" ").map((name) => {
    const value = name === "(request-target)" ? `${verb.toLowerCase()} ${url}` : String(headers[name]);
    return `${name}: ${value}`;
  });
  const isRight = verify("sha256", Buffer.from(lines.join("\n")), publicKey, Buffer.from(signature, "base64"));
  expect(isRight).toBe(true);
  return { ...rest, headers: names };
}

const profile = (keyFile: string): string =>
  `[DEFAULT]\nuser=ocid1.user\nfingerprint=aa:bb\ntenancy=ocid1.tenancy\nkey_file=${keyFile}\n[OTHER]\nuser=ocid1.other\n`;

// verifies: auth.oci
test("a profile signs reads over date, target and host", async () => {
  const api = await serve(() => found);
  const home = homeWith({ ".oci/config": profile("~/key.pem"), "key.pem": pem });
  await callWith(connect({}, { HOME: home }), api.origin, auth, { request: { path: "/a b?x=%20y" } });
  await callWith(connect({}, { HOME: home }), api.origin, { ...auth, profile: "OTHER" });
  expect(api.received.map(provenBy)).toEqual(
    ["ocid1.user", "ocid1.other"].map((user) => ({
      version: "1",
      keyId: `ocid1.tenancy/${user}/aa:bb`,
      algorithm: "rsa-sha256",
      headers: "date (request-target) host",
    })),
  );
});

test("the profile may be in a file that a variable or the configuration names within the home", async () => {
  const api = await serve(() => found);
  const HOME = homeWith({ "own/oci": profile("~/own/key.pem"), "own/key.pem": pem });
  await callWith(connect({}, { HOME, OCI_CLI_CONFIG_FILE: "~/own/oci" }), api.origin, auth);
  await callWith(connect({}, { HOME }), api.origin, { ...auth, credentialsfilepath: "~/own/oci" });
  expect(api.received.map((request) => provenBy(request)["keyId"])).toEqual(
    ["ocid1.user", "ocid1.user"].map((user) => `ocid1.tenancy/${user}/aa:bb`),
  );
});

test("changes are signed over their body too, also where it is empty", async () => {
  const api = await serve(() => found);
  const variables = {
    HOME: homeWith(),
    OCI_CLI_TENANCY: "t",
    OCI_CLI_USER: "u",
    OCI_CLI_FINGERPRINT: "f",
    OCI_CLI_KEY_CONTENT: pem.replaceAll("\n", "\\n"),
  };
  const request = { httpMethod: "PUT", mediaType: "application/json" };
  const called = method(api.origin, { parameters: [parameter("name", "body")], request });
  await read(connect({}, variables), callOf(called, { name: "größer" }, { auth }));
  await callWith(connect({}, variables), api.origin, auth, { request: { httpMethod: "POST" } });
  const headers = "date (request-target) host content-length content-type x-content-sha256";
  for (const received of api.received) {
    expect(provenBy(received)).toMatchObject({ keyId: "t/u/f", headers });
    const digest = createHash("sha256").update(received.body).digest("base64");
    expect(received.headers["x-content-sha256"]).toBe(digest);
  }
});

test("a session token takes the place of user and fingerprint", async () => {
  const api = await serve(() => found);
  const home = homeWith({ token: "session-token\n", "key.pem": pem });
  const text = `[S]\ntenancy=t\nkey_file=${join(home, "key.pem")}\nsecurity_token_file=~/token\n`;
  const file = join(homeWith({ config: text }), "config");
  await callWith(connect({}, { HOME: home }), api.origin, { ...auth, credentialsfilepath: file, profile: "S" });
  expect(api.received.map((one) => provenBy(one)["keyId"])).toEqual(["ST$session-token"]);
});

test.each([
  [
    "",
    "no tenancy found for acme.shop (auth type oci_signing_v1)\nSet OCI_CLI_TENANCY, or tenancy in the profile DEFAULT of ",
  ],
  ["[DEFAULT]\ntenancy=t\nkey_file=/none.pem\n", "the file /none.pem, named by key_file, does not exist"],
  [
    "[DEFAULT]\ntenancy=t\n",
    "no key_file found for acme.shop (auth type oci_signing_v1)\nSet OCI_CLI_KEY_FILE, or key_file in",
  ],
])("what the profile %j lacks is named", async (config, expected) => {
  const home = homeWith({ ".oci/config": config });
  const failure = await failureOf(callWith(connect({}, { HOME: home }), "http://127.0.0.1:9", auth));
  expect(failure.startsWith(`missing_credentials: ${expected}`)).toBe(true);
});

/** The key that the drafts of HTTP Signatures publish, and Oracle's examples use. */
const publishedKey = `-----BEGIN RSA PRIVATE KEY-----
MIICXgIBAAKBgQDCFENGw33yGihy92pDjZQhl0C36rPJj+CvfSC8+q28hxA161QF
NUd13wuCTUcq0Qd2qsBe/2hFyc2DCJJg0h1L78+6Z4UMR7EOcpfdUE9Hf3m/hs+F
UR45uBJeDK1HSFHD8bHKD6kv8FPGfJTotc+2xjJwoYi+1hqp1fIekaxsyQIDAQAB
AoGBAJR8ZkCUvx5kzv+utdl7T5MnordT1TvoXXJGXK7ZZ+UuvMNUCdN2QPc4sBiA
QWvLw1cSKt5DsKZ8UETpYPy8pPYnnDEz2dDYiaew9+xEpubyeW2oH4Zx71wqBtOK
kqwrXa/pzdpiucRRjk6vE6YY7EBBs/g7uanVpGibOVAEsqH1AkEA7DkjVH28WDUg
f1nqvfn2Kj6CT7nIcE3jGJsZZ7zlZmBmHFDONMLUrXR/Zm3pR5m0tCmBqa5RK95u
412jt1dPIwJBANJT3v8pnkth48bQo/fKel6uEYyboRtA5/uHuHkZ6FQF7OUkGogc
mSJluOdc5t6hI1VsLn0QZEjQZMEOWr+wKSMCQQCC4kXJEsHAve77oP6HtG/IiEn7
kpyUXRNvFsDE0czpJJBvL/aRFUJxuRK91jhjC68sA7NsKMGg5OXb5I5Jj36xAkEA
gIT7aFOYBFwGgQAQkWNKLvySgKbAZRTeLBacpHMuQdl1DfdntvAyqpAZ0lY0RKmW
G6aFKaqQfOXKCyWoUiVknQJAXrlgySFci/2ueKlIE1QqIiLSZ8V8OlpFLRnb1pzI
7U1yQXnTAEFYM560yJlzUpOb1V4cScGd365tiSMvxLOvTA==
-----END RSA PRIVATE KEY-----
`;

const publishedHost = "https://iaas.us-phoenix-1.oraclecloud.com/20160918";
const compartment = "ocid1.compartment.oc1..aaaaaaaam3we6vgnherjq5q2idnccdflvjsnog7mlr6rtdb25gilchfeyjxa";
const volume = "ocid1.volume.oc1.phx.abyhqljrgvttnlx73nmrwfaux7kcvzfs3s66izvxf2h4lgvyndsdsnoiwr5q";
const instance = "ocid1.instance.oc1.phx.abuw4ljrlsfiqw6vzzxb43vyypt4pkodawglp3wqxjqofakrwvou52gb6s5a";

const publishedQuery = `availabilityDomain=Pjwf%3A%20PHX-AD-1&compartmentId=${compartment}&displayName=TeamXInstances&volumeId=${volume}`;
const publishedBody = `{
    "compartmentId": "${compartment}",
    "instanceId": "${instance}",
    "volumeId": "${volume}"
}`;

test.each([
  [
    "GET",
    `/instances?${publishedQuery}`,
    undefined,
    "GBas7grhyrhSKHP6AVIj/h5/Vp8bd/peM79H9Wv8kjoaCivujVXlpbKLjMPeDUhxkFIWtTtLBj3sUzaFj34XE6YZAHc9r2DmE4pMwOAy/kiITcZxa1oHPOeRheC0jP2dqbTll8fmTZVwKZOKHYPtrLJIJQHJjNvxFWeHQjMaR7M=",
  ],
  [
    "POST",
    "/volumeAttachments",
    publishedBody,
    "Mje8vIDPlwIHmD/cTDwRxE7HaAvBg16JnVcsuqaNRim23fFPgQfLoOOxae6WqKb1uPjYEl0qIdazWaBy/Ml8DRhqlocMwoSXv0fbukP8J5N80LCmzT/FFBvIvTB91XuXI3hYfP9Zt1l7S6ieVadHUfqBedWH0itrtPJBgKmrWso=",
  ],
])("the published example of %s", (verb, path, text, signature) => {
  const request: HttpRequest = {
    method: verb,
    url: `${publishedHost}${path}`,
    headers: text === undefined ? [] : [["content-type", "application/json"]],
    body: text === undefined ? undefined : { text, shown: text },
    readOnly: true,
    secretNames: [],
  };
  // The day of the week is wrong in the example too.
  const signed = signOci(request, "k", privateKeyOf(publishedKey, "the example"), "Thu, 05 Jan 2014 21:31:40 GMT");
  expect(/signature="([^"]+)"/.exec(new Map(signed).get("authorization") ?? "")?.[1]).toBe(signature);
});
