/** Printers of the statements that are not queries. */
import { quoteName } from "../standard-dialect.ts";
import type { Delete, Statement, Transaction, Update } from "../ast.ts";
import type { ConnectionStatement } from "../ast-connection.ts";
import type { StoreStatement } from "../ast-store.ts";
import { clause, columnList, hintComment, list, optional, type Printers, type Printing, words } from "./printers.ts";

type StatementKind =
  | Exclude<Statement["kind"], "query" | StoreStatement["kind"] | ConnectionStatement["kind"]>
  | "assignment"
  | "on-conflict"
  | "exec-argument"
  | "script";

export const statementPrinters: Printers<StatementKind> = {
  insert: (insert, printing) =>
    words(
      optional("", insert.with, printing),
      "INSERT",
      hintComment(insert.hints),
      "INTO",
      printing.print(insert.target),
      columnList(insert.columns, printing),
      insert.defaults === true ? "DEFAULT VALUES" : printing.print(insert.source),
      optional("", insert.onConflict, printing),
      clause("RETURNING", insert.returning, printing),
    ),
  "on-conflict": ({ columns, assignments, where }, printing) =>
    words(
      "ON CONFLICT",
      columnList(columns, printing),
      assignments.length === 0 ? "DO NOTHING" : clause("DO UPDATE SET", assignments, printing),
      optional("WHERE", where, printing),
    ),
  update: (update, printing) =>
    words(
      optional("", update.with, printing),
      update.verb,
      hintComment(update.hints),
      printing.print(update.target),
      optional("AS", update.alias, printing),
      clause("SET", update.assignments, printing),
      optional("FROM", update.from, printing),
      optional("WHERE", update.where, printing),
      ...limits(update, printing),
      clause("RETURNING", update.returning, printing),
    ),
  assignment: ({ column, value }, { print }) => `${print(column)} = ${print(value)}`,
  delete: (statement, printing) =>
    words(
      optional("", statement.with, printing),
      "DELETE",
      hintComment(statement.hints),
      "FROM",
      printing.print(statement.target),
      optional("AS", statement.alias, printing),
      optional("USING", statement.from, printing),
      optional("WHERE", statement.where, printing),
      ...limits(statement, printing),
      clause("RETURNING", statement.returning, printing),
    ),
  exec: ({ hints, target, arguments: given, json }, printing) => {
    const all = [list(given, printing), optional("@@json =", json, printing)].filter((part) => part !== "");
    return words("EXEC", hintComment(hints), printing.print(target), all.join(", "));
  },
  "exec-argument": ({ name: { name, quoted }, value }, { print }) => {
    const isPlain = !quoted && /^[A-Za-z0-9_$]+$/.test(name);
    return `@${isPlain ? name : quoteName(name)} = ${print(value)}`;
  },
  show: ({ what, extended, from, like, where }, printing) =>
    words(
      "SHOW",
      extended && "EXTENDED",
      what,
      optional("FROM", from, printing),
      optional("LIKE", like, printing),
      optional("WHERE", where, printing),
    ),
  "show-insert": ({ hints, target, columns }, printing) =>
    words("SHOW INSERT", hintComment(hints), "INTO", printing.print(target), columnList(columns, printing)),
  use: ({ provider }, { print }) => `USE ${print(provider)}`,
  auth: ({ action, provider, method, file }, printing) =>
    words(
      `AUTH ${action.toUpperCase()}`,
      optional("", provider, printing),
      method?.toUpperCase(),
      file !== undefined && quotedText(file),
    ),
  sleep: ({ milliseconds }) => `SLEEP ${milliseconds}`,
  purge: ({ what }, printing) => optional("PURGE", what, printing) || "PURGE",
  set: ({ name, value }, { print }) => `SET ${print(name)} = ${print(value)}`,
  describe: ({ extended, target }, { print }) => words("DESCRIBE", extended && "EXTENDED", print(target)),
  "describe-method": ({ extended, target }, { print }) =>
    words("DESCRIBE METHOD", extended && "EXTENDED", print(target)),
  explain: ({ analyze, format, statement }, { print }) => {
    const options = [...(analyze ? ["ANALYZE"] : []), ...(format === "json" ? ["FORMAT json"] : [])];
    return words("EXPLAIN", options.length > 0 && `(${options.join(", ")})`, print(statement));
  },
  transaction: ({ action, name, modes = [] }, printing) =>
    words(transactionWords[action], modes.join(", "), name && printing.print(name)),
  copy: ({ query, path, format, header, delimiter }, { print }) => {
    const options = [
      ...(format === undefined ? [] : [`FORMAT ${/^[a-z]+$/.test(format) ? format : quotedText(format)}`]),
      ...(header === undefined ? [] : [`HEADER ${header ? "TRUE" : "FALSE"}`]),
      ...(delimiter === undefined ? [] : [`DELIMITER ${quotedText(delimiter)}`]),
    ];
    return words(`COPY (${print(query)}) TO ${quotedText(path)}`, options.length > 0 && `(${options.join(", ")})`);
  },
  attach: ({ ifNotExists, location, name, type, readOnly }, printing) => {
    const options = [
      ...(type === undefined ? [] : [`TYPE ${/^[a-z]+$/.test(type) ? type : quotedText(type)}`]),
      ...(readOnly === undefined ? [] : [`READ_ONLY ${readOnly ? "TRUE" : "FALSE"}`]),
    ];
    return words(
      "ATTACH",
      ifNotExists && "IF NOT EXISTS",
      quotedText(location),
      optional("AS", name, printing),
      options.length > 0 && `(${options.join(", ")})`,
    );
  },
  detach: ({ ifExists, name }, { print }) => words("DETACH", ifExists && "IF EXISTS", print(name)),
  "registry-list": ({ provider }, printing) => optional("REGISTRY LIST", provider, printing) || "REGISTRY LIST",
  "registry-pull": ({ provider, version }, { print }) => words("REGISTRY PULL", print(provider), printVersion(version)),
  script: ({ statements }, { print }) => statements.map((statement) => `${print(statement)};`).join(" "),
};

function limits({ orderBy, limit, offset }: Update | Delete, printing: Printing): string[] {
  return [
    clause("ORDER BY", orderBy, printing),
    optional("LIMIT", limit, printing),
    optional("OFFSET", offset, printing),
  ];
}
const transactionWords: { readonly [A in Transaction["action"]]: string } = {
  begin: "BEGIN",
  commit: "COMMIT",
  rollback: "ROLLBACK",
  savepoint: "SAVEPOINT",
  "rollback-to": "ROLLBACK TO",
  release: "RELEASE",
  set: "SET TRANSACTION",
};

function printVersion(version: string | undefined): string {
  if (version === undefined) return "";
  return /^v\d+(\.\d+)*$/.test(version) ? version : quotedText(version);
}

function quotedText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
