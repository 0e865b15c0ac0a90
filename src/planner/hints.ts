/** The hints of each verb, `/*+ NAME *` + `/`: which there are, and the remarks on those that mean nothing. */
import type { Warning } from "../common/event.ts";
import { didYouMean } from "../common/suggest.ts";
import type { Delete, Exec, Insert, Select, ShowInsert, Statement, Update } from "../sql/ast.ts";
import { visit } from "../sql/traverse.ts";

type Hinted = Select | Insert | Update | Delete | Exec | ShowInsert;

/** SHOWRESULTS and NOSTATUS are the incumbent's: rows of EXEC are always shown. */
const known: { readonly [K in Hinted["kind"]]: readonly string[] } = {
  select: ["ON_ERROR"],
  insert: ["AWAIT", "CONTINUE", "NOSTATUS", "ON_ERROR"],
  update: ["AWAIT", "CONTINUE", "ALL", "NOSTATUS", "ON_ERROR"],
  delete: ["AWAIT", "CONTINUE", "ALL", "NOSTATUS", "ON_ERROR"],
  exec: ["AWAIT", "CONTINUE", "SHOWRESULTS", "NOSTATUS"],
  "show-insert": ["REQUIRED"],
};

/** Those with something in parentheses. */
const takesMore: ReadonlySet<string> = new Set(["AWAIT", "ON_ERROR"]);

const number = String.raw`\d+(?:\.\d+)?|\.\d+`;
const awaitForm = new RegExp(String.raw`^AWAIT\s*\(\s*(${number})\s*(?:,\s*(${number})\s*)?\)$`, "i");

/** True where a statement has the hint, written in any case. */
export function hasHint({ hints }: { readonly hints: readonly string[] }, name: string): boolean {
  return hints.some((hint) => nameOf(hint) === name);
}

/** What `AWAIT` or `AWAIT(interval, timeout)` says, in seconds; undefined without the hint. */
export function awaitHint({
  hints,
}: {
  readonly hints: readonly string[];
}): { readonly intervalSeconds?: number; readonly timeoutSeconds?: number } | undefined {
  const hint = hints.find((one) => nameOf(one) === "AWAIT");
  if (hint === undefined) return undefined;
  const [, interval, timeout] = awaitForm.exec(hint) ?? [];
  return {
    ...(interval === undefined ? {} : { intervalSeconds: Number(interval) }),
    ...(timeout === undefined ? {} : { timeoutSeconds: Number(timeout) }),
  };
}

/** A warning for every hint of a statement, or of one inside it, that its verb does not know or cannot read. */
export function hintWarnings(statement: Statement): Warning[] {
  const warnings: Warning[] = [];
  const look = (node: Hinted): void => {
    for (const hint of node.hints) {
      const message = remark(hint, node);
      if (message !== undefined) warnings.push({ condition: "unknown_hint", message });
    }
  };
  visit(statement, {
    select: look,
    insert: look,
    update: look,
    delete: look,
    exec: look,
    "show-insert": look,
  });
  return warnings;
}

function remark(hint: string, node: Hinted): string | undefined {
  const name = nameOf(hint);
  const verb = node.kind === "update" ? node.verb : node.kind.replace("-", " ").toUpperCase();
  if (!known[node.kind].includes(name)) {
    const help = didYouMean(name, known[node.kind]);
    return help === undefined
      ? `${verb} takes no hints: ${hint} has no effect`
      : `${verb} takes no hint ${hint}; it has no effect. ${help}`;
  }
  if (name === "AWAIT" && hint !== name && !awaitForm.test(hint)) {
    return `${hint} waits as AWAIT alone does: in parentheses stand two numbers of seconds, AWAIT(interval, timeout)`;
  }
  return takesMore.has(name) || hint === name ? undefined : `the hint ${name} takes nothing in parentheses`;
}

/** The word before the parentheses. */
function nameOf(hint: string): string {
  return (hint.split("(", 1)[0] ?? "").trim().toUpperCase();
}
