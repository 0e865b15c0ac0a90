/** A template and its data → text. */
import type { Span } from "../../common/span.ts";
import { didYouMean } from "../../common/suggest.ts";
import type { JsonValue } from "../../common/value.ts";
import { isTrue, member, type TemplateValue, templateFunctions, textOf, WrongArguments } from "./functions.ts";
import { type Command, type Operand, parseTemplate, type Pipeline, type TemplateNode } from "./parse.ts";
import { templateError } from "./tokens.ts";

interface Scope {
  readonly dot: TemplateValue;
  readonly variables: ReadonlyMap<string, { value: TemplateValue }>;
}

/** Throws syntax_error, with the place: also for a field that is printed and not there. */
export function renderTemplate(template: string, data: JsonValue): string {
  const variables = new Map([["", { value: data as TemplateValue }]]);
  return new Renderer(template).nodes(parseTemplate(template), { dot: data, variables });
}

class Renderer {
  readonly #template: string;

  constructor(template: string) {
    this.#template = template;
  }

  nodes(nodes: readonly TemplateNode[], outer: Scope): string {
    const variables = new Map(outer.variables);
    const scope: Scope = { ...outer, variables };
    let text = "";
    for (const node of nodes) {
      if (node.kind === "set") {
        const value = this.#value(node.pipeline, scope);
        const known = variables.get(node.name);
        if (known === undefined || node.declares) variables.set(node.name, { value });
        else known.value = value;
      } else text += this.#node(node, scope);
    }
    return text;
  }

  #node(node: Exclude<TemplateNode, { kind: "set" }>, scope: Scope): string {
    if (node.kind === "text") return node.text;
    const value = this.#value(node.pipeline, scope);
    switch (node.kind) {
      case "print":
        return value === undefined ? this.#failMissing(node.pipeline, scope, node.span) : textOf(value);
      case "if":
      case "with": {
        if (!isTrue(value)) return this.nodes(node.otherwise, scope);
        return this.nodes(node.body, {
          ...this.#named(scope, node.names, [value]),
          ...(node.kind === "with" && { dot: value }),
        });
      }
      case "range": {
        const entries = this.#entries(value, node.span);
        if (entries.length === 0) return this.nodes(node.otherwise, scope);
        return entries
          .map(([key, item]) => {
            const given = node.names.length === 1 ? [item] : [key, item];
            return this.nodes(node.body, { ...this.#named(scope, node.names, given), dot: item });
          })
          .join("");
      }
    }
  }

  #named(scope: Scope, names: readonly string[], values: readonly TemplateValue[]): Scope {
    const entries = names.map((name, index) => [name, { value: values[index] }] as const);
    return { ...scope, variables: new Map([...scope.variables, ...entries]) };
  }

  #entries(value: TemplateValue, span: Span): readonly (readonly [TemplateValue, TemplateValue])[] {
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return (value as readonly JsonValue[]).map((item, index) => [index, item]);
    // Go goes through maps by key.
    if (typeof value === "object") return Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
    throw templateError(this.#template, span, "range goes through a list or a map");
  }

  #value(pipeline: Pipeline, scope: Scope): TemplateValue {
    let given: readonly TemplateValue[] = [];
    for (const command of pipeline) given = [this.#command(command, given, scope)];
    return given[0];
  }

  #command([first, ...rest]: Command, piped: readonly TemplateValue[], scope: Scope): TemplateValue {
    if (first.kind !== "function") {
      if (piped.length === 0) return this.#operand(first, scope);
      throw templateError(this.#template, first.span, "a value cannot be piped into what is no function");
    }
    const run = Object.hasOwn(templateFunctions, first.name) ? templateFunctions[first.name] : undefined;
    if (run === undefined) {
      const hint = didYouMean(first.name, Object.keys(templateFunctions));
      throw templateError(this.#template, first.span, `there is no function ${first.name}`, hint);
    }
    const result = run([...rest.map((operand) => this.#operand(operand, scope)), ...piped]);
    if (result instanceof WrongArguments) throw templateError(this.#template, first.span, result.message);
    return result;
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
        throw templateError(this.#template, operand.span, `there is no variable $${operand.name}`);
      }
      case "pipeline":
        return this.#value(operand.pipeline, scope);
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
    throw templateError(this.#template, span, "the data have no such value", hint);
  }
}
