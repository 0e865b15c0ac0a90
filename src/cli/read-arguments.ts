/** The words of a command line → flags and positionals, in the customary GNU way. */
import { didYouMean } from "../common/suggest.ts";
import { usage } from "./usage.ts";

/** What parsing needs to know of a flag. */
export interface FlagShape {
  readonly kind: string;
  readonly short?: string;
}

type Shapes = { readonly [name: string]: FlagShape };

export interface Arguments {
  readonly positionals: readonly string[];
  /** By name; a flag of kind `list` has an array, any other its last value. A boolean without a value is `true`. */
  readonly values: { readonly [name: string]: unknown };
}

/**
 * Takes `--name value`, `--name=value`, `-n value`, `-nvalue`, `-abc` and `--` before words that are no flags. A text
 * that begins with an SQL comment (`--` and white space) is no flag. Throws `configuration_error`, which never quotes
 * a value: it may be a secret.
 */
export function readArguments(args: readonly string[], shapes: Shapes): Arguments {
  const positionals: string[] = [];
  const values: { [name: string]: unknown } = {};
  const words = [...args];

  const put = (name: string, value: unknown): void => {
    const before = values[name];
    values[name] = shapes[name]?.kind === "list" ? [...(Array.isArray(before) ? before : []), value] : value;
  };
  const valueOf = (shown: string): string => {
    const next = words.shift();
    if (next === undefined || looksLikeFlag(next)) throw usage(`${shown} needs a value`);
    return next;
  };

  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === "--") return { positionals: [...positionals, ...words], values };
    if (word === "-" || !word.startsWith("-") || /^--?\s/.test(word)) {
      positionals.push(word);
    } else if (word.startsWith("--")) {
      const [name, inline] = splitOnce(word.slice(2));
      const shape = Object.hasOwn(shapes, name) ? shapes[name] : undefined;
      if (shape === undefined) throw usage(`there is no flag --${name}`, didYouMean(name, Object.keys(shapes)));
      put(name, inline ?? (shape.kind === "boolean" ? true : valueOf(`--${name}`)));
    } else {
      readShorts(word.slice(1), { shapes, put, valueOf });
    }
  }
  return { positionals, values };
}

interface Reader {
  readonly shapes: Shapes;
  readonly put: (name: string, value: unknown) => void;
  readonly valueOf: (shown: string) => string;
}

/** `-Hv`: booleans together; `-ojson`, `-o=json`, `-o json`: what follows a flag with a value is the value. */
function readShorts(letters: string, { shapes, put, valueOf }: Reader): void {
  for (const [index, letter] of [...letters].entries()) {
    const entry = Object.entries(shapes).find(([, shape]) => shape.short === letter);
    if (entry === undefined) throw usage(`there is no flag -${letter}`, "tributary help lists the flags.");
    const [name, { kind }] = entry;
    if (kind === "boolean") {
      put(name, true);
      continue;
    }
    const rest = letters.slice(index + 1);
    put(name, rest === "" ? valueOf(`-${letter}`) : rest.replace(/^=(?=.)/, ""));
    return;
  }
}

/** A lone `-` and negative numbers are values. */
function looksLikeFlag(word: string): boolean {
  return /^-[^\s\d]/.test(word);
}

/** Cut at the first `=`; the second part is undefined where there is none. */
export function splitOnce(text: string): [string, string | undefined] {
  const at = text.indexOf("=");
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
