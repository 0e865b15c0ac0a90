/** Gives every parameter of a method its SQL names, so that none means two things. */
import type { Parameter } from "../model.ts";
import { bodyPrefix } from "./body.ts";
import { snakeCaseInput } from "./casing.ts";

/**
 * Parameters and body properties under one roof. A scalar body property whose plain name a parameter has too is joined
 * to it (`alsoBody`: both get the value); where either takes JSON, the property goes by its prefixed name instead, for
 * one value cannot be both.
 * Aliases that another parameter claims are dropped; with `snakeCaseNames` each also answers to its name in snake case.
 */
export function nameParameters(
  outer: readonly Parameter[],
  body: readonly Parameter[],
  snakeCaseNames: boolean,
): readonly Parameter[] {
  const joined = new Map(outer.map((parameter) => [parameter.name, parameter]));
  const apart: Parameter[] = [];
  for (const property of body) {
    const twin = joined.get(property.name);
    if (twin === undefined) apart.push(property);
    else if (property.type !== "json" && twin.type !== "json") joined.set(twin.name, withBody(twin, property));
    else apart.push(apartFrom(twin, property));
  }
  const all = [...joined.values(), ...apart].map((one) => (snakeCaseNames ? withSnakeCase(one) : one));
  return withoutClashes(all);
}

function withBody(parameter: Parameter, property: Parameter): Parameter {
  const aliases = [...(parameter.aliases ?? []), ...(property.aliases ?? []), property.name];
  return {
    ...parameter,
    alsoBody: property.wireName,
    required: parameter.required || property.required,
    description: parameter.description === "" ? property.description : parameter.description,
    aliases,
  };
}

/** Not required: scripts that only know the plain name go on, and the API says what it misses. */
function apartFrom(twin: Parameter, property: Parameter): Parameter {
  const aliases = (property.aliases ?? []).filter((alias) => alias !== twin.name);
  return { ...property, name: `${bodyPrefix}${property.wireName}`, required: false, aliases };
}

function withSnakeCase(parameter: Parameter): Parameter {
  const names = [parameter.name, ...(parameter.aliases ?? [])];
  return { ...parameter, aliases: [...(parameter.aliases ?? []), ...names.map(snakeCaseInput)] };
}

function withoutClashes(parameters: readonly Parameter[]): readonly Parameter[] {
  const taken = new Set(parameters.map((parameter) => parameter.name));
  return parameters.map((parameter) => {
    const { aliases = [], ...rest } = parameter;
    const free = [...new Set(aliases)].filter((alias) => !taken.has(alias));
    for (const alias of free) taken.add(alias);
    return free.length === 0 ? rest : { ...rest, aliases: free };
  });
}
