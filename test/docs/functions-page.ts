/** The reference of functions: the table of the code, with what each example yields. */
import type { Value } from "../../src/common/value.ts";
import { functionGroups } from "../../src/planner/functions/functions.ts";
import { tables, type TableFunctionDescription } from "../../src/planner/functions/tables.ts";
import { openSession, type Session } from "../../src/session/session.ts";
import { defaultSettings } from "../../src/session/settings.ts";
import { markdownTable } from "./tables.ts";

const head = `# Functions

Made from the table that the engine reads; the last column is what the examples yielded. An argument that is NULL makes
the result NULL unless said otherwise. Moments are texts in ISO 8601, in UTC where they name no zone. Arguments of
\`[…]\` may be left out.
`;

/** The page; every example runs. */
export async function functionsPage(): Promise<string> {
  const session = openSession(
    { ...defaultSettings, shippedProviders: "", userProviders: "", environment: () => undefined, version: "docs" },
    () => undefined,
  );
  try {
    const parts = [head];
    for (const [title, functions] of Object.entries(functionGroups)) {
      const rows: string[][] = [];
      for (const each of functions) rows.push(await rowOf(each, session));
      parts.push(`\n## ${title}\n\n${markdownTable(["function", "returns", "what", "example", "yields"], rows)}`);
    }
    const inFrom: string[][] = [];
    for (const each of tables) inFrom.push(await rowOf({ ...each, returns: "rows" }, session));
    parts.push(`\n## In FROM\n\n${markdownTable(["function", "returns", "what", "example", "yields"], inFrom)}`);
    return parts.join("");
  } finally {
    await session.close();
  }
}

async function rowOf(
  { name, signature, returns, summary, example }: TableFunctionDescription & { readonly returns: string },
  session: Session,
): Promise<string[]> {
  const cells: string[] = [];
  for await (const { batches } of session.execute(`SELECT ${example}`)) {
    for await (const batch of batches) cells.push(...batch.map((row) => row.map(shown).join(" ")));
  }
  const returned = returns === "same" ? "as its arguments" : returns;
  return [`\`${name}(${signature})\``, returned, summary, `\`${example}\``, `\`${cells.join(", ")}\``];
}

function shown(cell: Value): string {
  return cell === null ? "NULL" : String(cell);
}
