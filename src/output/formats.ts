// Every output format by name. A new one is a file in formats/, a name in format.ts and a line here.
import type { CreateFormat, Enclosure, FormatOptions, PrintedFormatName } from "./format.ts";
import { box } from "./formats/box.ts";
import { csv } from "./formats/csv.ts";
import { json, jsonEnclosure } from "./formats/json.ts";
import { jsonl } from "./formats/jsonl.ts";
import { markdown } from "./formats/markdown.ts";
import { pptext } from "./formats/pptext.ts";
import { table } from "./formats/table.ts";
import { text } from "./formats/text.ts";

export interface FormatEntry {
  /** For help and documentation, one line. */
  readonly summary: string;
  readonly create: CreateFormat;
  enclose(options: FormatOptions): Enclosure;
}

const joined = (between: string) => (): Enclosure => ({ before: "", between, closesFailed: false, after: () => "" });

export const formats: { readonly [Name in PrintedFormatName]: FormatEntry } = {
  box: { summary: "a drawn table that fits the terminal", create: box, enclose: joined("\n") },
  table: { summary: "a plain table", create: table, enclose: joined("") },
  json: { summary: "an array of objects per result, one a line", create: json, enclose: jsonEnclosure },
  jsonl: { summary: "one JSON object a line (also ndjson)", create: jsonl, enclose: joined("") },
  csv: { summary: "comma-separated values", create: csv, enclose: joined("") },
  text: { summary: "cells joined by commas, unquoted", create: text, enclose: joined("") },
  pptext: { summary: "as text, with nested JSON indented", create: pptext, enclose: joined("") },
  markdown: { summary: "a Markdown table (also md)", create: markdown, enclose: joined("\n") },
};
