/** A provider that wants any auth, and a cloud that repeats in its refusals all that it was sent. */
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { archiveOf } from "../../../src/catalog/fixture.ts";
import { folderWith, serve } from "../harness.ts";

const operation = (name: string) =>
  `{ operation: { $ref: "#/paths/~1things/${name}" }, response: { mediaType: application/json, openAPIDocKey: "200", objectKey: $.data } }`;

const answer = `responses: { "200": { description: Things, content: { application/json: { schema: { type: object, properties: { data: { type: array, items: { type: object, properties: { id: { type: string } } } } } } } } } }`;

const service = `
openapi: 3.0.0
info: { title: Things, version: "1", x-serviceName: things }
servers: [{ url: "https://things.example" }]
paths:
  /things:
    get: { ${answer} }
    post:
      requestBody: { content: { application/json: { schema: { type: object, properties: { id: { type: string }, password: { type: string } } } } } }
      ${answer}
components:
  x-stackQL-resources:
    things:
      id: cloud.shop.things
      name: things
      title: Things
      methods:
        list: ${operation("get")}
        make: ${operation("post")}
      sqlVerbs:
        select: [{ $ref: "#/components/x-stackQL-resources/things/methods/list" }]
        insert: [{ $ref: "#/components/x-stackQL-resources/things/methods/make" }]
`;

/** The archive of the provider \`cloud\`. */
function archive(auth: object): Uint8Array {
  const shop = { id: "shop:v1", name: "shop", title: "S", description: "S", version: "v1", preferred: true };
  const document = {
    id: "cloud",
    name: "cloud",
    version: "v1.0.0",
    title: "C",
    description: "C",
    providerServices: { shop: { ...shop, service: { $ref: "cloud/v1.0.0/services/shop.yaml" } } },
    config: { auth },
    "x-tributary-identity": { url: "/me", principal: "name" },
  };
  return archiveOf({ "provider.yaml": JSON.stringify(document), "services/shop.yaml": service });
}

/** A folder that is a registry with the provider, for an auth. */
export async function registryOf(auth: object): Promise<string> {
  const registry = await folderWith();
  await mkdir(join(registry, "dist/cloud"), { recursive: true });
  await writeFile(join(registry, "dist/providers.yaml"), "providers: { cloud: { versions: [v1.0.0] } }\n");
  await writeFile(join(registry, "dist/cloud/v1.0.0.tgz"), archive(auth));
  return registry;
}

/** Tokens and keys that the cloud lends; each is a secret like any other. */
export const lent = {
  token: "LENTMARK-token/1+x=",
  key: "LENTMARK-aws-secret/2+x=",
  session: "LENTMARK-session/3+x=",
  job: "LENTMARK-job/4+x=",
} as const;

const lentKeys = `<R><AccessKeyId>ASIAX</AccessKeyId><SecretAccessKey>${lent.key}</SecretAccessKey>
<SessionToken>${lent.session}</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration></R>`;

/** Serves the API at /things and /me, where it refuses, and lends tokens at every other path. */
export async function startCloud(status: number): Promise<string> {
  return serve((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const url = request.url ?? "";
      response.setHeader("content-type", url.startsWith("/sts") ? "text/xml" : "application/json");
      if (url.startsWith("/sts")) return response.end(lentKeys);
      if (url.startsWith("/oidc")) return response.end(JSON.stringify({ value: lent.job }));
      if (!/^\/(things|me)/.test(url))
        return response.end(JSON.stringify({ access_token: lent.token, expires_in: 3600 }));
      response.statusCode = status;
      response.setHeader("x-request-id", request.headers.authorization ?? "none");
      return response.end(
        JSON.stringify({ message: repeated(url, request.rawHeaders, Buffer.concat(chunks).toString()) }),
      );
    });
  });
}

/** What was sent, in every writing that an API may choose. */
function repeated(url: string, headers: readonly string[], body: string): string {
  const values = headers.flatMap((value) => [value, ...value.split(/\s+/)]);
  const decoded = values.map((value) =>
    Buffer.from(value, "base64")
      .toString("utf8")
      .replaceAll(/[^ -~]/g, ""),
  );
  const all = [url, decodeURIComponent(url), ...values, body, ...decoded];
  const written = all.flatMap((text) => [encodeURIComponent(text), Buffer.from(text).toString("base64")]);
  return [...all, ...written].join(" ");
}

/** The content of all files below a folder, by path. */
export async function filesBelow(folder: string): Promise<readonly (readonly [path: string, text: string])[]> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.map(async (path) => [path, (await readFile(path)).toString("latin1")] as const));
}

/** The writings of a secret that a text holds, base64 at any place included. */
export function tracesOf(secret: string, text: string): readonly string[] {
  const inside = [0, 2, 3].map((head, offset) => {
    const digits = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)])
      .toString("base64")
      .replace(/=+$/, "");
    return digits.slice(head, -1);
  });
  const forms = [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams({ a: secret }).toString().slice(2),
    JSON.stringify(secret).slice(1, -1),
    ...inside,
    ...inside.map((digits) => digits.replaceAll("+", "-").replaceAll("/", "_")),
    // The core of it, whatever became of the odd characters around.
    /[\w-]{12,}/.exec(secret)?.[0] ?? secret,
  ];
  return [...new Set(forms)].filter((form) => text.includes(form));
}
