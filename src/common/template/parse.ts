/** Parts of a template → tree: texts, pipelines that print, if, range, with. */
import type { Span } from "../span.ts";
import { partsOf, TemplateFailure, type Token } from "./tokens.ts";

export type TemplateNode =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "print"; readonly pipeline: Pipeline; readonly span: Span }
  | { readonly kind: "set"; readonly name: string; readonly declares: boolean; readonly pipeline: Pipeline }
  | TemplateBlock;

export interface TemplateBlock {
  readonly kind: "if" | "with" | "range";
  /** Variables that are set: the value, or of range the key and the value. */
  readonly names: readonly string[];
  readonly pipeline: Pipeline;
  readonly body: readonly TemplateNode[];
  readonly otherwise: readonly TemplateNode[];
  readonly span: Span;
}

/** Commands; each is given the value of the one before it as its last argument. */
export type Pipeline = readonly Command[];
/** An operand, or a function and its arguments. */
export type Command = readonly [Operand, ...Operand[]];

export type Operand =
  | { readonly kind: "field"; readonly path: readonly string[]; readonly span: Span }
  | { readonly kind: "variable"; readonly name: string; readonly path: readonly string[]; readonly span: Span }
  | { readonly kind: "literal"; readonly value: string | number | boolean | null; readonly span: Span }
  | { readonly kind: "function"; readonly name: string; readonly span: Span }
  | { readonly kind: "pipeline"; readonly pipeline: Pipeline; readonly path: readonly string[]; readonly span: Span };

const deepest = 100;
const literals: { readonly [word: string]: boolean | null | undefined } = { true: true, false: false, nil: null };

/** Throws TemplateFailure, with the place in the template. */
export function parseTemplate(template: string): readonly TemplateNode[] {
  const parser = new Parser(template);
  return parser.nodes([]);
}

class Parser {
  readonly #template: string;
  readonly #parts: ReturnType<typeof partsOf>;
  #part = 0;
  #tokens: readonly Token[] = [];
  #token = 0;
  #depth = 0;

  constructor(template: string) {
    this.#template = template;
    this.#parts = partsOf(template);
  }

