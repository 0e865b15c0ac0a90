/**
 * SQL as SQLite takes it. What differs from the standard printer, and the decisions behind it:
 * LIKE ignores the case of ASCII letters (as SQLite and the incumbent do), ILIKE is the same; integers divide to
 * integers; NULLs sort first; a backslash in a string is itself; `||` of a NULL is NULL;
 * whole numbers beyond 64 bits are blobs (`long-integer.ts`).
 */
import { quoteName } from "../../../sql/standard-dialect.ts";
import { EngineError } from "../../../common/error.ts";
import type { Binary, Cast, Expression, FunctionCall, Interval, Like } from "../../../sql/ast.ts";
import { itemFunction } from "../../../planner/functions/tables.ts";
import { fieldFunction } from "../../../planner/streamable.ts";
import { call, literal, qualifiedName } from "../../../sql/build.ts";
import type { Dialect } from "../../../sql/dialect.ts";
import {
  betweenForm,
  caseForm,
  comparisonForm,
  inListForm,
  integerForm,
  isForm,
  isRepeatable,
  leastForm,
  literalForm,
  mayBeLong,
  textForm,
} from "./long-integer.ts";
import { arrowForm, exactRead, extractForm, itemForm, writerForm } from "./long-json.ts";
import { queryForm, setOperationForm } from "./queries.ts";

type Print = (node: Expression) => string;

export const sqliteDialect: Dialect = {
  name: "sqlite",
  identifier: quoteName,
  overrides: {
    binary: (node, print) =>
      binaryForms[node.operator]?.(node, print) ??
      comparisonForm(node, print) ??
      arrowForm(node, print) ??
      chainForm(node, print),
    unary: leastForm,
    is: isForm,
    case: caseForm,
    "in-list": inListForm,
    between: betweenForm,
    cast: (node, print) => castForm(node, print),
    like: (node, print) => likeForm(node, print),
    "function-call": (node, print) =>
      writerForm(node, print) ?? functionForms[node.name.parts.at(-1)?.name.toLowerCase() ?? ""]?.(node, print),
    literal: (node) => (node.type === "boolean" ? (node.value === true ? "TRUE" : "FALSE") : literalForm(node)),
    interval: refuseInterval,
    query: queryForm,
    "set-operation": setOperationForm,
  },
};

type FunctionForm = (node: FunctionCall, print: Print) => string | undefined;

/** Functions that SQLite has by another name. */
const names: { readonly [name: string]: string } = {
  char_length: "length",
  character_length: "length",
  lcase: "lower",
  ucase: "upper",
  nvl: "ifnull",
  to_json: "json_quote",
  array_agg: "json_group_array",
  json_agg: "json_group_array",
  jsonb_agg: "json_group_array",
  json_object_agg: "json_group_object",
  jsonb_object_agg: "json_group_object",
  json_build_array: "json_array",
  json_build_object: "json_object",
  json_typeof: "json_type",
  array_length: "json_array_length",
  clock_timestamp: "now",
  statement_timestamp: "now",
  transaction_timestamp: "now",
};

/** Functions of ours whose text is JSON: only the engine's own mark it as such. */
const jsonFunctions = [
  "regexp_extract_all",
  "regexp_match",
  "regexp_split_to_array",
  "string_to_array",
  "array_distinct",
  "array_sort",
  "json_object_keys",
];

/** Functions that SQLite has in another form. */
const functionForms: { readonly [name: string]: FunctionForm | undefined } = {
  ...Object.fromEntries(Object.entries(names).map(([name, own]) => [name, renamed(own)])),
  ...Object.fromEntries(jsonFunctions.map((name) => [name, asJson(name)])),
  substring: patternForm,
  substr: patternForm,
  round: roundForm,
  string_agg: distinctTexts,
  group_concat: distinctTexts,
  count_if: (node, print) => {
    const [condition = literal(null)] = node.arguments;
    const counted = call("iif", condition, literal(1), literal(null));
    return print({ ...node, name: qualifiedName("count"), arguments: [counted] });
  },
  [fieldFunction]: (node, print) => {
    const [column, path] = node.arguments.map(print);
    const read = exactRead(`json_extract(${column}, ${path})`, `${column} -> ${path}`);
    return `CASE WHEN json_valid(${column}) THEN ${read} END`;
  },
  [itemFunction]: itemForm,
  json_extract: extractForm,
};

const marked = new WeakSet<FunctionCall>();

/** The call within `json()`, once. */
function asJson(name: string): FunctionForm {
  return (node, print) => {
    if (marked.has(node)) return undefined;
    const plain = { ...node, name: qualifiedName(name) };
    marked.add(plain);
    return `json(${print(plain)})`;
  };
}

/** `substring(text FROM 'pattern')`: what its first group matches, or all of it. */
function patternForm(node: FunctionCall, print: Print): string | undefined {
  const [text, pattern, ...more] = node.arguments;
  const isPattern =
    pattern?.kind === "literal" && pattern.type === "string" && !/^\s*[+-]?\d/.test(String(pattern.value));
  if (text === undefined || !isPattern || more.length > 0) return undefined;
  return `(regexp_match(${print(text)}, ${print(pattern)}) ->> 0)`;
}

/** SQLite takes digits in front of the point for none. */
function roundForm(node: FunctionCall, print: Print): string | undefined {
  const [number, digits] = node.arguments;
  if (number === undefined || digits === undefined || (digits.kind === "literal" && digits.type === "number"))
    return undefined;
  const [x, n] = [print(number), print(digits)];
  return isRepeatable(digits) && isRepeatable(number)
    ? `iif((${n}) < 0, round_digits(${x}, ${n}), round(${x}, ${n}))`
    : undefined;
}

