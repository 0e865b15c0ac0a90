/** SHOW, DESCRIBE, EXPLAIN, REGISTRY: statements about what there is and what would be done. */
import type {
  Describe,
  DescribeMethod,
  Explain,
  Expression,
  RegistryList,
  RegistryPull,
  Show,
  ShowInsert,
  Statement,
} from "../ast.ts";
import { didYouMean } from "../../common/suggest.ts";
import type { Token } from "../token.ts";
import type { Cursor } from "./cursor.ts";
import { parseColumnNames, parseQualifiedName, present } from "./shared.ts";

/** Each word with where what it names is shown from, if anywhere: name and form of FROM. */
const shown: { readonly [W in Show["what"]]: ShownFrom | undefined } = {
  PROVIDERS: undefined,
  // Nothing to show from: the binder knows whether the session has a default provider.
  SERVICES: { name: "the name of a provider" },
  RESOURCES: { name: "the name of a service", needed: "provider.service" },
  METHODS: { name: "the name of a resource", needed: "provider.service.resource" },
  TABLES: { name: "the name of a provider or a service" },
  DATABASES: undefined,
  VIEWS: { name: "the name of a provider or a service" },
  "MATERIALIZED VIEWS": undefined,
  COLUMNS: { name: "the name of a resource", needed: "provider.service.resource" },
  FUNCTIONS: undefined,
  CONNECTIONS: undefined,
  SETTINGS: undefined,
  AUTH: { name: "the name of a provider", bare: true },
  CREDENTIALS: { name: "the name of a connection or provider", bare: true },
  VERSION: undefined,
  "TRANSACTION ISOLATION LEVEL": undefined,
};

interface ShownFrom {
  readonly name: string;
  /** The form of the name, where one must be given. */
  readonly needed?: string;
  /** True where FROM may be left out before the name. */
  readonly bare?: true;
}

/** What other engines can show and this one cannot. */
const shownElsewhere: ReadonlySet<string> = new Set("CREATE INDEX INDEXES SCHEMAS VARIABLES".split(" "));

/** show → "SHOW" [ "EXTENDED" ] what [ "EXTENDED" ] [ ("FROM" | "IN") name ] [ "LIKE" string | "WHERE" e ] | show-insert */
export function parseShow(cursor: Cursor): Show | ShowInsert {
  const start = cursor.expect("SHOW");
  if (cursor.at("INSERT")) return parseShowInsert(cursor, start);
  const isBefore = cursor.accept("EXTENDED") !== undefined;
  const what = parseShown(cursor);
  const extended = cursor.accept("EXTENDED") !== undefined || isBefore;
  const from = parseShownFrom(cursor, shown[what]);
  const like = cursor.accept("LIKE") ? parsePattern(cursor) : undefined;
  const where = like === undefined && cursor.accept("WHERE") ? cursor.rules.expression(cursor) : undefined;
  return { kind: "show", what, extended, ...present({ from, like, where }), span: cursor.spanFrom(start) };
}

function parseShown(cursor: Cursor): Show["what"] {
  const whats = Object.keys(shown) as Show["what"][];
  const what = whats.find((words) => cursor.acceptSequence(...words.split(" ")));
  if (what !== undefined) return what;
  const { kind, text, value } = cursor.peek();
  if (kind === "word" && shownElsewhere.has(text)) throw cursor.notSupported(`SHOW ${text}`, cursor.peek());
  return cursor.fail(
    "what to show",
    (kind === "word" ? didYouMean(value, whats) : undefined) ?? `SHOW knows INSERT, ${whats.join(", ")}.`,
  );
}

function parseShownFrom(cursor: Cursor, from: ShownFrom | undefined): Show["from"] {
  if (from === undefined) return undefined;
  if (cursor.accept("FROM", "IN")) return parseQualifiedName(cursor, from.name);
  if (from.bare === true && cursor.atName() && !cursor.at("LIKE", "WHERE"))
    return parseQualifiedName(cursor, from.name);
  return from.needed === undefined ? undefined : cursor.fail(`FROM ${from.needed}`);
}

/** show-insert → "SHOW" "INSERT" [ hints ] "INTO" name [ "(" list(name) ")" ] */
function parseShowInsert(cursor: Cursor, start: Token): ShowInsert {
  const { hints } = cursor.expect("INSERT");
  cursor.expect("INTO");
  const target = parseQualifiedName(cursor, "the name of a resource");
  return { kind: "show-insert", hints, target, columns: parseColumnNames(cursor), span: cursor.spanFrom(start) };
}

function parsePattern(cursor: Cursor): Expression {
  if (cursor.peek().kind === "quoted-name") {
    const { value } = cursor.peek();
    cursor.fail(
      "a string",
      `Double quotes name columns; write text in single quotes: '${value.replaceAll("'", "''")}'.`,
    );
  }
  return cursor.rules.expression(cursor);
}

// ---------------------------------------------------------------- DESCRIBE and EXPLAIN

