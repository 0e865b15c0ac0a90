/** A template and its data → text. */
import { now } from "../clock.ts";
import type { Span } from "../span.ts";
import { didYouMean } from "../suggest.ts";
import type { JsonValue } from "../value.ts";
import { isTrue, member, type TemplateFunction, type TemplateValue, WrongArguments } from "./functions.ts";
import {
  type Command,
  type Operand,
  parseTemplate,
  type Pipeline,
  type TemplateBlock,
  type TemplateNode,
} from "./parse.ts";
import { TemplateFailure } from "./tokens.ts";

/** What a kind of templates may call, and how it prints. */
export interface TemplateLanguage {
  readonly functions: { readonly [name: string]: TemplateFunction | undefined };
  /** A fresh place to print to, one for each rendering. */
  readonly output: () => TemplateOutput;
}

export interface TemplateOutput {
  /** What the template holds itself. */
  write(text: string): void;
  /** What a pipeline yields; false where it cannot be printed, which fails the template. */
  print(value: TemplateValue): boolean;
  /** How many characters were written. */
  length(): number;
  /** All that was written. */
  text(): string;
}

/**
 * Bounds for templates that would not end, or make more than there is room for: nodes rendered and items gone through,
 * characters written and made on the way, of them those of one value, and time.
 */
const mostSteps = 4_000_000;
const longestText = 256 * 1024 * 1024;
const longestValue = 64 * 1024 * 1024;
const longestMilliseconds = 30_000;

interface Scope {
  readonly dot: TemplateValue;
  readonly variables: Map<string, { value: TemplateValue }>;
}

/**
 * Parses a template once, to render it many times. Both steps throw TemplateFailure, with the place: for what no
 * template may hold, for functions that the language lacks, for values that cannot be printed, and where it does not end.
 */
export function compileTemplate(template: string, language: TemplateLanguage): (data: JsonValue) => string {
  const nodes = parseTemplate(template);
  return (data) => new Renderer(template, language).render(nodes, data);
}

class Renderer {
  readonly #template: string;
  readonly #language: TemplateLanguage;
  readonly #output: TemplateOutput;
  readonly #deadline = now() + longestMilliseconds;
  #steps = 0;
  #made = 0;

  constructor(template: string, language: TemplateLanguage) {
    this.#template = template;
    this.#language = language;
    this.#output = language.output();
  }

  render(nodes: readonly TemplateNode[], data: JsonValue): string {
    this.#nodes(nodes, { dot: data, variables: new Map([["", { value: data }]]) });
    return this.#output.text();
  }

