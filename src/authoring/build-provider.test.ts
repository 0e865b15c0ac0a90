import { describe, expect, it } from "vitest";
import { EngineError } from "../common/error.ts";
import { buildProvider, type ProviderSources } from "./build-provider.ts";
import { at, widgetFacts, widgetSources, type Draft, type WidgetOverlay } from "./fixture.ts";

interface Built {
  readonly paths: Record<string, Record<string, Record<string, unknown>>>;
  readonly components: {
    readonly schemas: Record<string, unknown>;
    readonly "x-stackQL-resources": Record<string, Draft>;
  };
}

function shopOf(sources: ProviderSources): Built {
  return buildProvider(sources).services["shop"] as unknown as Built;
}

describe("the provider document", () => {
  it("names services, auth and version as published documents do", () => {
    expect(buildProvider(widgetSources()).provider).toEqual({
      id: "acme",
      name: "acme",
      version: "v1.0.0",
      title: "Acme",
      description: "Widgets and more.",
      providerServices: {
        shop: {
          id: "shop:v1.0.0",
          name: "shop",
          preferred: true,
          service: { $ref: "acme/v1.0.0/services/shop.yaml" },
          title: "Shop",
          version: "v1.0.0",
          description: "Where widgets are.",
        },
      },
      config: { auth: { type: "bearer", credentialsenvvar: "ACME_TOKEN" } },
    });
  });
});

describe("resources", () => {
  it("carry methods, aliases, pagination and verbs in the order of the overlay", () => {
    const method = (name: string) => ({ $ref: `#/components/x-stackQL-resources/widgets/methods/${name}` });
    expect(shopOf(widgetSources()).components["x-stackQL-resources"]).toEqual({
      widgets: {
        id: "acme.shop.widgets",
        name: "widgets",
        title: "Widgets",
        description: "All widgets.",
        methods: {
          list: {
            operation: { $ref: "#/paths/~1widgets/get" },
            response: { mediaType: "application/json", openAPIDocKey: "200", objectKey: "$.data" },
            "x-tributary-pagination": {
              algorithm: "token-in-url",
              request: { in: "query", name: "page_token" },
              response: { in: "body", path: ["metadata", "next"] },
              pageSize: { name: "page_size", maximum: 50 },
            },
          },
          create: {
            config: { requestBodyTranslate: { algorithm: "naive" } },
            operation: { $ref: "#/paths/~1widgets/post" },
            request: { mediaType: "application/json" },
            response: { mediaType: "application/json", openAPIDocKey: "201" },
            inverse: { sqlVerb: method("delete"), tokens: { id: { key: "$.id", location: "body" } } },
          },
          get: {
            operation: { $ref: "#/paths/~1widgets~1{id}/get" },
            response: { mediaType: "application/json", openAPIDocKey: "200" },
          },
          delete: {
            operation: { $ref: "#/paths/~1widgets~1{id}/delete" },
            response: { mediaType: "application/json", openAPIDocKey: "204" },
          },
          polish: {
            operation: { $ref: "#/paths/~1widgets~1{id}/post" },
            response: { mediaType: "application/json", openAPIDocKey: "202" },
            "x-tributary-aliases": ["shine"],
          },
        },
        sqlVerbs: {
          select: [method("get"), method("list")],
          insert: [method("create")],
          update: [],
          delete: [method("delete")],
          replace: [],
        },
      },
    });
  });
});

describe("operations", () => {
  it("carry our descriptions; an array that is repeated becomes one value that is multiple", () => {
    expect(shopOf(widgetSources()).paths["/widgets"]?.["get"]).toEqual({
      operationId: "listWidgets",
      description: "Lists widgets.",
      parameters: [
        {
          name: "color",
          in: "query",
          description: "Colour of the widget.",
          schema: { type: "string" },
          "x-tributary-multiple": true,
        },
        { name: "page_size", in: "query", description: "Rows per page.", schema: { type: "integer", maximum: 50 } },
        { name: "page_token", in: "query", description: "Where to start.", schema: { type: "string" } },
      ],
      responses: {
        "200": {
          description: "Done.",
          content: { "application/json": { schema: { $ref: "#/components/schemas/WidgetList" } } },
        },
      },
    });
  });

  it("answer rows by one schema, whatever each demands of it", () => {
    const schema = { $ref: "#/components/schemas/Widget" };
    const { paths, components } = shopOf(widgetSources());
    const answer = { content: { "application/json": { schema } }, description: "Done." };
    expect(paths["/widgets/{id}"]?.["get"]?.["responses"]).toEqual({ "200": answer });
    expect(paths["/widgets"]?.["post"]?.["responses"]).toEqual({ "201": answer });
    expect(components.schemas["WidgetList"]).toMatchObject({ properties: { data: { type: "array", items: schema } } });
  });

  it("demand in bodies what the facts demand", () => {
    const body = shopOf(widgetSources()).paths["/widgets"]?.["post"]?.["requestBody"];
    expect(body).toMatchObject({ content: { "application/json": { schema: { required: ["name"] } } } });
  });
});

