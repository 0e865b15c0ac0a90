/** The statements that a service is tried with, each with what must be sent and come back. */
import { givenFor, identifier, literal, type Given } from "./arguments.ts";
import { answersOf, type Answers } from "./answers.ts";
import {
  resourcesOf,
  type MethodDocument,
  type Node,
  type ResourceDocument,
  type ServiceDocument,
} from "./document.ts";
import { expectedRequest, type ExpectedRequest } from "./expected-request.ts";
import type { Oracle } from "./go.ts";
import { graphQlOf, queryBody } from "./graphql.ts";
import { inputsOf, type Input, type Inputs } from "./inputs.ts";
import { sameName } from "./names.ts";
import { pagingOf, tokenFor, type Paging } from "./paging.ts";
import { jsonText, typeOf, type Json, type JsonObject } from "./schema.ts";
import { textsWithin, viewOf, viewRows, type ViewDocument } from "./views.ts";
import { shapeOf, type AnswerShape } from "./shape.ts";

export type CaseKind =
  | "select"
  | "select with all"
  | "view"
  | "view with all"
  | "insert"
  | "update"
  | "replace"
  | "delete"
  | "exec";

export interface Case {
  /** The method. */
  readonly id: string;
  readonly kind: CaseKind;
  readonly sql: string;
  readonly request: ExpectedRequest;
  /** What a template makes of the body. */
  readonly bodyText: string | undefined;
  readonly paging: Paging | undefined;
  readonly answers: Answers;
  /** Columns may show these where the answer has nothing. */
  readonly given: ReadonlyMap<string, unknown>;
  readonly isQuery: boolean;
  /** The host is an argument: what credentials are for depends on it. */
  readonly isOfGivenHost: boolean;
}

/** A method with what its document says of it. */
interface Subject {
  readonly document: ServiceDocument;
  readonly resource: ResourceDocument;
  readonly method: MethodDocument;
  readonly inputs: Inputs;
  readonly shape: AnswerShape;
  readonly paging: Paging | undefined;
}

interface Draft {
  readonly subject: Subject;
  readonly kind: CaseKind;
  readonly inputs: readonly Input[];
  /** A relation to select from that is a query over the subject's rows. */
  readonly view?: {
    readonly document: ViewDocument;
    /** Names that methods of the source take: columns without a value where this one does not. */
    readonly others: readonly string[];
    readonly resource: string;
    readonly terms: ReadonlyMap<string, string>;
  };
}

export interface CaseOptions {
  readonly origin: string;
  readonly oracle: Oracle | undefined;
  readonly documentOf: (service: string) => ServiceDocument;
  /** Which of the drafts are made. */
  readonly isChosen: (id: string, kind: CaseKind) => boolean;
}

export async function* casesOf(document: ServiceDocument, options: CaseOptions): AsyncGenerator<Case> {
  for (const resource of resourcesOf(document)) {
    const subjects = new Map(
      [...resource.methods].map(([name, method]) => [name, subjectOf(document, resource, method)]),
    );
    for (const draft of [...draftsOf(resource, subjects), ...viewDrafts(document, resource, options)]) {
      const id = draft.view?.resource ?? draft.subject.method.id;
      if (options.isChosen(id, draft.kind)) yield await finished(draft, options);
    }
  }
}

function subjectOf(document: ServiceDocument, resource: ResourceDocument, method: MethodDocument): Subject {
  const inputs = inputsOf(document, method);
  const shape = shapeOf(document, method);
  const paging = pagingOf({ document, resource, method, shape, inputs: inputs.inputs });
  return { document, resource, method, inputs, shape, paging };
}

function* draftsOf(resource: ResourceDocument, subjects: ReadonlyMap<string, Subject>): Generator<Draft> {
  const under = (verb: string): Subject[] => (resource.verbs[verb] ?? []).flatMap((name) => subjects.get(name) ?? []);
  const tried = new Set<string>();
  const selects = under("select");
  for (const subject of selects) {
    for (const [kind, inputs] of [
      ["select", required(subject)],
      ["select with all", withOptional(subject)],
    ] as const) {
      if (chosen(selects, inputs) === subject && !tried.has(`${kind} ${subject.method.id}`)) {
        tried.add(`${kind} ${subject.method.id}`);
        yield { subject, kind, inputs };
      }
    }
  }
  for (const verb of ["insert", "update", "replace", "delete"] as const) {
    const methods = under(verb);
    for (const subject of new Set(methods)) {
      const inputs = verb === "delete" ? required(subject) : writable(subject);
      const can = chosen(methods, inputs) === subject && isSayable(verb, inputs);
      yield { subject, kind: can ? verb : "exec", inputs };
    }
  }
  const listed = new Set(Object.values(resource.verbs).flat());
  for (const [name, subject] of subjects)
    if (!listed.has(name)) yield { subject, kind: "exec", inputs: writable(subject) };
}

