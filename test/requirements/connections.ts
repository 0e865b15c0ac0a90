/** Accounts with names of their own. */
import { mended, type Requirement } from "./requirement.ts";

export const connections: readonly Requirement[] = [
  mended("connection.names", "a connection stands wherever the name of a provider may, with credentials of its own"),
  mended("connection.file", "connections and groups from a file, each mistake with its place and without values"),
  mended(
    "connection.groups",
    "groups and patterns are read as one relation, in parallel, with _connection on each row",
  ),
  mended("connection.prune", "conditions on _connection spare the calls of the other accounts"),
  mended("connection.defaults", "values of parameters that a statement leaves out, shown by EXPLAIN"),
  mended("connection.every-value", "parameter = '*' asks for every value that an account, a document or a query names"),
  mended("connection.failing", "on_error of connections and groups; codes of errors that mean nothing there"),
  mended("connection.statements", "CREATE and DROP of connections and groups, kept in the store without secrets"),
  mended("connection.writes", "a write goes to one account, and so does what undoes it"),
];
