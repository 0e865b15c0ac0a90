/** Takes secrets out of what is recorded: by names, by looks, and by having been seen as one before. */
import { mask, redact } from "../../common/redact.ts";
import { isJsonArray, isJsonObject, jsonOf } from "../../common/json.ts";
import { bareType } from "../../common/media-type.ts";
import { type JsonValue, stringifyJson } from "../../common/value.ts";
import { decodeLeniently, formEncode } from "../percent.ts";
import type { NamedValue } from "../transport/message.ts";
import { KnownTexts } from "./known-texts.ts";
import { isScrubbedName, scrubFreeText, scrubString } from "./scrub-text.ts";

/** Headers whose values are session secrets, whatever their names say. */
const secretHeaders =
  /^(set-cookie|cookie|authorization|proxy-authorization|authentication-info|x-amz-security-token)$/i;

/** What stands for a secret in a recording. */
export const placeholder = /\*\*\*\d*/g;

/**
 * The scrubber of one recording. Each value that is masked gets a number, and is masked by it wherever it turns up
 * later: so pages that secret tokens lead to are told apart, when they are recorded and when masked answers lead to them
 * again. Without numbers it masks what is sent to a replay, and leaves the masks that came out of it.
 */
export class Scrubber {
  readonly #isNumbered: boolean;
  readonly #numbers = new Map<string, number>();
  readonly #writings = new KnownTexts();

  constructor({ numbered }: { readonly numbered: boolean }) {
    this.#isNumbered = numbered;
  }

  /** A URL, with the values of secret parameters masked. */
  url(url: string, secretNames: readonly string[] = []): string {
    const start = url.indexOf("?");
    if (start < 0) return this.#known(scrubString(url, this.#masked));
    const pairs = url.slice(start + 1).split("&");
    const shown = pairs.map((pair) => {
      const [name = "", value] = pair.split(/=(.*)/s, 2);
      if (value === undefined || !secretNames.includes(decodeLeniently(name))) return pair;
      return `${name}=${this.#masked(decodeLeniently(value))}`;
    });
    return this.#known(scrubString(`${url.slice(0, start)}?${shown.join("&")}`, this.#masked));
  }

  /** Headers in their order. */
  headers(headers: Iterable<NamedValue>, secretNames: readonly string[] = []): readonly NamedValue[] {
    return [...headers].map(([name, value]) => {
      if (secretHeaders.test(name) || isScrubbedName(name) || secretNames.includes(name)) return [name, mask];
      return [name, this.#known(scrubString(value, this.#masked))];
    });
  }

  /** A body of text: JSON, JSON lines and forms by their names, anything else by what looks like names. */
  text(text: string, mediaType: string | undefined): string {
    const scrubbed =
      bareType(mediaType) === "application/x-www-form-urlencoded"
        ? this.#form(text)
        : (this.#json(text) ?? this.#jsonLines(text) ?? scrubFreeText(text, this.#masked));
    return this.#known(scrubbed);
  }

  /** What `redact` knows of this process, and what this recording has masked. */
  #known(text: string): string {
    return this.#writings.replacedIn(redact(text));
  }

  #masked = (value: string): string => {
    if (/^\*\*\*\d*$/.test(value) || value === "") return value;
    const number = this.#numbers.get(value) ?? this.#numbers.size + 1;
    const stand = this.#isNumbered ? `${mask}${number}` : mask;
    if (this.#numbers.has(value)) return stand;
    this.#numbers.set(value, number);
    const inForm = formEncode([["", value]]).slice(1);
    for (const writing of [value, encodeURIComponent(value), inForm]) this.#writings.add(writing, stand);
    return stand;
  };

  #form(text: string): string {
    const pairs = [...new URLSearchParams(text)].map(([name, value]): NamedValue => {
      return [name, isScrubbedName(name) ? this.#masked(value) : this.#string(value)];
    });
    return formEncode(pairs);
  }

  /** Undefined where it is no JSON; as it was written where nothing in it is secret. */
  #json(text: string): string | undefined {
    if (!/^\s*[[{"]/.test(text)) return undefined;
    const value = jsonOf(text);
    if (value === undefined) return undefined;
    const before = stringifyJson(value);
    const after = stringifyJson(this.#value(value));
    return before === after ? text : after;
  }

  #jsonLines(text: string): string | undefined {
    const lines = text.split("\n");
    if (lines.length < 2) return undefined;
    const scrubbed = lines.map((line) => (line.trim() === "" ? line : this.#json(line)));
    return scrubbed.every((line) => line !== undefined) ? scrubbed.join("\n") : undefined;
  }

  #value(value: JsonValue): JsonValue {
    if (typeof value === "string") return this.#string(value);
    if (isJsonArray(value)) return value.map((item) => this.#value(item));
    if (!isJsonObject(value)) return value;
    const named = ["name", "key", "Name", "Key"].map((key) => value[key]).find((one) => typeof one === "string");
    const isPair = typeof named === "string" && isScrubbedName(named);
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => {
        const isSecret = isScrubbedName(name) || (isPair && /^value$/i.test(name));
        return [name, isSecret ? this.#secret(inner) : this.#value(inner)];
      }),
    );
  }

  /** Texts below a secret name are masked; objects there have names that tell more. */
  #secret(value: JsonValue): JsonValue {
    if (typeof value === "string") return this.#masked(value);
    return isJsonArray(value) ? value.map((item) => this.#secret(item)) : this.#value(value);
  }

  /** A text may hold JSON of its own. */
  #string(text: string): string {
    return this.#json(/^\s*[[{]/.test(text) ? text : "") ?? scrubString(text, this.#masked);
  }
}
