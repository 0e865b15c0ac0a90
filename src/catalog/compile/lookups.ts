/** How a document says which values a parameter takes: `x-tributary-values` of a resource. */
import { extensions } from "./extensions.ts";
import { invalidDocument, isObject, memberOf, textAt, type JsonObject } from "./json.ts";

/** The queries by parameter; undefined where there are none. Throws `invalid_provider_document` for what is no query. */
export function lookupsOf(id: string, node: JsonObject): { readonly [parameter: string]: string } | undefined {
  const declared = memberOf(node, extensions.values);
  if (declared === undefined) return undefined;
  if (!isObject(declared)) throw invalidDocument(`${extensions.values} of ${id} is an object of parameters`);
  const lookups = Object.entries(declared).map(([parameter, values]) => {
    const select = textAt(values, "select");
    if (select === undefined)
      throw invalidDocument(`${extensions.values} of ${id}: ${parameter} needs select, a query`);
    return [parameter, select] as const;
  });
  return lookups.length === 0 ? undefined : Object.fromEntries(lookups);
}