/** A view is read with what it needs, and once more with all that its query compares. */
function* viewDrafts(document: ServiceDocument, resource: ResourceDocument, options: CaseOptions): Generator<Draft> {
  const view = viewOf(document, resource);
  if (view === undefined) return;
  const [service, name] = view.source;
  const owner = service === document.service ? document : options.documentOf(service);
  const source = resourcesOf(owner).find((one) => one.name === name);
  if (source === undefined) return;
  const methods = (source.verbs["select"] ?? []).flatMap((one) => source.methods.get(one) ?? []);
  const subjects = methods.map((method) => subjectOf(owner, source, method));
  const compared = new Set([...view.literals.keys(), ...view.required].map((one) => one.toLowerCase()));
  const isCompared = ({ name: input }: Input): boolean => compared.has(input.toLowerCase());
  const named = [...subjects].flatMap(({ inputs }) => inputs.inputs.filter(isCompared));
  const subject = chosen(subjects, named);
  if (subject === undefined) return;
  const inputs = subject.inputs.inputs.filter(isCompared);
  const others = subjects.flatMap((one) => one.inputs.inputs.map(({ name: input }) => input));
  for (const kind of ["view", "view with all"] as const) {
    const given =
      kind === "view"
        ? view.required
        : [...new Set([...view.required, ...[...view.literals.keys()].filter((one) => one !== "TypeName")])];
    const typeOfTerm = (name: string): string => {
      const input = inputs.find((one) => one.name.toLowerCase() === name.toLowerCase());
      return typeOf(owner.root, input?.schema);
    };
    const terms = new Map(
      given.map((one) => [one, one === "region" ? "eu-west-1" : plainOf(view, one, typeOfTerm(one))]),
    );
    yield {
      subject,
      kind,
      inputs,
      view: { document: view, others, resource: `${document.provider}.${document.service}.${resource.name}`, terms },
    };
  }
}

/** What a term of a view is given: its own value where that is no placeholder. */
function plainOf({ literals, required: needed }: ViewDocument, name: string, type: string): string {
  const own = literals.get(name);
  if (own !== undefined && !needed.includes(name)) return own;
  return type === "integer" || type === "number" ? "42" : `given-${name}`;
}

const required = ({ inputs }: Subject): readonly Input[] => inputs.inputs.filter((input) => input.required);

const writable = ({ inputs }: Subject): readonly Input[] =>
  inputs.inputs.filter((input) => input.required || input.place === "body");

/** What pages, and what would have the API do a part of the query: not for a test that wants all rows. */
const steering =
  /^(pag.*|offset|limit|per_?page|max.*|next.*|marker|position|cursor|after|before|starting_.*|ending_.*|start.*|end.*|top|skip.*|count|first|last|fields|size|sort.*|order.*|\$.*|prettyPrint)$/i;

function withOptional(subject: Subject): readonly Input[] {
  const { inputs, shape, document } = subject;
  return inputs.inputs.filter((input) => {
    if (input.required) return true;
    if (input.isShared || steering.test(input.wire) || input.place === "body" || input.place === "server") return false;
    const column = shape.columns.find(({ name, wire }) => sameName(name, input.name) || wire === input.wire);
    if (column === undefined) return true;
    const isScalar = ![typeOf(document.root, input.schema), column.type].some(
      (type) => type === "object" || type === "array",
    );
    return isScalar && shape.transform === undefined && column.type === typeOf(document.root, input.schema);
  });
}

/** Most inputs matched among the methods that are given all they need, then the first. */
function chosen(subjects: readonly Subject[], inputs: readonly Input[]): Subject | undefined {
  const names = new Set(inputs.map(({ name }) => name.toLowerCase()));
  let best: { readonly subject: Subject; readonly matched: number } | undefined;
  for (const subject of subjects) {
    const own = subject.inputs.inputs;
    const matches = (input: Input): boolean =>
      names.has(input.name.toLowerCase()) || names.has(input.wire.toLowerCase());
    if (!own.every((input) => !input.required || matches(input))) continue;
    const matched = own.filter(matches).length;
    if (best === undefined || matched > best.matched) best = { subject, matched };
  }
  return best?.subject;
}

function isSayable(verb: string, inputs: readonly Input[]): boolean {
  const inBody = inputs.some(({ place }) => place === "body");
  if (verb === "insert") return inputs.length > 0;
  if (verb === "delete") return inputs.length > 0;
  return inBody && inputs.some(({ place }) => place !== "body");
}

