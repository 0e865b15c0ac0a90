/** Services that ask for what follows from names, and APIs that answer elsewhere. */
import { describe, expect, it } from "vitest";
import { compileService } from "../catalog/compile/service.ts";
import type { Method, Service } from "../catalog/model.ts";
import { buildProvider } from "./build-provider.ts";
import { widgetFacts, widgetSources, type Draft } from "./fixture.ts";
import type { ApiFacts, Schema } from "./openapi.ts";

const text: Schema = { type: "string" };
const listed = {
  select: ["getWidget", "listWidgets"],
  insert: ["createWidget"],
  delete: ["deleteWidget"],
  exec: ["polishWidget"],
};

interface Sources {
  readonly facts?: Readonly<Record<string, ApiFacts>>;
  /** Beside title, description and facts of the service. */
  readonly service?: Draft;
  readonly provider?: Draft;
}

/** The widget shop with a service of which little is said. */
function shopOf({ facts = { widgets_v1: widgetFacts() }, service = {}, provider = {} }: Sources): Service {
  const { overlay } = widgetSources();
  const resources = {
    widgets: {
      description: "All widgets.",
      operations: listed,
      methods: { polish_widget: { description: "Polishes a widget." } },
    },
  };
  const files = {
    provider: { ...(overlay.provider as object), parameters: {}, ...provider },
    services: {
      shop: {
        title: "Shop",
        description: "Where widgets are.",
        facts: Object.keys(facts),
        derive: true,
        resources,
        ...service,
      },
    },
  };
  const built = buildProvider({ facts, overlay: files });
  const document = built.services["shop"] ?? {};
  return compileService(document, { provider: "acme", service: "shop", providerDocument: built.provider });
}

function methodOf(service: Service, name: string): Method {
  const method = service.resources.flatMap(({ methods }) => methods).find((one) => one.name === name);
  if (method === undefined) throw new Error(`no method ${name}`);
  return method;
}

describe("a service that derives", () => {
  it("has methods by verb, named after their operations", () => {
    const [widgets] = shopOf({}).resources;
    expect(widgets?.title).toBe("Widgets");
    expect(widgets?.verbs).toEqual({
      select: ["get_widget", "list_widgets"],
      insert: ["create_widget"],
      update: [],
      delete: ["delete_widget"],
      replace: [],
    });
    expect(widgets?.methods.map(({ name, verb, description }) => [name, verb, description])).toEqual([
      ["get_widget", "select", "Reads one widget."],
      ["list_widgets", "select", "Lists the widgets."],
      ["create_widget", "insert", "Creates a widget."],
      ["delete_widget", "delete", "Deletes a widget."],
      ["polish_widget", "exec", "Polishes a widget."],
    ]);
  });

  it("finds the rows of a list, and describes columns by the glossary or their names", () => {
    const list = methodOf(shopOf({ provider: { glossary: { name: "Name on the label." } } }), "list_widgets");
    expect(list.response.rowPath).toEqual(["data"]);
    expect(list.response.columns.map(({ name, description }) => [name, description])).toEqual([
      ["kind", "Type of the row."],
      ["id", "The ID."],
      ["name", "Name on the label."],
      ["maker", "The maker."],
      ["parts", "The parts."],
      ["drive", "The drive."],
    ]);
  });

  it("needs a description for what EXEC calls", () => {
    expect(() => shopOf({ service: { resources: { widgets: { description: "All.", operations: listed } } } })).toThrow(
      "the method polish_widget has no description",
    );
  });

  it("may be made of views alone", () => {
    const view = { all: { description: "All of it.", view: "SELECT 1 AS one" } };
    const { resources } = shopOf({ service: { facts: [], resources: view }, provider: { fields: {} } });
    expect(resources.map(({ name, views }) => [name, views?.length])).toEqual([["all", 1]]);
  });

  it("may have a view for less than another needs", () => {
    const queries = ["SELECT 1 AS one WHERE 'x' = '{{ name }}'", "SELECT 2 AS one"];
    const all = { all: { description: "All of it.", view: queries } };
    const { resources } = shopOf({ service: { facts: [], resources: all }, provider: { fields: {} } });
    expect(resources[0]?.views).toEqual([
      { sql: queries[0], required: ["name"] },
      { sql: queries[1], required: [] },
    ]);
  });
});

