/** For tests: a small provider as documents, folders that vanish after the test, and an archive maker. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { createTar, type TarFileInput } from "nanotar";
import { onTestFinished } from "vitest";
import type { Provider, ServiceSummary } from "./model.ts";

/** A new folder, removed after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "tributary-catalog-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A provider with the services that are read when looked at, as plain data to compare. */
export function asData(provider: Provider | undefined): Provider | undefined {
  return provider && { ...provider, services: provider.services.map(serviceData) };
}

function serviceData(service: ServiceSummary): ServiceSummary {
  const { name, id, title, description, version, preferred, unavailable, resources } = service;
  return { name, id, title, description, version, preferred, unavailable, resources };
}

export const shopDocument = `
openapi: 3.0.0
servers: [{ url: https://api.acme.test }]
paths:
  /widgets:
    get:
      description: Lists widgets.
      parameters: [{ name: colour, in: query, schema: { type: string, enum: [red, blue] } }]
      responses: { '200': { content: { application/json: { schema: { properties: { data: { type: array, items: { $ref: '#/components/schemas/Widget' } } } } } } } }
    post:
      description: Makes a widget.
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Widget' } } } }
      responses: { '201': { content: { application/json: { schema: { $ref: '#/components/schemas/Widget' } } } } }
  /widgets/{id}:
    get:
      description: Reads a widget.
      responses: { '200': { content: { application/json: { schema: { $ref: '#/components/schemas/Widget' } } } } }
  /widgets/{id}/paint:
    post: { description: Paints a widget. }
components:
  schemas:
    Widget:
      required: [id, name]
      properties:
        id: { type: string, readOnly: true, description: The id }
        name: { type: string }
        spec: { type: object, required: [size], properties: { size: { type: integer } } }
  x-stackQL-resources:
    widgets:
      title: Widgets
      x-tributary-aliases: [gadgets]
      methods:
        list: { operation: { $ref: '#/paths/~1widgets/get' }, response: { objectKey: $.data } }
        create: { operation: { $ref: '#/paths/~1widgets/post' }, config: { requestBodyTranslate: { algorithm: naive } } }
        get: { operation: { $ref: '#/paths/~1widgets~1{id}/get' } }
        paint: { operation: { $ref: '#/paths/~1widgets~1{id}~1paint/post' } }
      sqlVerbs:
        select:
          - { $ref: '#/components/x-stackQL-resources/widgets/methods/get' }
          - { $ref: '#/components/x-stackQL-resources/widgets/methods/list' }
        insert: [{ $ref: '#/components/x-stackQL-resources/widgets/methods/create' }]
    colours: { title: Colours, methods: {}, sqlVerbs: {} }
`;

/** provider.yaml of `acme`, with the service `shop` and one, `gone`, that has no document. */
export const acmeDocument = `
id: acme
name: acme
version: v00.00.00000
title: Acme
providerServices:
  shop: { id: 'shop:v1', name: shop, title: Shop, preferred: true, service: { $ref: acme/v00.00.00000/services/shop.yaml } }
  gone: { id: 'gone:v1', name: gone, title: Gone, service: { $ref: acme/v00.00.00000/services/gone.yaml } }
`;

export type Files = { readonly [path: string]: string };

export const acmeFiles: Files = { "provider.yaml": acmeDocument, "services/shop.yaml": shopDocument };

export async function writeFiles(folder: string, files: Files): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

/** A gzipped tar of these files below one folder. */
export function archiveOf(files: Files, root = "v1.0.0"): Uint8Array {
  return archiveOfEntries(Object.entries(files).map(([path, data]) => ({ name: `${root}/${path}`, data })));
}

export function archiveOfEntries(entries: readonly TarFileInput[]): Uint8Array {
  return gzipSync(createTar([...entries]));
}
