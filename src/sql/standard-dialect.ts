/** SQL as this parser reads it back. */
import { once } from "../common/once.ts";
import type { Identifier } from "./ast.ts";
import type { Dialect } from "./dialect.ts";
import { reservedWords } from "./keywords.ts";

/** A name in double quotes. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

const asciiName = /^[A-Za-z_$][A-Za-z0-9_$@]*$/;
const anyName = once(() => /^[\p{L}_$][\p{L}\p{N}\p{M}_$@]*$/u);

/** `$tag$` begins a string and `$1` is a parameter, so a name with a `$` in front may be neither. */
function isPlain(name: string): boolean {
  return (asciiName.test(name) || anyName().test(name)) && !/^\$(?:\d|[A-Za-z0-9_]*\$)/.test(name);
}

function identifier(name: string, quoted: boolean): string {
  return quoted || !isPlain(name) || reservedWords.has(name.toUpperCase()) ? quoteName(name) : name;
}

/** After a dot every word is a name, so that `t.order` stays as it was written. */
function dotted({ parts }: { readonly parts: readonly Identifier[] }): string {
  const [first, ...rest] = parts;
  const tail = rest.map(({ name, quoted }) => (quoted || !isPlain(name) ? quoteName(name) : name));
  return [...(first === undefined ? [] : [identifier(first.name, first.quoted)]), ...tail].join(".");
}

/** The dialect of `print` where none is given. */
export const standardDialect: Dialect = {
  name: "standard",
  identifier,
  overrides: { "column-ref": dotted, "qualified-name": dotted },
};
