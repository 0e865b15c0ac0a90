/** Suggests full names where a statement names a resource without its provider or service. */
import type { Catalog } from "../../catalog/catalog.ts";
import { EngineError } from "../../common/error.ts";

/** Names suggested at once. */
const suggested = 3;

/**
 * The error with the full names of resources that end as the unknown name does (`environments`,
 * `org.environments`), from the indexes of installed providers; itself where there is none.
 */
export async function withFullNames(error: unknown, text: string, catalog: Catalog): Promise<unknown> {
  if (!(error instanceof EngineError) || error.condition !== "undefined_table" || error.span === undefined)
    return error;
  const written = text.slice(error.span.start, error.span.end).replaceAll('"', "").toLowerCase();
  if (!/^[^.\s]+(\.[^.\s]+)?$/.test(written)) return error;
  const names = await fullNames(written, catalog).catch(() => []);
  if (names.length === 0) return error;
  const more = names.length > suggested ? `, or one of ${names.length - suggested} more` : "";
  return error.with({ hint: `Did you mean ${names.slice(0, suggested).join(", ")}${more}?` });
}

async function fullNames(written: string, catalog: Catalog): Promise<readonly string[]> {
  const names: string[] = [];
  for (const providerName of await catalog.providerNames()) {
    const provider = await catalog.provider(providerName);
    for (const service of provider?.services ?? []) {
      for (const resource of service.resources) {
        const name = `${providerName}.${service.name}.${resource.name}`;
        if (name.toLowerCase().endsWith(`.${written}`)) names.push(name);
      }
    }
  }
  return names;
}
