/** The object after a call that answered with nothing, for RETURNING: read once more. */
import type { Method } from "../../catalog/model.ts";
import type { Row } from "../../common/value.ts";
import type { Call } from "../../connector/call.ts";
import type { Run } from "../run.ts";

/** The rows that `method` reads with the arguments of the call. Throws what its call throws. */
export async function readBack(method: Method, call: Call, run: Run): Promise<readonly Row[]> {
  const taken = new Set(method.parameters.filter((one) => one.in !== "body").map(({ name }) => name));
  const given = new Map([...call.arguments].filter(([name]) => taken.has(name)));
  const { signal, onEvent, warn: onWarning, guards } = run;
  const options = { signal, onEvent, onWarning, beforeRequest: guards?.spendRequest };
  const rows: Row[] = [];
  for await (const page of run.connector.call({ ...call, method, arguments: given, body: undefined }, options)) {
    rows.push(...page.rows);
  }
  return rows;
}
