import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { EngineError } from "../../common/error.ts";
import { acmeFiles, archiveOf, temporaryFolder, writeFiles, type Files } from "../fixture.ts";
import type { RegistryAccess } from "./access.ts";
import { createRegistry } from "./registry.ts";
import { newSigner, type Signer } from "./fixture.ts";

const day = 24 * 60 * 60 * 1000;
const daysFromNow = (days: number): Date => new Date(Date.now() + days * day);

/** The documents of acme, each with its signature beside it. */
function signed(signer: Signer, files: Files = acmeFiles): Files {
  const pairs = Object.entries(files).flatMap(([path, text]) => [
    [path, text],
    [`${path}.sig`, `${signer.sign(text)}\n`],
  ]);
  return Object.fromEntries(pairs) as Files;
}

/** Pulls acme, packed from these files, and tells what came of it. */
async function pulled(files: Files, verification: RegistryAccess["verification"]): Promise<string> {
  const folder = await temporaryFolder();
  await writeFiles(folder, { "dist/providers.yaml": "providers: { acme: { versions: [v1] } }", "dist/acme/x": "" });
  await writeFile(join(folder, "dist/acme/v1.tgz"), archiveOf(files, "v1"));
  return outcomeOf(pathToFileURL(folder).href, verification);
}

async function outcomeOf(url: string, verification: RegistryAccess["verification"]): Promise<string> {
  const fetchBytes = (): Promise<never> => Promise.reject(new Error("no network here"));
  const registry = createRegistry({ url, fetchBytes, userDirectory: await temporaryFolder(), verification });
  return registry.pull("acme").then(
    ({ name }) => `${name} installed`,
    (error: unknown) => (error instanceof EngineError ? `${error.condition}: ${error.message}` : String(error)),
  );
}

test("documents that the named signer signed are installed, from archives and from trees", async () => {
  const signer = await newSigner("Acme");
  const verification = { certificateFile: signer.certificateFile };
  expect(await pulled(signed(signer), verification)).toBe("acme installed");
  const folder = await temporaryFolder();
  await writeFiles(join(folder, "src/acme/v1"), signed(signer));
  expect(await outcomeOf(pathToFileURL(folder).href, verification)).toBe("acme installed");
});

test("without a certificate signatures are not looked at", async () => {
  expect(await pulled({ ...acmeFiles, "provider.yaml.sig": "nonsense" }, undefined)).toBe("acme installed");
});

test("a changed document, a signature of another file and another signer are refused", async () => {
  const [signer, other] = [await newSigner("Acme"), await newSigner("Other")];
  const verification = { certificateFile: signer.certificateFile };
  const files = signed(signer);
  const refusal = (file: string): RegExp =>
    new RegExp(`^registry_error: the signature of file:.*/src/acme/v1/${file} does not fit: the document was changed`);
  const changed = { ...files, "services/shop.yaml": `${acmeFiles["services/shop.yaml"]}#` };
  expect(await pulled(changed, verification)).toMatch(refusal("services/shop.yaml"));
  const swapped = { ...files, "services/shop.yaml.sig": files["provider.yaml.sig"] ?? "" };
  expect(await pulled(swapped, verification)).toMatch(refusal("services/shop.yaml"));
  expect(await pulled(signed(other), verification)).toMatch(refusal("provider.yaml"));
});

test("a document without signature is refused", async () => {
  const signer = await newSigner("Acme");
  const { "services/shop.yaml.sig": _dropped, ...files } = signed(signer);
  expect(await pulled(files, { certificateFile: signer.certificateFile })).toMatch(
    /^registry_error: file:.*\/src\/acme\/v1\/services\/shop.yaml has no signature: services\/shop.yaml.sig is absent$/,
  );
});

test.each([
  ["before it was valid", -5],
  ["after it was", 20],
])("what was signed with a certificate %s is refused", async (_when, days) => {
  const signer = await newSigner("Acme");
  const at = daysFromNow(days);
  const files = { ...signed(signer), "provider.yaml.sig": signer.sign(acmeFiles["provider.yaml"] ?? "", at) };
  const outcome = await pulled(files, { certificateFile: signer.certificateFile });
  expect(outcome).toContain(`provider.yaml was signed ${at.toISOString()}, when its certificate was not valid (`);
});

test.each([
  ["no base64", "no signature!"],
  ["too short", Buffer.alloc(40, 1).toString("base64")],
  ["of a version of time that there is not", Buffer.alloc(79, 3).toString("base64")],
  ["empty", ""],
])("a signature that is %s is malformed", async (_what, signature) => {
  const signer = await newSigner("Acme");
  const files = { ...signed(signer), "provider.yaml.sig": signature };
  expect(await pulled(files, { certificateFile: signer.certificateFile })).toMatch(
    /^registry_error: the signature of file:.*provider.yaml is malformed$/,
  );
});

test("the certificate must be issued by the authority, where one is named", async () => {
  const authority = await newSigner("Authority");
  const signer = await newSigner("Acme", authority);
  const stranger = await newSigner("Stranger");
  const files = signed(signer);
  const { certificateFile } = signer;
  expect(await pulled(files, { certificateFile, authorityFile: authority.certificateFile })).toBe("acme installed");
  expect(await pulled(files, { certificateFile, authorityFile: stranger.certificateFile })).toBe(
    `configuration_error: no certificate in ${stranger.certificateFile} issued the one in ${certificateFile}`,
  );
});

test("a certificate counts for the addresses that it is configured for", async () => {
  const { certificateFile, ...signer } = await newSigner("Acme");
  const files = signed({ certificateFile, ...signer });
  expect(await pulled(files, { certificateFile, addresses: "/src/acme/" })).toBe("acme installed");
  expect(await pulled(files, { certificateFile, addresses: "^https://" })).toMatch(
    /^registry_error: no certificate is configured for file:.*\/src\/acme\/v1\/provider.yaml$/,
  );
  expect(await pulled(files, { certificateFile, addresses: "(" })).toBe(
    "configuration_error: certRegex is no regular expression: (",
  );
});

test("files that are no certificates are named", async () => {
  const file = join(await temporaryFolder(), "key.pem");
  expect(await pulled(acmeFiles, { certificateFile: file })).toMatch(
    /^configuration_error: cannot read a certificate from /,
  );
  await writeFile(file, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
  expect(await pulled(acmeFiles, { certificateFile: file })).toMatch(
    /^configuration_error: cannot read a certificate from /,
  );
  await writeFile(file, "nothing");
  expect(await pulled(acmeFiles, { certificateFile: file })).toBe(
    `configuration_error: ${file} is no certificate with an Ed25519 key`,
  );
});
