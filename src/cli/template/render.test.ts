/** Templates: what becomes of each construct, and what is refused. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { EngineError } from "../../common/error.ts";
import type { JsonValue } from "../../common/value.ts";
import { renderTemplate } from "./render.ts";

const data: JsonValue = {
  name: "O'Brien",
  n: 3,
  big: 9007199254740993n,
  yes: true,
  nothing: null,
  list: ["a", "b"],
  map: { y: 2, x: { z: [1] } },
  empty: [],
};

test.each([
  ["no braces { } }}", "no braces { } }}"],
  ["{{ .name }} {{.n}} {{ .big }} {{ .yes }} {{ .nothing }}", "O'Brien 3 9007199254740993 true null"],
  ["{{ .list }} {{ .map }} {{ .map.x.z }}", '["a","b"] {"y":2,"x":{"z":[1]}} [1]'],
  ["a  {{- .n -}}  b {{ /* no */}}{{- /* one */ -}} c", "a3b c"],
  ["{{ if .yes }}1{{ else }}2{{ end }}{{ if .missing }}3{{ end }}", "1"],
  ["{{ if .empty }}1{{ else if eq .n 3 }}2{{ else }}3{{ end }}", "2"],
  ["{{ if .empty }}1{{ else if eq .n 4 }}2{{ else }}3{{ end }}", "3"],
  ["{{ range .list }}<{{ . }}>{{ end }}{{ range .empty }}x{{ else }}none{{ end }}", "<a><b>none"],
  ["{{ range $i, $v := .list }}{{ if $i }}, {{ end }}{{ $v }}{{ end }}", "a, b"],
  ["{{ range $k, $v := .map }}{{ $k }}={{ $v }};{{ end }}", 'x={"z":[1]};y=2;'],
  ["{{ with .map.x }}{{ .z }} {{ $.n }}{{ end }}", "[1] 3"],
  ["{{ with $m := .map }}{{ $m.y }}{{ else }}-{{ end }}", "2"],
  ["{{ $a := 1 }}{{ if .yes }}{{ $a = 2 }}{{ end }}{{ $a }}", "2"],
  ["{{ $a := 1 }}{{ if .yes }}{{ $a := 2 }}{{ end }}{{ $a }}", "1"],
  ['{{ printf "%s-%d %v %q %.2f %%" .name .n .list "x" 1.5 }}', 'O\'Brien-3 ["a","b"] "x" 1.50 %'],
  ["{{ .name | quote }} {{ quote .map }}", `'O''Brien' '{"y":2,"x":{"z":[1]}}'`],
  ['{{ index .list 1 }} {{ index .map "x" "z" 0 }} {{ len .list }} {{ `raw` }}', "b 1 2 raw"],
  ["{{ and .yes .n }} {{ or .empty .n }} {{ not .empty }} {{ lt .n 4 }} {{ (ge .n 4) }}", "3 3 true true false"],
  ["{{ and .empty .n }} {{ and .nothing 1 }}", "[] null"],
])("%s", (template, expected) => {
  expect(renderTemplate(template, data)).toBe(expected);
});

const known = "Known: and, or, not, eq, ne, lt, le, gt, ge, len, index, print, println, printf, json, quote.";

test.each([
  ["{{ .nam }}", "the data have no such value", "Did you mean n or name?"],
  ["{{ .constructor }}", "the data have no such value", "Did you mean n?"],
  ["{{ $x }}", "there is no variable $x", undefined],
  ["{{ quot .name }}", "there is no function quot", "Did you mean quote?"],
  ["{{ toString 1 }}", "there is no function toString", known],
  ["{{ .n", "the action does not end", 'It ends with "}}".'],
  ["{{ if .n }}x", "the block does not end", "End it with {{ end }}."],
  ["x{{ end }}", '"end" stands outside of a block', undefined],
  ["{{ .n .n }}", "only a function takes arguments", undefined],
  ["{{ .n | .n }}", "a value cannot be piped into what is no function", undefined],
  ["{{ # }}", '"#" means nothing in a template', undefined],
  ["{{ (.n }}", '")" is missing', undefined],
  ["{{ quote ) }}", '")" is too much here', undefined],
  ["{{ | }}", "a value is missing", undefined],
  ["{{ range .n }}{{ end }}", "range goes through a list or a map", undefined],
  ["{{ lt .n .name }}", "two numbers or two texts are compared, nothing else", undefined],
  ['{{ printf "%d" }}', "printf has no value for %d, or does not know it", undefined],
  ["{{ if .n }}".repeat(101), "blocks are nested more than 100 levels deep", undefined],
  [`{{ ${"(".repeat(101)} }}`, "parentheses are nested more than 100 levels deep", undefined],
])("%s is refused", (template, message, hint) => {
  let failure: EngineError | undefined;
  try {
    renderTemplate(template, data);
  } catch (error) {
    failure = error as EngineError;
  }
  expect([failure?.condition, failure?.message, failure?.hint]).toEqual([
    "syntax_error",
    `in the template of the script: ${message}`,
    hint,
  ]);
});

test("whatever a template holds, it renders or says what is wrong with it", () => {
  const pieces = [
    "{{",
    "}}",
    "{{-",
    " -}}",
    "if",
    "else",
    "end",
    "range",
    "with",
    "$x",
    ":=",
    "=",
    ",",
    "|",
    "(",
    ")",
    ".",
  ];
  const words = [
    ".list",
    ".map.x",
    "$",
    "eq",
    "len",
    "index",
    "printf",
    '"%d"',
    "1",
    "nil",
    "/*",
    "*/",
    "`",
    '"',
    " ",
    "x",
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces, ...words), { maxLength: 30 }), (parts) => {
      try {
        renderTemplate(parts.join(" "), data);
      } catch (error) {
        expect(error).toBeInstanceOf(EngineError);
        expect((error as EngineError).condition).toBe("syntax_error");
      }
    }),
    { numRuns: 20_000 },
  );
});
