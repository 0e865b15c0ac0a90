/** JSON files as records: an array of objects, one object, or an object in each line. */
import { EngineError } from "../../common/error.ts";
import { cellOf, type JsonValue, parseJson } from "../../common/value.ts";
import { textOfFile } from "./bytes.ts";
import type { FileRecord } from "./records.ts";

/** Throws `data_exception` where the text is no JSON, or something else than an object stands where a row should. */
export async function* jsonRecords(path: string): AsyncIterable<readonly FileRecord[]> {
  const pieces: string[] = [];
  for await (const piece of textOfFile(path)) pieces.push(piece);
  const value = parsed(pieces.join(""), "the file");
  const elements = Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
  const isList = Array.isArray(value);
  yield elements.map((element, index) => recordOf(element, isList ? `element ${index + 1}` : "the file"));
}

/** Blank lines are left out. Throws like `jsonRecords`, naming the line. */
export async function* jsonLineRecords(path: string): AsyncIterable<readonly FileRecord[]> {
  let rest = "";
  let line = 0;
  const recordsOf = (lines: readonly string[]): FileRecord[] =>
    lines.flatMap((text) => {
      line++;
      return text.trim() === "" ? [] : [recordOf(parsed(text, `line ${line}`), `line ${line}`)];
    });
  for await (const piece of textOfFile(path)) {
    // Pieces of one long line are joined once, when it ends.
    const lines = piece.includes("\n") ? (rest + piece).split("\n") : [rest + piece];
    rest = lines.pop() ?? "";
    yield recordsOf(lines);
  }
  yield recordsOf([rest]);
}

function parsed(text: string, place: string): JsonValue {
  try {
    return parseJson(text);
  } catch (cause) {
    throw malformed(`${place} is no valid JSON`, cause);
  }
}

function recordOf(value: JsonValue, place: string): FileRecord {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw malformed(`${place} is no object, and a row has to be one`);
  }
  const fields = value as { readonly [name: string]: JsonValue };
  return { place, names: Object.keys(fields), cells: Object.values(fields).map(cellOf) };
}

function malformed(message: string, cause?: unknown): EngineError {
  return new EngineError({ condition: "data_exception", stage: "execute", message, cause });
}