  #nodes(nodes: readonly TemplateNode[], outer: Scope): void {
    // Most blocks set nothing: they need no variables of their own.
    const variables = nodes.some(({ kind }) => kind === "set") ? new Map(outer.variables) : outer.variables;
    const scope: Scope = { ...outer, variables };
    for (const node of nodes) {
      this.#count(1, "span" in node ? node.span : undefined);
      if (node.kind !== "set") {
        this.#node(node, scope);
        continue;
      }
      const value = this.#value(node.pipeline, scope);
      const known = variables.get(node.name);
      if (known === undefined || node.declares) scope.variables.set(node.name, { value });
      else known.value = value;
    }
  }

  #node(node: Exclude<TemplateNode, { kind: "set" }>, scope: Scope): void {
    if (node.kind === "text") return this.#output.write(node.text);
    const value = this.#value(node.pipeline, scope);
    if (node.kind === "print") {
      if (!this.#output.print(value)) this.#failMissing(node.pipeline, scope, node.span);
    } else if (node.kind === "range") {
      this.#range(node, value, scope);
    } else if (isTrue(value)) {
      const inner = this.#named(scope, node.names, [value]);
      this.#nodes(node.body, node.kind === "with" ? { ...inner, dot: value } : inner);
    } else this.#nodes(node.otherwise, scope);
  }

  #range(node: TemplateBlock, value: TemplateValue, scope: Scope): void {
    const entries = this.#entries(value, node.span);
    this.#count(entries.length, node.span);
    if (entries.length === 0) return this.#nodes(node.otherwise, scope);
    for (const [key, item] of entries) {
      const given = node.names.length === 1 ? [item] : [key, item];
      this.#nodes(node.body, { ...this.#named(scope, node.names, given), dot: item });
    }
  }

  /** Loops within loops over the same list make much of little. */
  #count(steps: number, span: Span = { start: 0, end: 1 }): void {
    this.#steps += steps;
    if (this.#steps > mostSteps || this.#made + this.#output.length() > longestText) throw this.#tooMuch(span);
  }

  /** What a function makes counts, whether or not it is printed: a text that is joined with itself doubles. */
  #run(span: Span, run: () => TemplateValue | WrongArguments): TemplateValue | WrongArguments {
    const result = running(run);
    const length = typeof result === "string" ? result.length : 0;
    this.#made += length;
    if (result === tooLong || length > longestValue || now() > this.#deadline) throw this.#tooMuch(span);
    this.#count(1, span);
    return result;
  }

  #tooMuch(span: Span): TemplateFailure {
    return new TemplateFailure(this.#template, span, "the template makes too much of its data");
  }

  #named(scope: Scope, names: readonly string[], values: readonly TemplateValue[]): Scope {
    if (names.length === 0) return scope;
    const entries = names.map((name, index) => [name, { value: values[index] }] as const);
    return { ...scope, variables: new Map([...scope.variables, ...entries]) };
  }

  #entries(value: TemplateValue, span: Span): readonly (readonly [TemplateValue, TemplateValue])[] {
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return (value as readonly JsonValue[]).map((item, index) => [index, item]);
    // Go goes through maps by key.
    if (typeof value === "object") return Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
    throw new TemplateFailure(this.#template, span, "range goes through a list or a map");
  }

  #value(pipeline: Pipeline, scope: Scope): TemplateValue {
    let given: readonly TemplateValue[] = [];
    for (const command of pipeline) given = [this.#command(command, given, scope)];
    return given[0];
  }

  #command([first, ...rest]: Command, piped: readonly TemplateValue[], scope: Scope): TemplateValue {
    if (first.kind !== "function") {
      if (piped.length === 0) return this.#operand(first, scope);
      throw new TemplateFailure(this.#template, first.span, "a value cannot be piped into what is no function");
    }
    const { functions } = this.#language;
    const run = Object.hasOwn(functions, first.name) ? functions[first.name] : undefined;
    if (run === undefined) {
      const hint = didYouMean(first.name, Object.keys(functions));
      throw new TemplateFailure(this.#template, first.span, `there is no function ${first.name}`, hint);
    }
    const result = this.#run(first.span, () => run([...this.#arguments(first.name, rest, scope), ...piped]));
    if (result instanceof WrongArguments) throw new TemplateFailure(this.#template, first.span, result.message);
    return result;
  }

  /** Of `and` and `or` nothing is evaluated behind what decides. Source: Go's text/template since 1.18. */
  #arguments(name: string, operands: readonly Operand[], scope: Scope): readonly TemplateValue[] {
    const decides = { and: false, or: true }[name];
    const values: TemplateValue[] = [];
    for (const operand of operands) {
      const value = this.#operand(operand, scope);
      values.push(value);
      if (decides !== undefined && isTrue(value) === decides) break;
    }
    return values;
  }

  #operand(operand: Operand, scope: Scope): TemplateValue {
    switch (operand.kind) {
      case "literal":
        return operand.value;
      case "field":
        return operand.path.reduce<TemplateValue>(member, scope.dot);
      case "variable": {
        const variable = scope.variables.get(operand.name);
        if (variable !== undefined) return operand.path.reduce<TemplateValue>(member, variable.value);
        throw new TemplateFailure(this.#template, operand.span, `there is no variable $${operand.name}`);
      }
      case "pipeline":
        return operand.path.reduce<TemplateValue>(member, this.#value(operand.pipeline, scope));
      case "function":
        return this.#command([operand], [], scope);
    }
  }

  /** Printing nothing in its place would be another statement. */
  #failMissing(pipeline: Pipeline, { dot }: Scope, span: Span): never {
    const operand = pipeline[0]?.[0];
    const name = operand?.kind === "field" ? operand.path[0] : undefined;
    const known = typeof dot === "object" && dot !== null && !Array.isArray(dot) ? Object.keys(dot) : [];
    const hint = name === undefined ? undefined : didYouMean(name, known);
    throw new TemplateFailure(this.#template, span, "the data have no such value", hint);
  }
}

const tooLong = new WrongArguments("the text is longer than texts can be");

/** Texts have an end of their own in the language that this is written in. */
function running(run: () => TemplateValue | WrongArguments): TemplateValue | WrongArguments {
  try {
    return run();
  } catch (error) {
    if (error instanceof RangeError) return tooLong;
    throw error;
  }
}
