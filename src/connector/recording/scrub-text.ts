/** Masks what is secret in texts whose form says nothing of names, and in the strings of those whose form does. */
import { isSecretName, mask } from "../../common/redact.ts";
import { decodeLeniently } from "../percent.ts";

/** Names of parameters and of pairs in connection strings that mean a secret there. */
const shortNames = /^(sig|pwd|accountkey|sharedaccesskey|sharedsecretkey|primarykey|secondarykey|x-amz-credential)$/i;

/** What stands for a value: equal for equal ones, where it is to tell them apart. */
export type Masked = (value: string) => string;

/** True for names of which no value is recorded. */
export function isScrubbedName(name: string): boolean {
  return isSecretName(name) || shortNames.test(name);
}

interface Pattern {
  readonly looks: RegExp;
  /** What stands in place of a match. */
  readonly as: (masked: Masked, match: readonly string[]) => string;
}

/** What is secret by its looks. */
const patterns: readonly Pattern[] = [
  {
    looks: /-----BEGIN ([\w ]*PRIVATE KEY)-----[^-]*(?:-----END \1-----)?/g,
    as: (_masked, [, kind = ""]) => `-----BEGIN ${kind}-----${mask}-----END ${kind}-----`,
  },
  { looks: /\beyJ[\w-]{8,}\.eyJ[\w-]{4,}\.[\w-]*/g, as: (masked, [all = ""]) => masked(all) },
  {
    looks: /\b(Bearer|Basic|Token|SSWS) +(?=[\w.~+/-]*[\d=])([\w.~+/=-]{8,})/g,
    as: (masked, [, scheme = "", value = ""]) => `${scheme} ${masked(value)}`,
  },
  {
    looks: /(:\/\/[^\s:/@"'<>\\]*:)([^\s/@"'<>\\]+)(?=@)/g,
    as: (masked, [, before = "", value = ""]) => before + masked(value),
  },
  {
    looks: /(^|[^\w.-])([\w.-]+)=([^;&\s"'<>\\]+)/g,
    as: (masked, [all = "", before = "", name = "", value = ""]) =>
      isScrubbedName(name) ? `${before}${name}=${masked(decodeLeniently(value))}` : all,
  },
];

/** One string: what looks secret in it is masked. */
export function scrubString(text: string, masked: Masked): string {
  const replace = (rest: string, { looks, as }: Pattern): string =>
    rest.replaceAll(looks, (...match: unknown[]) =>
      as(
        masked,
        match.filter((part) => typeof part === "string"),
      ),
    );
  return patterns.reduce(replace, text);
}

/** Pairs of a name and a value, as broken JSON, YAML, INI and code write them. */
const pairs: readonly RegExp[] = [
  /("(?<name>[\w.-]+)"\s*[:=]\s*")(?<value>(?:[^"\\]|\\.)*)/g,
  /('(?<name>[\w.-]+)'\s*[:=]\s*')(?<value>(?:[^'\\]|\\.)*)/g,
  /(^[ \t-]*(?<name>[\w.-]+)[ \t]*[:=][ \t]*["']?)(?<value>[^\s"'][^\n"']*)/gm,
];

/** Elements and attributes of markup. */
const marked: readonly RegExp[] = [
  /(<(?:[\w-]+:)?(?<name>[\w.-]+)(?:\s[^<>]*)?>)(?<value>[^<>]+)(?=<\/)/g,
  /(\s(?:[\w-]+:)?(?<name>[\w.-]+)=")(?<value>[^"<>]*)/g,
];

/** A text of no known form: values beside secret names are masked, and what looks secret. */
export function scrubFreeText(text: string, masked: Masked): string {
  const forms = /^\s*</.test(text) ? [...marked, ...pairs] : pairs;
  const scrubbed = forms.reduce((rest, form) => rest.replaceAll(form, (...match) => maskedPair(match, masked)), text);
  return scrubString(scrubbed, masked);
}

function maskedPair(match: readonly unknown[], masked: Masked): string {
  const [all, before] = match as readonly [string, string];
  const { name = "", value = "" } = match.at(-1) as { readonly name?: string; readonly value?: string };
  return isScrubbedName(name) ? before + masked(value) : all;
}
