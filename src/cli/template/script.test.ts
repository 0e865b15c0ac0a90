/** Which scripts are templates, and where their data come from. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { rendered } from "./script.ts";

const none = { iqldata: undefined, var: [] };

function fileOf(name: string, content: string): string {
  const folder = mkdtempSync(join(tmpdir(), "tributary-template-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

// verifies: script.templates, operate.templates
test("a script that asks for nothing is left alone", () => {
  const script = "SELECT '{{ .a }} <<<json' AS x";
  expect(rendered(script, none)).toBe(script);
});

test("blocks of data go, lines stay, later data win", () => {
  const script =
    '<<<json\n{"a": 1, "b": {"c": [1]}}\n>>>\nSELECT {{ .a }};\n<<<json {"a": 2} >>>\nSELECT \'{{ .b }}\';';
  expect(
    rendered(script, none)
      .split("\n")
      .map((line) => line.trimEnd()),
  ).toEqual(["", "", "", "SELECT 2;", "", `SELECT '{"c":[1]}';`]);
});

test("a file gives data, variables win over them", () => {
  const iqldata = fileOf("data.json", '{"a": 1, "b": 2}');
  expect(rendered("SELECT {{ .a }}, {{ .b }}", { iqldata, var: ["b=x=y"] })).toBe("SELECT 1, x=y");
});

test("jsonnet that is JSON is read", () => {
  expect(rendered('<<<jsonnet\n{"a": 1}\n>>>\n{{ .a }}', none).trim()).toBe("1");
});

// verifies: script.jsonnet
test("jsonnet computes the data of a script, with the variables given outside", () => {
  const script =
    "<<<jsonnet\nlocal names = ['a', 'b'];\n{ rows: [{ name: n + std.extVar('suffix'), n: std.length(names) } for n in names] }\n>>>\n" +
    "{{ range .rows }}SELECT '{{ .name }}', {{ .n }};{{ end }}";
  expect(rendered(script, { iqldata: undefined, var: ["suffix=-x"] }).trim()).toBe("SELECT 'a-x', 2;SELECT 'b-x', 2;");
});

test("a file of jsonnet gives data, and imports what lies beside it; a script too", () => {
  const iqldata = fileOf("data.jsonnet", "local lib = import 'lib.libsonnet'; { a: lib.twice('x') }");
  const folder = dirname(iqldata);
  writeFileSync(join(folder, "lib.libsonnet"), "{ twice(x):: x + x }");
  expect(rendered("{{ .a }}", { iqldata, var: [] })).toBe("xx");
  const infile = join(folder, "script.iql");
  const script = "<<<jsonnet { a: (import 'lib.libsonnet').twice('y') } >>>{{ .a }}";
  expect(rendered(script, { ...none, infile }).trim()).toBe("yy");
});

test("what jsonnet traces is told", () => {
  const said: string[] = [];
  rendered("<<<jsonnet { a: std.trace('seen', 1) } >>>", none, (text) => void said.push(text));
  expect(said).toEqual(["seen"]);
});

test.each([
  ["SELECT 1;\n<<<jsonnet\n{\n  a: std.extVar('b') }\n>>>", "in jsonnet, script:4:6: there is no variable b outside"],
  ["<<<jsonnet\n[1 + 1]\n>>>", "the block of data is no JSON object"],
  ["<<<json\n{a: 1}\n>>>", "the block of data is no valid JSON"],
  ["<<<json [1] >>>", "the block of data is no JSON object"],
  ['<<<json {"a": 1}', "the block of data does not end"],
])("%s is refused", (script, message) => {
  expect(() => rendered(script, none)).toThrow(message);
});

test("files and variables that cannot be obeyed are refused", () => {
  expect(() => rendered("x", { iqldata: "/nowhere/data.json", var: [] })).toThrow("--iqldata cannot be read");
  expect(() => rendered("x", { iqldata: fileOf("a.json", "{"), var: [] })).toThrow("is no valid JSON");
  expect(() => rendered("x", { iqldata: fileOf("a.json", "[]"), var: [] })).toThrow("holds no JSON object");
  const broken = fileOf("a.jsonnet", "{a: }");
  expect(() => rendered("x", { iqldata: broken, var: [] })).toThrow(`${broken}:1:5: expected an expression`);
  expect(() => rendered("x", { iqldata: fileOf("a.jsonnet", "[1 + 1]"), var: [] })).toThrow("holds no JSON object");
  expect(() => rendered("x", { iqldata: undefined, var: ["a"] })).toThrow("--var takes NAME=VALUE");
});
