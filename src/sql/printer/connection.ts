/** Printers of the statements about connections. */
import type { ConnectionStatement } from "../ast-connection.ts";
import { list, type Printers, words } from "./printers.ts";

export const connectionPrinters: Printers<ConnectionStatement["kind"] | "connection-option"> = {
  "create-connection": ({ orReplace, temporary, ifNotExists, name, provider, options }, printing) =>
    words(
      "CREATE",
      orReplace && "OR REPLACE",
      temporary && "TEMP",
      "CONNECTION",
      ifNotExists && "IF NOT EXISTS",
      printing.print(name),
      `FOR ${printing.print(provider)}`,
      options.length > 0 && `WITH (${list(options, printing)})`,
    ),
  "create-connection-group": ({ orReplace, temporary, ifNotExists, name, members, options }, printing) =>
    words(
      "CREATE",
      orReplace && "OR REPLACE",
      temporary && "TEMP",
      "CONNECTION GROUP",
      ifNotExists && "IF NOT EXISTS",
      printing.print(name),
      `AS (${list(members, printing)})`,
      options.length > 0 && `WITH (${list(options, printing)})`,
    ),
  "connection-option": ({ path, value }, { print }) => `${print(path)} = ${print(value)}`,
  "drop-connection": ({ group, ifExists, name }, { print }) =>
    words("DROP CONNECTION", group && "GROUP", ifExists && "IF EXISTS", print(name)),
};