/** SQLite takes DISTINCT with one argument only: texts that differ are gathered first, then joined. */
function distinctTexts(node: FunctionCall, print: Print): string | undefined {
  const [text, separator, ...more] = node.arguments;
  if (!node.distinct || text === undefined || separator === undefined || more.length > 0) return undefined;
  const gathered = print({ ...node, name: qualifiedName("json_group_array"), arguments: [text] });
  return `nullif(array_to_string(${gathered}, ${print(separator)}), '')`;
}

function renamed(name: string): FunctionForm {
  return (node, print) => {
    const parts = [{ kind: "identifier", name, quoted: true, span: node.span } as const];
    return print({ ...node, name: { ...node.name, parts } });
  };
}

const binaryForms: { readonly [O in Binary["operator"]]?: (node: Binary, print: Print) => string | undefined } = {
  "+": ({ left, right }, print) =>
    movedForm("date_add", left, right, print) ?? movedForm("date_add", right, left, print),
  "-": ({ left, right }, print) => movedForm("date_subtract", left, right, print),
  "||": (node, print) =>
    mayBeLong(node.left) || mayBeLong(node.right)
      ? `(${textForm(node.left, print)}) || (${textForm(node.right, print)})`
      : undefined,
  "<=>": ({ left, right }, print) => `((${print(left)}) IS (${print(right)}))`,
  XOR: ({ left, right }, print) => `((NOT (${print(left)})) <> (NOT (${print(right)})))`,
  DIV: ({ left, right }, print) => `CAST((${print(left)}) / (${print(right)}) AS INTEGER)`,
  "^": ({ left, right }, print) => `(((${print(left)}) | (${print(right)})) - ((${print(left)}) & (${print(right)})))`,
};

/** A moment before or after an interval; undefined where the second is none. */
function movedForm(move: string, moment: Expression, interval: Expression, print: Print): string | undefined {
  if (interval.kind !== "interval") return undefined;
  const { amount, unit } = interval;
  const text = unit === undefined ? print(amount) : `((${print(amount)}) || ' ${unit.toLowerCase()}')`;
  return `${move}(${print(moment)}, ${text})`;
}

/** Operands of one AND or OR beyond which it is printed as a balanced tree: SQLite takes a depth of 1000. */
const longestChain = 100;

/** A long chain of ANDs or ORs, in parentheses that halve it again and again. */
function chainForm(node: Binary, print: Print): string | undefined {
  const { operator } = node;
  if (operator !== "AND" && operator !== "OR") return undefined;
  const operands = chainOf(node);
  if (operands.length <= longestChain) return undefined;
  const balanced = (from: number, to: number): string => {
    if (to - from === 1) return `(${operands.slice(from, to).map(print).join("")})`;
    const middle = (from + to) >> 1;
    return `(${balanced(from, middle)} ${operator} ${balanced(middle, to)})`;
  };
  return balanced(0, operands.length);
}

/** The operands of a chain that leans to the left, as the parser yields it. */
function chainOf({ operator, left, right }: Binary): Expression[] {
  const operands = [right];
  let rest = left;
  for (; rest.kind === "binary" && rest.operator === operator; rest = rest.left) operands.push(rest.right);
  return [...operands, rest].toReversed();
}

function likeForm(node: Like, print: Print): string | undefined {
  const not = node.negated ? "NOT " : "";
  if (node.operator === "REGEXP") return `(${not}regexp(${print(node.pattern)}, ${print(node.operand)}))`;
  if (node.operator === "~*") return `(${not}regexp_like(${print(node.operand)}, ${print(node.pattern)}, 'i'))`;
  if (node.operator === "ILIKE") return print({ ...node, operator: "LIKE" });
  if (node.operator === "SIMILAR TO") return `(${not}similar_to(${print(node.operand)}, ${print(node.pattern)}))`;
  return undefined;
}

/** How each cast is written; other type names go to SQLite as they are, which reads their affinity. */
const casts: { readonly [type: string]: ((operand: string) => string) | undefined } = {
  BOOLEAN: (operand) => `cast_boolean(${operand})`,
  BOOL: (operand) => `cast_boolean(${operand})`,
  JSON: (operand) => `json(${operand})`,
  JSONB: (operand) => `json(${operand})`,
  DATE: (operand) => `date(${operand})`,
  TIME: (operand) => `time(${operand})`,
  DATETIME: (operand) => `datetime(${operand})`,
  TIMESTAMP: (operand) => `datetime(${operand})`,
  TIMESTAMPTZ: (operand) => `datetime(${operand})`,
  NUMERIC: (operand) => `CAST(${operand} AS REAL)`,
  DECIMAL: (operand) => `CAST(${operand} AS REAL)`,
  NUMBER: (operand) => `CAST(${operand} AS REAL)`,
};

const textTypes: ReadonlySet<string> = new Set(["TEXT", "VARCHAR", "STRING", "UUID"]);
const integerTypes: ReadonlySet<string> = new Set(["INTEGER", "INT", "BIGINT", "INT8", "SIGNED", "UNSIGNED"]);

function castForm({ type, operand }: Cast, print: Print): string | undefined {
  if (textTypes.has(type.name)) return `CAST(${textForm(operand, print)} AS TEXT)`;
  if (integerTypes.has(type.name)) return integerForm(operand, print);
  return casts[type.name]?.(print(operand));
}

function refuseInterval(node: Interval): never {
  throw new EngineError({
    condition: "feature_not_supported",
    stage: "plan",
    message: "an INTERVAL stands only beside + or - and a moment",
    span: node.span,
    hint: "Write now() - INTERVAL '1 day', or date_diff for the time between two moments.",
  });
}
