/** Marks what is secret and what an API's document does not call so: the overlay knows better. */
import { didYouMean } from "../common/suggest.ts";
import type { ApiFacts, FactsByName, Schema } from "./openapi.ts";
import { documentError, membersOf, textsOf, type Placed } from "./place.ts";

/** Property names by schema, with the place that says so. */
export type Secrets = ReadonlyMap<string, { readonly place: Placed; readonly properties: readonly string[] }>;

/** Reads `secrets`: lists of property names by schema. */
export function readSecrets(place: Placed): Secrets {
  return new Map(membersOf(place).map(([schema, member]) => [schema, { place: member, properties: textsOf(member) }]));
}

/** The facts with those properties marked. Throws `invalid_provider_document` where there is no such one. */
export function withSecrets(facts: FactsByName, names: readonly string[], secrets: Secrets): FactsByName {
  if (secrets.size === 0) return facts;
  const own = names.flatMap((name) => (facts[name] === undefined ? [] : [[name, facts[name]] as const]));
  for (const [schema, { place }] of secrets) {
    const known = own.flatMap(([, api]) => Object.keys(api.components.schemas));
    if (!known.includes(schema))
      throw documentError(place, `the facts have no schema ${schema}`, didYouMean(schema, known));
  }
  return Object.fromEntries(own.map(([name, api]) => [name, marked(api, secrets)]));
}

function marked(api: ApiFacts, secrets: Secrets): ApiFacts {
  const { schemas, ...components } = api.components;
  const result = Object.entries(schemas).map(([name, schema]) => {
    const { place, properties } = secrets.get(name) ?? { place: undefined, properties: [] };
    return [name, place === undefined ? schema : markedSchema(schema, properties, place)] as const;
  });
  return { ...api, components: { ...components, schemas: Object.fromEntries(result) } };
}

function markedSchema(schema: Schema, names: readonly string[], place: Placed): Schema {
  const properties = { ...schema.properties };
  for (const name of names) {
    const property = properties[name];
    if (property === undefined) {
      throw documentError(place, `the schema has no property ${name}`, didYouMean(name, Object.keys(properties)));
    }
    properties[name] =
      property.$ref === undefined ? { ...property, "x-redact": true } : { allOf: [property], "x-redact": true };
  }
  return { ...schema, properties };
}
