/** The parts of an OpenAPI 3 document that authoring reads and writes. */
import type { JsonValue } from "../common/value.ts";

/** A JSON schema as API facts hold it: no prose. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly enum?: readonly JsonValue[];
  readonly required?: readonly string[];
  readonly readOnly?: boolean;
  readonly nullable?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly discriminator?: { readonly propertyName: string; readonly mapping?: Readonly<Record<string, string>> };
  readonly "x-extensible-enum"?: readonly JsonValue[];
  readonly "x-immutable"?: boolean;
  readonly "x-redact"?: boolean;
}

export interface MediaType {
  readonly schema?: Schema;
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: Schema;
  readonly style?: string;
  readonly explode?: boolean;
  readonly "x-tributary-multiple"?: boolean;
}

export interface Response {
  readonly $ref?: string;
  readonly description?: string;
  readonly content?: Readonly<Record<string, MediaType>>;
  readonly headers?: Readonly<Record<string, { readonly schema?: Schema }>>;
}

export interface Operation {
  readonly operationId: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Readonly<Record<string, MediaType>> };
  readonly responses: Readonly<Record<string, Response>>;
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
}

export const httpMethods = ["get", "put", "post", "delete", "patch", "head", "options"] as const;
export type HttpMethod = (typeof httpMethods)[number];

/** Operations by HTTP method. */
export type PathItem = { readonly [method in HttpMethod]?: Operation };

/** What an API takes and answers, without a sentence of prose: an OpenAPI document cut down to its facts. */
export interface ApiFacts {
  readonly openapi: string;
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly responses?: Readonly<Record<string, Response>>;
    readonly securitySchemes?: Readonly<Record<string, JsonValue>>;
  };
}

/** Facts by name: `org_v2` is the file facts/org_v2.json. */
export type FactsByName = Readonly<Record<string, ApiFacts>>;

const schemaPrefix = "#/components/schemas/";

/** The name of the component schema that a `$ref` points at; undefined where it points elsewhere. */
export function schemaName(ref: string): string | undefined {
  return ref.startsWith(schemaPrefix) ? ref.slice(schemaPrefix.length) : undefined;
}