  /** Nodes up to an action that begins with one of `ends`, which is then the current one; or to the end of all. */
  nodes(ends: readonly string[], opened?: Span): readonly TemplateNode[] {
    const nodes: TemplateNode[] = [];
    for (let part = this.#parts[this.#part]; part !== undefined; part = this.#parts[this.#part]) {
      this.#part++;
      if (part.kind === "text") {
        nodes.push(part);
        continue;
      }
      this.#tokens = part.tokens;
      this.#token = 0;
      const { kind, text } = this.#peek();
      if (kind === "word" && ends.includes(text)) return nodes;
      nodes.push(this.#action(part.span));
    }
    if (opened !== undefined)
      throw new TemplateFailure(this.#template, opened, "the block does not end", "End it with {{ end }}.");
    return nodes;
  }

  #action(span: Span): TemplateNode {
    const { kind, text } = this.#peek();
    if (kind === "word" && (text === "if" || text === "with" || text === "range")) return this.#block(text, span);
    if (kind === "word" && (text === "end" || text === "else")) this.#fail(`"${text}" stands outside of a block`);
    const names = this.#names();
    const pipeline = this.#pipeline();
    this.#expectEnd();
    const [name] = names.list;
    if (name === undefined) return { kind: "print", pipeline, span };
    return { kind: "set", name, declares: names.declares, pipeline };
  }

  #block(kind: TemplateBlock["kind"], span: Span): TemplateBlock {
    if (++this.#depth > deepest) this.#fail(`blocks are nested more than ${deepest} levels deep`);
    this.#token++;
    const names = this.#names().list;
    const pipeline = this.#pipeline();
    this.#expectEnd();
    const body = this.nodes(["else", "end"], span);
    const otherwise = this.#otherwise(span);
    this.#depth--;
    return { kind, names, pipeline, body, otherwise, span };
  }

  /** What stands between `else` and `end`; `else if` is a block of its own that shares the `end`. */
  #otherwise(span: Span): readonly TemplateNode[] {
    const isElse = this.#peek().text === "else";
    this.#token++;
    const { kind, text } = this.#peek();
    if (isElse && kind === "word" && (text === "if" || text === "with")) return [this.#block(text, span)];
    this.#expectEnd();
    if (!isElse) return [];
    const nodes = this.nodes(["end"], span);
    this.#token++;
    this.#expectEnd();
    return nodes;
  }

  /** names → [ variable [ "," variable ] (":=" | "=") ] */
  #names(): { readonly list: readonly string[]; readonly declares: boolean } {
    const symbols = [1, 3].map((offset) => this.#tokens[this.#token + offset]?.text);
    const isVariable = this.#peek().kind === "variable";
    const count =
      isVariable && isAssignment(symbols[0]) ? 1 : isVariable && symbols[0] === "," && isAssignment(symbols[1]) ? 2 : 0;
    if (count === 0) return { list: [], declares: false };
    const list = [0, 2].slice(0, count).map((offset) => this.#tokens[this.#token + offset]?.text.slice(1) ?? "");
    const declares = symbols[count - 1] === ":=";
    this.#token += count * 2;
    return { list, declares };
  }

  /** pipeline → command { "|" command } */
  #pipeline(): Pipeline {
    const commands = [this.#command()];
    while (this.#peek().text === "|" && this.#peek().kind === "symbol") {
      this.#token++;
      commands.push(this.#command());
    }
    return commands;
  }

  /** command → operand { operand } */
  #command(): Command {
    const first = this.#operand();
    const rest: Operand[] = [];
    while (!this.#isAfterCommand()) rest.push(this.#operand());
    if (rest.length > 0 && first.kind !== "function") {
      throw new TemplateFailure(this.#template, first.span, "only a function takes arguments");
    }
    return [first, ...rest];
  }

  #isAfterCommand(): boolean {
    const { kind, text } = this.#peek();
    return kind === "end" || (kind === "symbol" && text !== "(");
  }

  #operand(): Operand {
    const token = this.#peek();
    const { kind, text, span } = token;
    this.#token++;
    if (kind === "field") return { kind: "field", path: pathOf(text), span };
    if (kind === "string") return { kind: "literal", value: text, span };
    if (kind === "number") return { kind: "literal", value: Number(text), span };
    if (kind === "variable") {
      const [name = "", ...path] = text.slice(1).split(".");
      return { kind: "variable", name, path, span };
    }
    if (kind === "word") {
      const value = Object.hasOwn(literals, text) ? literals[text] : undefined;
      return value === undefined ? { kind: "function", name: text, span } : { kind: "literal", value, span };
    }
    if (text !== "(") {
      this.#token--;
      return this.#fail("a value is missing");
    }
    if (++this.#depth > deepest) this.#fail(`parentheses are nested more than ${deepest} levels deep`);
    const pipeline = this.#pipeline();
    if (this.#peek().text !== ")") this.#fail('")" is missing');
    const { end } = this.#peek().span;
    this.#token++;
    this.#depth--;
    return { kind: "pipeline", pipeline, path: this.#fieldsAt(end), span };
  }

  /** `(…).a.b`: fields that follow without a blank. */
  #fieldsAt(end: number): readonly string[] {
    const { kind, text, span } = this.#peek();
    if (kind !== "field" || span.start !== end) return [];
    this.#token++;
    return pathOf(text);
  }

  #peek(): Token {
    const end = this.#tokens.at(-1)?.span.end ?? 0;
    return this.#tokens[this.#token] ?? { kind: "end", text: "", span: { start: end, end: end + 1 } };
  }

  #expectEnd(): void {
    if (this.#peek().kind !== "end") this.#fail(`"${this.#peek().text}" is too much here`);
  }

  #fail(message: string): never {
    throw new TemplateFailure(this.#template, this.#peek().span, message);
  }
}

function isAssignment(symbol: string | undefined): boolean {
  return symbol === ":=" || symbol === "=";
}

function pathOf(field: string): readonly string[] {
  return field.split(".").filter((name) => name !== "");
}
