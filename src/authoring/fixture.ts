/** A small API and its overlay, for tests: widgets in workshops. */
import type { ProviderSources } from "./build-provider.ts";
import type { ApiFacts, Operation, Response, Schema } from "./openapi.ts";

/** Values of an overlay before they are read; tests change them freely. */
export type Draft = { [key: string]: Draft | string | string[] };

const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
const content = (schema: Schema) => ({ "application/json": { schema } });
const text: Schema = { type: "string" };

function operation(
  operationId: string,
  responses: Readonly<Record<string, Response>>,
  rest: Partial<Operation> = {},
): Operation {
  return { operationId, responses: { ...responses, "400": {} }, ...rest };
}

const id = { name: "id", in: "path", required: true, schema: text };

/** Fresh facts of the widget API. */
export function widgetFacts(): ApiFacts {
  return {
    openapi: "3.0.0",
    servers: [{ url: "https://api.example.com" }],
    paths: {
      "/widgets": {
        get: operation(
          "listWidgets",
          { "200": { content: content(ref("WidgetList")) } },
          {
            parameters: [
              { name: "color", in: "query", style: "form", explode: true, schema: { type: "array", items: text } },
              { name: "page_size", in: "query", schema: { type: "integer", maximum: 50 } },
              { name: "page_token", in: "query", schema: text },
            ],
          },
        ),
        post: operation(
          "createWidget",
          { "201": { content: content(ref("Widget")) } },
          {
            requestBody: { content: content({ allOf: [ref("Widget"), { type: "object", required: ["name"] }] }) },
          },
        ),
      },
      "/widgets/{id}": {
        get: operation(
          "getWidget",
          { "200": { content: content({ allOf: [ref("Widget"), { type: "object", required: ["id", "name"] }] }) } },
          { parameters: [id] },
        ),
        delete: operation("deleteWidget", { "204": {} }, { parameters: [id] }),
        post: operation("polishWidget", { "202": { content: content(ref("Polish")) } }, { parameters: [id] }),
      },
    },
    components: {
      schemas: {
        Widget: {
          type: "object",
          properties: {
            kind: { ...text, readOnly: true },
            id: { ...text, readOnly: true },
            name: text,
            maker: { allOf: [ref("Reference")], "x-immutable": true },
            parts: { type: "array", items: ref("Reference") },
            drive: { oneOf: [ref("Spring"), ref("Motor")] },
          },
        },
        WidgetList: {
          type: "object",
          properties: {
            metadata: { type: "object", properties: { next: text } },
            data: { type: "array", items: { allOf: [ref("Widget"), { type: "object", required: ["id"] }] } },
          },
        },
        Reference: { type: "object", required: ["id"], properties: { id: text, within: ref("Reference") } },
        Spring: { type: "object", properties: { tension: { type: "integer" } } },
        Motor: { type: "object", properties: { volts: { type: "integer" } } },
        Polish: { type: "object", properties: { shine: { type: "integer" } } },
        Unused: text,
      },
    },
  };
}

export interface WidgetOverlay {
  readonly provider: Draft;
  readonly shop: Draft;
}

/** A fresh overlay that fits `widgetFacts`. */
function widgetOverlay(): WidgetOverlay {
  return {
    provider: {
      name: "acme",
      version: "v1.0.0",
      title: "Acme",
      description: "Widgets and more.",
      services: ["shop"],
      auth: { type: "bearer", credentialsenvvar: "ACME_TOKEN" },
      pagination: {
        algorithm: "token-in-url",
        tokenParameter: "page_token",
        sizeParameter: "page_size",
        next: ["metadata", "next"],
      },
      parameters: { page_size: "Rows per page.", page_token: "Where to start." },
      fields: { kind: "Type of the row." },
    },
    shop: {
      title: "Shop",
      description: "Where widgets are.",
      facts: ["widgets_v1"],
      schemas: {
        Widget: {
          id: "Number of the widget.",
          name: "Name of the widget.",
          maker: "Who made it.",
          "maker.id": "Number of the maker.",
          parts: "What it is made of.",
          drive: "What moves it.",
        },
        Polish: { shine: "How much it shines." },
      },
      resources: {
        widgets: {
          title: "Widgets",
          description: "All widgets.",
          parameters: { id: "Number of the widget.", color: "Colour of the widget." },
          methods: {
            list: { operation: "listWidgets", objectKey: "$.data", description: "Lists widgets." },
            create: { operation: "createWidget", description: "Makes a widget." },
            get: { operation: "getWidget", description: "Reads a widget." },
            delete: { operation: "deleteWidget", description: "Destroys a widget." },
            polish: { operation: "polishWidget", description: "Polishes a widget.", aliases: ["shine"] },
          },
          verbs: { select: ["get", "list"], insert: ["create"], delete: ["delete"] },
        },
      },
    },
  };
}

/** The sources as they are, or changed by `change`. */
export function widgetSources(change: (overlay: WidgetOverlay) => void = () => {}): ProviderSources {
  const overlay = widgetOverlay();
  change(overlay);
  return {
    facts: { widgets_v1: widgetFacts() },
    overlay: { provider: overlay.provider, services: { shop: overlay.shop } },
  };
}

/** The map at a path of keys, to be changed. */
export function at(draft: Draft, ...path: readonly string[]): Draft {
  return path.reduce((node, key) => node[key] as Draft, draft);
}
