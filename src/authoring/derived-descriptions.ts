/**
 * Descriptions that follow from names. Whoever reads them learns little more than the name says, but every method,
 * parameter and column has one; overlays say more wherever there is more to say.
 */
import type { Schema } from "./openapi.ts";

export interface MethodFacts {
  /** The verb it is listed under; `exec` where none. */
  readonly verb: string;
  /** `access point`, `access points`. */
  readonly one: string;
  readonly many: string;
  readonly httpMethod: string;
  readonly path: string;
  readonly isList: boolean;
}

/** What a method does, undefined where its verb does not tell: a method of EXEC does anything. */
export function derivedMethodDescription(facts: MethodFacts): string | undefined {
  const { verb, one, many, isList, path } = facts;
  if (verb === "select") {
    if (isList) return `Lists the ${many}.`;
    return path.endsWith("}") ? `Reads one ${one}.` : `Reads the ${many}.`;
  }
  const sentence = writes[verb];
  return sentence === undefined ? undefined : `${sentence} ${withArticle(one)}.`;
}

const writes: { readonly [verb in string]?: string } = {
  insert: "Creates",
  update: "Changes",
  replace: "Replaces",
  delete: "Deletes",
};

/** `access point` → `an access point`. */
function withArticle(noun: string): string {
  return `${/^([aeio]|API|SSO)/.test(noun) ? "an" : "a"} ${noun}`;
}

/** `Access points` → `access points`; words in capitals stay. */
export function inSentence(title: string): string {
  return /^[A-Z][^A-Z]/.test(title) && !/^Kafka|^Flink|^Stream|^Schema|^Confluent/.test(title)
    ? title.charAt(0).toLowerCase() + title.slice(1)
    : title;
}

/** `access points` → `access point`, `policies` → `policy`, `accesses` → `access`. */
export function singular(nouns: string): string {
  if (nouns.endsWith("ies")) return nouns.replace(/ies$/, "y");
  if (/(ss|sh|ch|x)es$/.test(nouns)) return nouns.replace(/es$/, "");
  return /[^su]s$/.test(nouns) ? nouns.slice(0, -1) : nouns;
}

/** Endings of names and what they say of the rest; the first that fits counts. */
const endings: readonly (readonly [ending: RegExp, say: (rest: string) => string])[] = [
  [/_ids$/, (rest) => `Identifiers of the ${plural(rest)}.`],
  [/_id$/, (rest) => `Identifier of the ${rest}.`],
  [/_names$/, (rest) => `Names of the ${plural(rest)}.`],
  [/_name$/, (rest) => `Name of the ${rest}.`],
  [/_(url|uri|endpoint)$/, (rest) => `Address of the ${rest}.`],
  [/_count$/, (rest) => `Number of ${plural(rest)}.`],
  [/ed_at$/, (rest) => `When it was ${rest}ed.`],
  [/_(at|time|timestamp|date)$/, (rest) => `Time of the ${rest}.`],
  [/_types$/, (rest) => `Types of the ${rest}.`],
  [/_type$/, (rest) => `Type of the ${rest}.`],
  [/_version$/, (rest) => `Version of the ${rest}.`],
  [/_(status|state)$/, (rest) => `State of the ${rest}.`],
  [/_ms$/, (rest) => `The ${rest} in milliseconds.`],
];

const flags: readonly (readonly [form: RegExp, say: (rest: string) => string])[] = [
  [/^is_/, (rest) => `Whether it is ${rest}.`],
  [/^has_/, (rest) => `Whether it has ${rest}.`],
  [/^(enable|allow|include)_/, (rest) => `Whether ${rest} is wanted.`],
  [/_enabled$/, (rest) => `Whether ${rest} is switched on.`],
];

/** What a property or parameter is, by its name, its type and the values that it may have. */
export function derivedDescription(name: string, schema: Schema): string {
  const plain = (name.split(".").at(-1) ?? name).replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2").replaceAll("-", "_");
  return `${whatIs(plain.toLowerCase(), schema)}${valuesOf(schema)}`;
}

function whatIs(name: string, schema: Schema): string {
  const isFlag = schema.type === "boolean";
  const found = (isFlag ? flags : endings).find(([form]) => form.test(name));
  if (found !== undefined) return found[1](words(name.replace(found[0], "")));
  if (isFlag) return `True or false: ${words(name)}.`;
  const text = words(name);
  return text === "" ? "Its value." : `The ${text}.`;
}

/** Words that are written in capitals, and the few that are written in their own way. */
const capitals = /^(ai|api|arn|aws|cfu|cidr|cku|cmk|crl|crn|dns|gcp|iam|id|ip|jwks|kms|sql|sso|tls|uri|url|vpc)$/;
const ownWay: { readonly [word in string]?: string } = {
  kafka: "Kafka",
  flink: "Flink",
  azure: "Azure",
  google: "Google",
  confluent: "Confluent",
  vnet: "VNet",
  ids: "IDs",
  ips: "IPs",
};

function words(name: string): string {
  const parts = name
    .replaceAll(/[^a-z0-9]+/gi, " ")
    .trim()
    .split(" ");
  return parts.map((word) => ownWay[word] ?? (capitals.test(word) ? word.toUpperCase() : word)).join(" ");
}

function plural(nouns: string): string {
  if (nouns.endsWith("s")) return nouns;
  return /[^aeiou]y$/.test(nouns) ? `${nouns.slice(0, -1)}ies` : `${nouns}s`;
}

const mostValues = 8;

/** The values that are allowed, or known so far, where they are few. */
function valuesOf(schema: Schema): string {
  const known = schema.enum ?? schema["x-extensible-enum"];
  if (!Array.isArray(known) || known.length < 2 || known.length > mostValues) return "";
  const values = known.filter((value) => typeof value === "string" && value !== "");
  if (values.length < 2) return "";
  const listed = values.map((value) => `\`${String(value)}\``);
  const last = listed.at(-1) ?? "";
  return schema.enum === undefined
    ? ` So far ${listed.slice(0, -1).join(", ")} or ${last}.`
    : ` Either ${listed.slice(0, -1).join(", ")} or ${last}.`;
}