describe("schemas", () => {
  it("are those that methods refer to, described, with properties written out and loops left as references", () => {
    const within = { $ref: "#/components/schemas/Reference" };
    expect(shopOf(widgetSources()).components.schemas).toEqual({
      WidgetList: {
        type: "object",
        properties: {
          metadata: { type: "object", properties: { next: { type: "string" } } },
          data: { type: "array", items: { $ref: "#/components/schemas/Widget" } },
        },
      },
      Widget: {
        type: "object",
        properties: {
          kind: { type: "string", readOnly: true, description: "Type of the row." },
          id: { type: "string", readOnly: true, description: "Number of the widget." },
          name: { type: "string", description: "Name of the widget." },
          maker: {
            type: "object",
            required: ["id"],
            properties: { id: { type: "string", description: "Number of the maker." }, within },
            "x-immutable": true,
            description: "Who made it.",
          },
          parts: { type: "array", items: within, description: "What it is made of." },
          drive: {
            oneOf: [{ $ref: "#/components/schemas/Spring" }, { $ref: "#/components/schemas/Motor" }],
            description: "What moves it.",
          },
        },
      },
      Reference: { type: "object", required: ["id"], properties: { id: { type: "string" }, within } },
      Spring: { type: "object", properties: { tension: { type: "integer" } } },
      Motor: { type: "object", properties: { volts: { type: "integer" } } },
      Polish: { type: "object", properties: { shine: { type: "integer", description: "How much it shines." } } },
    });
  });
});

it("gives the same bytes for the same sources, which it leaves as they are", () => {
  const sources = widgetSources();
  const first = JSON.stringify(buildProvider(sources));
  expect(JSON.stringify(buildProvider(sources))).toBe(first);
  expect(sources).toEqual(widgetSources());
});