/** Facts with one list of names, at `/names`, and a schema `Reference` that is not that of widgets. */
function nameFacts(): ApiFacts {
  const answer: Schema = { type: "array", items: text };
  const owner: Schema = { type: "object", properties: { of: { $ref: "#/components/schemas/Reference" } } };
  const content = (schema: Schema) => ({ "200": { content: { "application/json": { schema } } } });
  return {
    openapi: "3.0.0",
    servers: [{ url: "https://names.example.com" }],
    paths: {
      "/names": { get: { operationId: "listNames", responses: content(answer) } },
      "/owner": { get: { operationId: "getOwner", responses: content(owner) } },
    },
    components: { schemas: { Reference: { type: "object", properties: { number: { type: "integer" } } } } },
  };
}

const both: Draft = {
  names: {
    description: "All names.",
    operations: { select: ["listNames"] },
    methods: { list_names: { column: "label" } },
  },
  owner: { title: "Owner", description: "Who owns the shop.", operations: { select: ["getOwner"] } },
  widgets: {
    description: "All widgets.",
    operations: listed as unknown as Draft,
    methods: { polish_widget: { description: "Polishes a widget." } },
  },
};

const twoApis: Sources = {
  facts: { widgets_v1: widgetFacts(), names_v1: nameFacts() },
  service: { resources: both },
  provider: {
    apis: {
      names_v1: {
        servers: [
          { url: "https://{shop}.example.com", variables: { shop: { description: "Which shop." } } },
          { url: "{endpoint}", variables: { endpoint: { description: "Its URL.", environment: "SHOP_URL" } } },
        ] as unknown as Draft,
        auth: { type: "bearer", credentialsenvvar: "NAMES_TOKEN" },
      },
    },
  },
};

describe("secrets that only the overlay knows", () => {
  it("are marked in what is taken and what is answered", () => {
    const service = shopOf({ service: { secrets: { Widget: ["name"] } } });
    const isSecret = ({ name, secret }: { readonly name: string; readonly secret?: boolean }) => [
      name,
      secret === true,
    ];
    expect(methodOf(service, "create_widget").parameters.map(isSecret)).toContainEqual(["name", true]);
    expect(methodOf(service, "get_widget").response.columns.map(isSecret)).toContainEqual(["name", true]);
  });

  it("must be there", () => {
    expect(() => shopOf({ service: { secrets: { Wigdet: ["name"] } } })).toThrow("the facts have no schema Wigdet");
    expect(() => shopOf({ service: { secrets: { Widget: ["nmae"] } } })).toThrow("the schema has no property nmae");
  });
});

describe("a service of two APIs", () => {
  it("sends each where it answers, with its own credentials", () => {
    const service = shopOf(twoApis);
    const names = methodOf(service, "list_names");
    expect(names.request.servers).toEqual([
      { url: "https://{shop}.example.com", variables: [{ name: "shop" }] },
      { url: "{endpoint}", variables: [{ name: "endpoint", environment: "SHOP_URL" }] },
    ]);
    expect(names.auth).toEqual({ type: "bearer", credentialsenvvar: "NAMES_TOKEN" });
    const widgets = methodOf(service, "list_widgets");
    expect([widgets.request.servers, widgets.auth]).toEqual([
      [{ url: "https://api.example.com", variables: [] }],
      undefined,
    ]);
  });

  it("tells schemas of one name apart", () => {
    const columnsOf = (method: string, column: string) =>
      methodOf(shopOf(twoApis), method)
        .response.columns.find(({ name }) => name === column)
        ?.fields?.map(({ name }) => name);
    expect([columnsOf("get_owner", "of"), columnsOf("get_widget", "maker")]).toEqual([["number"], ["id", "within"]]);
  });

  it("calls the one column of a list of names as the overlay says", () => {
    const { columns } = methodOf(shopOf(twoApis), "list_names").response;
    expect(columns).toEqual([{ name: "label", wireName: "", type: "text", description: "The label." }]);
  });

  it("may not name an API that nothing is made of", () => {
    expect(() => shopOf({ provider: { apis: { other_v1: { auth: { type: "null_auth" } } } } })).toThrow(
      "no service is made of the facts other_v1",
    );
  });
});
