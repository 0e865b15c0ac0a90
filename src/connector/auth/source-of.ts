/** Where credentials came from, for the hint of a refusal. */
import type { AuthConfig } from "../../catalog/model.ts";
import { mask } from "../../common/redact.ts";
import { ambient } from "./ambient.ts";
import { variablesOf } from "./secrets.ts";

/** Names only, as what follows "came from". */
export function sourceOf(config: AuthConfig): string {
  const names = variablesOf(config);
  const named = names.length === 0 ? undefined : `the variables ${names.join(", ")}`;
  const places = ambient.get(config.type)?.places;
  if (places !== undefined) return named === undefined ? places : `${named}, or from ${places}`;
  if (named !== undefined) return named;
  if (config.credentialsfilepath !== undefined) return `the file ${config.credentialsfilepath}`;
  return `the auth configuration (type ${config.type}, values ${mask})`;
}