describe("mistakes are named by file and key", () => {
  type Change = (overlay: WidgetOverlay) => void;
  const widgets = (shop: Draft): Draft => at(shop, "resources", "widgets");
  const cases: readonly (readonly [what: string, change: Change, message: string])[] = [
    [
      "an operation that the facts lack",
      ({ shop }) => (at(widgets(shop), "methods", "list")["operation"] = "listWidget"),
      "overlay/shop.yaml: resources.widgets.methods.list: the facts have no operation listWidget",
    ],
    [
      "an operation that is two methods",
      ({ shop }) => (at(widgets(shop), "methods", "get")["operation"] = "listWidgets"),
      "overlay/shop.yaml: resources.widgets.methods.get: the operation listWidgets is the method widgets.list",
    ],
    [
      "facts that are not there",
      ({ shop }) => (shop["facts"] = ["widgets_v2"]),
      "overlay/shop.yaml: facts: there is no facts/widgets_v2.json",
    ],
    [
      "a path that a schema lacks",
      ({ shop }) => (at(shop, "schemas", "Widget")["maker.nam"] = "x"),
      "overlay/shop.yaml: schemas.Widget.maker.nam: the schema Widget has no maker.nam",
    ],
    [
      "a path that leads into another schema",
      ({ shop }) => (at(shop, "schemas", "Widget")["parts.id"] = "x"),
      "overlay/shop.yaml: schemas.Widget.parts.id: the path leads into the schema Reference",
    ],
    [
      "a schema that no method refers to",
      ({ shop }) => (at(shop, "schemas")["Unused"] = { x: "x" }),
      "overlay/shop.yaml: schemas.Unused.x: this describes nothing that a method takes or answers",
    ],
    [
      "a parameter that no method has",
      ({ shop }) => (at(widgets(shop), "parameters")["size"] = "x"),
      "overlay/shop.yaml: resources.widgets.parameters.size: this describes nothing that a method takes or answers",
    ],
    [
      "a name that two methods claim",
      ({ shop }) => (at(widgets(shop), "methods", "get")["aliases"] = ["list"]),
      "overlay/shop.yaml: resources.widgets.methods.get: the name list is taken by the method list",
    ],
    [
      "a method under two verbs",
      ({ shop }) => (at(widgets(shop), "verbs")["update"] = ["create"]),
      "overlay/shop.yaml: resources.widgets.verbs.update: the method create stands under insert already",
    ],
    [
      "a verb for a method that is not there",
      ({ shop }) => (at(widgets(shop), "verbs")["update"] = ["change"]),
      "overlay/shop.yaml: resources.widgets.verbs.update: the resource has no method change",
    ],
    [
      "a method without description",
      ({ shop }) => delete at(widgets(shop), "methods", "get")["description"],
      "overlay/shop.yaml: resources.widgets.methods.get.description: is missing",
    ],
    [
      "an empty description",
      ({ shop }) => (at(shop, "schemas", "Widget")["name"] = " "),
      "overlay/shop.yaml: schemas.Widget.name: must be a text that says something",
    ],
    [
      "a column without description",
      ({ shop }) => delete at(shop, "schemas", "Widget")["id"],
      "overlay/shop.yaml: resources.widgets.methods.list: the column id has no description",
    ],
    [
      "a parameter without description",
      ({ shop }) => delete at(widgets(shop), "parameters")["color"],
      "overlay/shop.yaml: resources.widgets.methods.list: the parameter color has no description",
    ],
    [
      "a key that nothing reads",
      ({ shop }) => (widgets(shop)["descripton"] = "x"),
      "overlay/shop.yaml: resources.widgets.descripton: this key is not read by anything",
    ],
    [
      "rows that are elsewhere",
      ({ shop }) => (at(widgets(shop), "methods", "list")["objectKey"] = "$.rows"),
      "overlay/shop.yaml: resources.widgets.methods.list: the answer has no rows for the objectKey $.rows",
    ],
    [
      "pages that cannot be followed",
      ({ provider }) => (at(provider, "pagination")["next"] = ["metadata", "after"]),
      "overlay/shop.yaml: resources.widgets.methods.list: the answer has no metadata.after to page by",
    ],
    [
      "a service without a file",
      ({ provider }) => (provider["services"] = ["shop", "factory"]),
      "overlay/factory.yaml: the file of this service is missing",
    ],
    [
      "a file without a service",
      ({ provider }) => (provider["services"] = []),
      "overlay/provider.yaml: services: the service shop has a file and is not listed",
    ],
    [
      "auth without a type",
      ({ provider }) => (provider["auth"] = { username_var: "X" }),
      "overlay/provider.yaml: auth.type: is missing",
    ],
    [
      "a list where a map belongs",
      ({ shop }) => (shop["resources"] = ["widgets"]),
      "overlay/shop.yaml: resources: must be a map",
    ],
  ];

  it.each(cases)("%s", (_what, change, message) => {
    expect(() => buildProvider(widgetSources(change))).toThrow(
      expect.objectContaining({ condition: "invalid_provider_document", message }),
    );
  });

  it("a misspelt operation comes with the nearest name", () => {
    const sources = widgetSources(({ shop }) => (at(widgets(shop), "methods", "list")["operation"] = "listWidget"));
    let hint: string | undefined;
    try {
      buildProvider(sources);
    } catch (error) {
      hint = error instanceof EngineError ? error.hint : undefined;
    }
    expect(hint).toContain("listWidgets");
  });

  it("an operation that two facts have", () => {
    const { overlay } = widgetSources(({ shop }) => (shop["facts"] = ["widgets_v1", "widgets_v2"]));
    const facts = { widgets_v1: widgetFacts(), widgets_v2: widgetFacts() };
    expect(() => buildProvider({ facts, overlay })).toThrow(
      "facts/widgets_v2.json: /widgets: the operation listWidgets is in other facts too",
    );
  });
});
