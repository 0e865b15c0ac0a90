import { expect, test } from "vitest";
import { EngineError } from "../common/error.ts";
import { rememberSecret } from "../common/redact.ts";
import { formatError, formatWarning } from "./errors.ts";

const plain = { colour: false, json: false };
const json = { colour: false, json: true };

const sql = "SELECT id\nFROM acme.things.wigdets";
const undefinedTable = new EngineError({
  condition: "undefined_table",
  stage: "bind",
  message: "there is no resource wigdets in acme.things",
  span: { start: sql.indexOf("wigdets"), end: sql.length },
  sql,
  hint: "Did you mean widgets?",
});

test("an error shows code, message, place and hint, as the error itself does", () => {
  const text = [
    "ERROR 42P01 (undefined_table): there is no resource wigdets in acme.things",
    "2 | FROM acme.things.wigdets",
    "                     ^^^^^^^",
    "HINT: Did you mean widgets?",
  ].join("\n");
  expect(formatError(undefinedTable, plain)).toBe(text);
  expect(undefinedTable.toString()).toBe(text);
});

test("an error without place and hint is one line", () => {
  const error = new EngineError({ condition: "io_error", stage: "output", message: "no space" });
  expect(formatError(error, plain)).toBe("ERROR 58030 (io_error): no space");
});

test("colours the severity, the carets and the hint", () => {
  expect(formatError(undefinedTable, { colour: true, json: false })).toBe(
    [
      "\u001b[1m\u001b[31mERROR 42P01\u001b[39m\u001b[22m (undefined_table): there is no resource wigdets in acme.things",
      "2 | FROM acme.things.wigdets",
      `${" ".repeat(21)}\u001b[31m^^^^^^^\u001b[39m`,
      "\u001b[36mHINT:\u001b[39m Did you mean widgets?",
    ].join("\n"),
  );
});

test("carets stand below wide characters and what follows them", () => {
  const wide = "SELECT '東京' 大阪";
  const span = { start: wide.indexOf("大"), end: wide.length };
  const error = new EngineError({ condition: "syntax_error", stage: "parse", message: "unexpected", span, sql: wide });
  expect(formatError(error, plain).split("\n").slice(1)).toEqual(["1 | SELECT '東京' 大阪", `${" ".repeat(18)}^^^^`]);
});

test("a place at the end of the text has one caret", () => {
  const error = new EngineError({
    condition: "syntax_error",
    stage: "parse",
    message: "unexpected end",
    span: { start: 6, end: 6 },
    sql: "SELECT",
  });
  expect(formatError(error, plain).split("\n").slice(1)).toEqual(["1 | SELECT", "          ^"]);
});

test("what others wrote moves no cursor, keeps its lines and holds no secret", () => {
  rememberSecret("s3cr3t-value");
  const message = "HTTP 401 from https://x/?k=s3cr3t-value\n\u001b[2Jdenied";
  const error = new EngineError({
    condition: "upstream_unauthenticated",
    stage: "request",
    message,
    hint: "s3cr3t-value",
  });
  expect(formatError(error, plain)).toBe(
    "ERROR 28P01 (upstream_unauthenticated): HTTP 401 from https://x/?k=***\n␛[2Jdenied\nHINT: ***",
  );
  expect(formatError(error, json)).not.toContain("s3cr3t");
});

test("as JSON an error is its wire form on one line", () => {
  expect(formatError(undefinedTable, json)).toBe(
    '{"severity":"ERROR","code":"42P01","condition":"undefined_table","stage":"bind",' +
      '"message":"there is no resource wigdets in acme.things","position":{"line":2,"column":18},' +
      '"hint":"Did you mean widgets?"}',
  );
});

test("a warning shows its code, in text, colour and JSON", () => {
  const warning = { condition: "filter_dropped_page", message: "a filter dropped a page" } as const;
  expect(formatWarning(warning, plain)).toBe("WARNING TB003 (filter_dropped_page): a filter dropped a page");
  expect(formatWarning(warning, { colour: true, json: false })).toBe(
    "\u001b[1m\u001b[33mWARNING TB003\u001b[39m\u001b[22m (filter_dropped_page): a filter dropped a page",
  );
  expect(formatWarning(warning, json)).toBe(
    '{"severity":"WARNING","code":"TB003","condition":"filter_dropped_page","message":"a filter dropped a page"}',
  );
});