async function finished({ subject, kind, inputs, view }: Draft, options: CaseOptions): Promise<Case> {
  const { document, resource, method, shape } = subject;
  const usual = givenFor(document, inputs, subject.inputs.servers);
  const given =
    view === undefined
      ? usual
      : new Map([...usual].map(([input, value]) => [input, comparedWith(view, input, document.root) ?? value]));
  const request = expectedRequest({ document, resource, method, inputs: subject.inputs, given });
  const isQuery = view !== undefined || kind === "select" || kind === "select with all";
  const { paging } = subject;
  const query = new URLSearchParams(request.query.map(([key, value]): [string, string] => [key, value]));
  const urlOf = (page: number): string => {
    const next = new URLSearchParams(query);
    next.set("page_token", tokenFor(page));
    return `${options.origin}${encodeURI(request.path).replaceAll("?", "%3F").replaceAll("#", "%23")}?${next}`;
  };
  const texts = shape.columns.filter(({ type }) => type === "string").map(({ name }) => name);
  const echo =
    view !== undefined
      ? { ...textsWithin(view.document, texts), ...echoOfView(view, shape) }
      : kind === "select with all"
        ? echoOf(subject, given)
        : {};
  const answers = await answersOf({ document, method, shape, paging, urlOf, echo, oracle: options.oracle });
  const rows =
    view === undefined ? answers.rows : viewRows({ ...view, source: answers, given, provider: document.provider });
  const bodyText = await transformedBody(subject, request, given, options.oracle);
  const named = new Map([...given].map(([input, value]) => [input.name, value]));
  return {
    id: view?.resource ?? method.id,
    kind,
    sql: view === undefined ? statement(subject, kind, given) : viewStatement(view),
    request,
    bodyText,
    paging,
    answers: { ...answers, rows },
    given: named,
    isQuery,
    isOfGivenHost: [...given.keys()].some(({ place }) => place === "server"),
  };
}

/** An API that is asked for one thing names it in its answer, whatever the view calls that. */
function echoOfView({ document: { query }, terms }: DraftedView, { columns }: AnswerShape): JsonObject {
  const shown = [...query.matchAll(/(?<![\w.])"?(\w+)"?\s+AS\s+"?(\w+)"?/gi)];
  const sources = new Map(shown.map(([, source = "", name = ""]) => [source, name]));
  return Object.fromEntries(
    columns.flatMap(({ name, wire, type }) => {
      const value = terms.get(name) ?? terms.get(sources.get(name) ?? "");
      if (value === undefined || !["string", "integer", "number"].includes(type)) return [];
      return [[wire, type === "string" ? value : Number(value)]];
    }),
  );
}

/** A column of an optional argument's name is compared with it: the API would answer accordingly. */
function echoOf({ shape }: Subject, given: Given): JsonObject {
  const optional = [...given].filter(([input]) => !input.required);
  return Object.fromEntries(
    optional.flatMap(([input, value]) => {
      const column = shape.columns.find(({ name, wire }) => sameName(name, input.name) || wire === input.wire);
      return column === undefined ? [] : [[column.wire, value]];
    }),
  );
}

async function transformedBody(
  { inputs, method }: Subject,
  { body }: ExpectedRequest,
  given: Given,
  oracle: Oracle | undefined,
): Promise<string | undefined> {
  const graphQl = graphQlOf(method);
  if (graphQl !== undefined && oracle !== undefined) return queryBody(graphQl, given, oracle);
  if (inputs.body?.transform === undefined || body === undefined || oracle === undefined) return undefined;
  const [answer] = await oracle.render([{ kind: "json", body: inputs.body.transform.body, input: jsonText(body) }]);
  return answer?.error === undefined ? answer?.output : undefined;
}

type DraftedView = NonNullable<Draft["view"]>;

function comparedWith({ document, terms }: DraftedView, { name, schema }: Input, root: Node): Json | undefined {
  const same = (other: string): boolean => other.toLowerCase() === name.toLowerCase();
  const key = [...terms.keys(), ...document.literals.keys()].find(same);
  const value = key === undefined ? undefined : (terms.get(key) ?? document.literals.get(key));
  const isText = value === undefined || !["object", "array", "integer", "number"].includes(typeOf(root, schema));
  return isText ? value : (JSON.parse(value) as Json);
}

function viewStatement({ resource, terms }: DraftedView): string {
  const where = [...terms].map(([name, value]) => `${identifier(name)} = ${literal(value)}`).join(" AND ");
  return `SELECT * FROM ${resource.split(".").map(identifier).join(".")}${where === "" ? "" : ` WHERE ${where}`}`;
}

function statement({ method }: Subject, kind: CaseKind, given: Given): string {
  const parts = method.id.split(".").map(identifier);
  const resource = parts.slice(0, 3).join(".");
  const terms = (wanted: (input: Input) => boolean): string[] =>
    [...given].filter(([input]) => wanted(input)).map(([{ name }, value]) => `${identifier(name)} = ${literal(value)}`);
  const where = (found: readonly string[]): string => (found.length === 0 ? "" : ` WHERE ${found.join(" AND ")}`);
  switch (kind) {
    case "view":
    case "view with all":
    case "select":
    case "select with all":
      return `SELECT * FROM ${resource}${where(terms(() => true))}`;
    case "insert":
      return `INSERT INTO ${resource} (${[...given.keys()].map(({ name }) => identifier(name)).join(", ")}) VALUES (${[...given.values()].map(literal).join(", ")})`;
    case "update":
    case "replace": {
      const set = terms(({ place }) => place === "body").join(", ");
      return `${kind.toUpperCase()} ${resource} SET ${set}${where(terms(({ place }) => place !== "body"))}`;
    }
    case "delete":
      return `DELETE FROM ${resource}${where(terms(() => true))}`;
    case "exec":
      return `EXEC ${parts.join(".")} ${[...given].map(([{ name }, value]) => `@${identifier(name)} = ${literal(value)}`).join(", ")}`;
  }
}
