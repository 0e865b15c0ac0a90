/** Gives a description to whatever in a service document has none: by the glossary of the overlay, else by its name. */
import { isObject, type JsonObject } from "../catalog/compile/json.ts";
import { derivedDescription } from "./derived-descriptions.ts";
import type { Schema } from "./openapi.ts";
import type { Note, Notes } from "./overlay.ts";

export interface Glossary {
  readonly notes: Notes;
  readonly used: Set<Note>;
}

/** A part of a document, of whatever kind, with properties and parameters in it described. */
export function described(part: unknown, glossary: Glossary): unknown {
  if (Array.isArray(part)) return part.map((one) => described(one, glossary));
  if (!isObject(part)) return part;
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, memberDescribed(key, value, glossary)]));
}

function memberDescribed(key: string, value: unknown, glossary: Glossary): unknown {
  if (key === "properties" && isObject(value)) return propertiesDescribed(value, glossary);
  if (key === "parameters" && Array.isArray(value)) return value.map((one) => parameterDescribed(one, glossary));
  // Their members are data, which may be called like keys of a schema.
  if (key === "enum" || key === "default" || key === "x-extensible-enum") return value;
  return described(value, glossary);
}

function propertiesDescribed(properties: JsonObject, glossary: Glossary): JsonObject {
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [name, withDescription(name, property, glossary)]),
  );
}

function withDescription(name: string, property: unknown, glossary: Glossary): unknown {
  const inner = described(property, glossary);
  if (!isObject(inner) || inner["description"] !== undefined) return inner;
  const description = wordFor(name, inner, glossary);
  // Beside a reference nothing counts: OpenAPI wants it in an allOf.
  return inner["$ref"] === undefined ? { ...inner, description } : { allOf: [inner], description };
}

function parameterDescribed(parameter: unknown, glossary: Glossary): unknown {
  if (!isObject(parameter) || parameter["description"] !== undefined) return parameter;
  const { name, schema } = parameter;
  return { ...parameter, description: wordFor(String(name), isObject(schema) ? schema : {}, glossary) };
}

function wordFor(name: string, schema: JsonObject, { notes, used }: Glossary): string {
  const note = notes.get(name) ?? notes.get(name.split(".").at(-1) ?? name);
  if (note === undefined) return derivedDescription(name, schema as Schema);
  used.add(note);
  return note.description;
}
