/** How many arguments a function takes, read off its signature. */
import { counted } from "../../common/counted.ts";
import { EngineError } from "../../common/error.ts";
import type { FunctionCall } from "../../sql/ast.ts";
import type { FunctionDescription } from "./description.ts";

export interface Arity {
  readonly least: number;
  readonly most: number;
}

/** `text, start [, length]` is 2 to 3; `x, …` is 1 or more; FROM, FOR, IN and PLACING stand between arguments as commas do. */
export function arityOf(signature: string): Arity {
  let needed = signature;
  for (let before = ""; before !== needed;) {
    before = needed;
    needed = needed.replace(/\[[^[\]]*\]/, "");
  }
  const most = signature.includes("…") ? Infinity : countOf(signature.replaceAll(/[[\]]/g, " "));
  return { least: countOf(needed), most };
}

function countOf(written: string): number {
  return written.split(/,|\b(?:FROM|FOR|IN|PLACING)\b/).filter((part) => !["", "…"].includes(part.trim())).length;
}

const known = new Map<FunctionDescription, Arity>();

/** Throws `undefined_function`, with the signature, at a call with the wrong number of arguments. */
export function checkArguments(call: FunctionCall, called: FunctionDescription): void {
  const { name, signature } = called;
  const arity = known.get(called) ?? arityOf(signature);
  known.set(called, arity);
  const given = call.arguments.length;
  const isAll = call.arguments.some((argument) => argument.kind === "star") && name !== "count";
  if (given >= arity.least && given <= arity.most && !isAll) return;
  const shown = isAll ? "*" : counted(given, "argument");
  throw new EngineError({
    condition: "undefined_function",
    stage: "bind",
    message: `${name}(${signature}) is called with ${shown}`,
    span: call.span,
  });
}