/** describe → ("DESCRIBE" | "DESC" | "EXPLAIN") { "EXTENDED" | "METHOD" } name | … statement, which is EXPLAIN */
export function parseDescribe(cursor: Cursor): Describe | DescribeMethod | Explain {
  const start = cursor.take();
  if (startsExplained(cursor, start)) return parseExplain(cursor, start);
  const words = new Set<string>();
  while (cursor.at("EXTENDED", "METHOD") && !words.has(cursor.peek().text) && isBeforeName(cursor)) {
    words.add(cursor.take().text);
  }
  const isMethod = words.has("METHOD");
  const target = parseQualifiedName(cursor, isMethod ? "the name of a method" : "the name of a resource");
  const kind = isMethod ? "describe-method" : "describe";
  return { kind, extended: words.has("EXTENDED"), target, span: cursor.spanFrom(start) };
}

/** True where the word here is not itself the name: a name follows it. */
function isBeforeName(cursor: Cursor): boolean {
  const { kind } = cursor.peek(1);
  return kind === "word" || kind === "quoted-name";
}

const explainable =
  "SELECT WITH VALUES INSERT UPDATE REPLACE DELETE EXEC SHOW DESCRIBE DESC EXPLAIN REGISTRY COPY USE SET SLEEP PURGE".split(
    " ",
  );

/** True where a statement or an option of EXPLAIN follows, not the name of a resource. */
function startsExplained(cursor: Cursor, { text }: Token): boolean {
  const next = cursor.peek(1);
  if (cursor.at("(")) return true;
  if (text === "EXPLAIN" && cursor.at("ANALYZE", "FORMAT", "VERBOSE", "QUERY")) {
    return next.kind === "word" || next.text === "=" || next.text === "(";
  }
  return (
    cursor.at(...explainable) &&
    (next.kind !== "symbol" || next.text === "*" || next.text === "(") &&
    next.kind !== "end"
  );
}

interface ExplainOptions {
  analyze: boolean;
  format: Explain["format"];
}

/** explain → "EXPLAIN" [ "ANALYZE" | "FORMAT" "=" format | "QUERY" "PLAN" | "(" list(option) ")" ] statement */
function parseExplain(cursor: Cursor, start: Token): Explain {
  const options: ExplainOptions = { analyze: false, format: "text" };
  if (
    cursor.at("(") &&
    cursor.peek(1).kind === "word" &&
    ["ANALYZE", "FORMAT", "VERBOSE"].includes(cursor.peek(1).text)
  ) {
    cursor.take();
    do parseExplainOption(cursor, options);
    while (cursor.accept(","));
    cursor.expect(")");
  } else {
    while (cursor.at("ANALYZE", "FORMAT", "VERBOSE")) parseExplainOption(cursor, options);
    cursor.acceptSequence("QUERY", "PLAN");
  }
  const statement: Statement = cursor.nested(() => cursor.rules.statement(cursor));
  return { kind: "explain", ...options, statement, span: cursor.spanFrom(start) };
}

/** option → "ANALYZE" [ boolean ] | "VERBOSE" [ boolean ] | "FORMAT" [ "=" ] ("TEXT" | "JSON") */
function parseExplainOption(cursor: Cursor, options: ExplainOptions): void {
  const option = cursor.accept("ANALYZE", "VERBOSE", "FORMAT");
  if (option === undefined) cursor.fail("ANALYZE or FORMAT");
  if (option?.text === "FORMAT") {
    cursor.accept("=");
    options.format = parseFormat(cursor);
    return;
  }
  const isOff = cursor.accept("FALSE", "OFF") !== undefined;
  if (!isOff) cursor.accept("TRUE", "ON");
  if (option?.text === "ANALYZE") options.analyze = !isOff;
}

function parseFormat(cursor: Cursor): Explain["format"] {
  const { kind, value } = cursor.peek();
  const format = kind === "word" || kind === "string" ? value.toLowerCase() : "";
  if (format !== "json" && format !== "text") return cursor.fail("JSON or TEXT");
  cursor.take();
  return format;
}

// ---------------------------------------------------------------- REGISTRY

/** registry → "REGISTRY" ("LIST" [ name ] | "PULL" name [ version ]) */
export function parseRegistry(cursor: Cursor): RegistryList | RegistryPull {
  const start = cursor.expect("REGISTRY");
  if (cursor.accept("LIST")) {
    const provider = cursor.atName() ? cursor.name() : undefined;
    return { kind: "registry-list", ...present({ provider }), span: cursor.spanFrom(start) };
  }
  if (cursor.accept("PULL") === undefined) cursor.fail("LIST or PULL");
  const provider = cursor.name("the name of a provider");
  const version = parseVersion(cursor);
  return { kind: "registry-pull", provider, ...present({ version }), span: cursor.spanFrom(start) };
}

/** version → string | quoted-name | word and numbers without blanks between: v1.2.3, v24.01.00001-rc1 */
function parseVersion(cursor: Cursor): string | undefined {
  const first = cursor.peek();
  if (first.kind === "string" || first.kind === "quoted-name") return cursor.take().value;
  if (first.kind !== "word" && first.kind !== "number") return undefined;
  cursor.take();
  while (cursor.peek().start === cursor.last.end && !cursor.at(";") && cursor.peek().kind !== "end") cursor.take();
  return cursor.textOf({ start: first.start, end: cursor.last.end });
}
