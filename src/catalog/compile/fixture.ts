/** For tests: the smallest document around one method, written in YAML, and what it compiles to. */
import { parseDocument } from "../registry/yaml.ts";
import type { Method, Service } from "../model.ts";
import { compileService } from "./service.ts";

export interface MethodFixture {
  readonly path?: string;
  readonly verb?: string;
  /** YAML of the OpenAPI operation. */
  readonly operation?: string;
  /** YAML of the method in x-stackQL-resources, but for its `operation`. */
  readonly method?: string;
  /** YAML of `components.schemas`. */
  readonly schemas?: string;
  /** YAML of members of the path item, the document root and the resource. */
  readonly pathItem?: string;
  readonly root?: string;
  readonly resource?: string;
  /** YAML of `config` in provider.yaml. */
  readonly providerConfig?: string;
}

export function yaml(text: string | undefined): Record<string, unknown> {
  return text === undefined ? {} : (parseDocument(new TextEncoder().encode(text)) as Record<string, unknown>);
}

/** The service `acme.shop` of a whole document. */
export function compileYaml(document: string, providerDocument?: string): Service {
  return compileService(yaml(document), {
    provider: "acme",
    service: "shop",
    providerDocument: yaml(providerDocument),
  });
}

/** The document of a fixture: resource `widgets`, method `get`, listed under select. */
export function documentOf(fixture: MethodFixture): Record<string, unknown> {
  const { path = "/widgets", verb = "get" } = fixture;
  return {
    openapi: "3.0.0",
    servers: [{ url: "https://api.acme.test/" }],
    paths: { [path]: { ...yaml(fixture.pathItem), [verb]: yaml(fixture.operation) } },
    components: {
      schemas: yaml(fixture.schemas),
      "x-stackQL-resources": {
        widgets: {
          methods: {
            get: { operation: { $ref: `#/paths/${path.replaceAll("/", "~1")}/${verb}` }, ...yaml(fixture.method) },
          },
          sqlVerbs: { select: [{ $ref: "#/components/x-stackQL-resources/widgets/methods/get" }] },
          ...yaml(fixture.resource),
        },
      },
    },
    ...yaml(fixture.root),
  };
}

export function compileMethodOf(fixture: MethodFixture): Method {
  const providerDocument = { config: yaml(fixture.providerConfig) };
  const service = compileService(documentOf(fixture), { provider: "acme", service: "shop", providerDocument });
  const method = service.resources[0]?.methods[0];
  if (method === undefined) throw new Error("the fixture has no method");
  return method;
}

/** A response of status 200 with a JSON body of this schema (flow YAML), for `operation`. */
export function responding(schema: string): string {
  return `responses: { '200': { content: { application/json: { schema: ${schema} } } } }`;
}
