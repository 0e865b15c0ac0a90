/**
 * Templates of provider documents against Go's own engine, where that is installed: those of all providers where
 * TRIBUTARY_REFERENCE_CATALOG names a folder of compiled ones, and a few that are written here.
 */
import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import { compileTemplate } from "../src/common/template/render.ts";
import { TemplateFailure } from "../src/common/template/tokens.ts";
import { parseJson, type JsonValue } from "../src/common/value.ts";
import { jsonTemplates, textTemplates } from "../src/connector/transform/language.ts";
import { parseXml } from "../src/connector/transform/xml.ts";
import { goIsMissing, renderWithGo, type GoAnswer, type GoJob } from "./oracle/go-templates.ts";
import { templatesIn } from "./oracle/registry-templates.ts";
import { dataFor } from "./oracle/template-data.ts";

const reference = process.env["TRIBUTARY_REFERENCE_CATALOG"];
const missing = goIsMissing();

const written: readonly (readonly [string, unknown])[] = [
  [
    '{{ range $k, $v := . }}{{ printf "%q" $k }}: {{ toJson $v }}, {{ end }}',
    { b: 1, a: [null, true, "x"], c: { d: 2.5 } },
  ],
  [
    '{{- $n := index . "a" -}}{{ if eq (kindOf $n) "map" }}m{{ else if eq (kindOf $n) "slice" }}s{{ else }}{{ kindOf $n }}{{ end }}',
    { a: [1] },
  ],
  ['{{ $s := "" }}{{ range . }}{{ $s }}{{ . }}{{ $s = "," }}{{ end }}', ["a", "b"]],
  ['{{ $sep := separator ", " }}{{ range . }}{{ call $sep }}{{ . }}{{ end }}', ["a", "b", "c"]],
  ["{{ with .a }}{{ .b }}{{ else }}none{{ end }}|{{ with .x }}{{ . }}{{ else }}none{{ end }}", { a: { b: "c" } }],
  ["  {{- 1 -}}  x  {{- /* c */ -}}  y {{ `raw {{` }}", {}],
  ["{{ and .a .b }} {{ or .c .b }} {{ not .c }} {{ len .a }} {{ gt (len .a) 0 }} {{ lt 1 2 }}", { a: "xy", b: "z" }],
  ['{{ index . "a" 1 "b" }} {{ (index .a 1).b }}', { a: [0, { b: "deep" }] }],
  ['{{ printf "%s-%v-%d%%" .a .b 3 }} {{ print .a 1 2 .b }} {{ println .a }}', { a: "x", b: true }],
  ["{{ if and .a (gt (len .a) 0) }}some{{ else }}none{{ end }} {{ or .b (len .a) }}", { b: "x" }],
  ["{{ range $i, $v := .a }}{{ if $i }},{{ end }}{{ $i }}={{ $v }}{{ else }}empty{{ end }}", { a: [] }],
  [
    '{{ if eq .a 1.0 }}one{{ end }}{{ if ne .b "x" }}not x{{ end }}{{ if eq .b "x" "y" }}x or y{{ end }}',
    { a: 1, b: "y" },
  ],
  ['{"a": [{{{- if .a -}}"b": {{ toJson .a }}{{ end }}}]}', { a: "x" }],
  ["{{{ .a }}}", { a: 1 }],
  ["{{ $x := 1 }}{{ if true }}{{ $x := 2 }}{{ end }}{{ $x }}{{ if true }}{{ $x = 3 }}{{ end }}{{ $x }}", {}],
];

test.skipIf(missing !== undefined)(`templates written here render as Go renders them${because(missing)}`, async () => {
  const jobs = written.map(([body, data]): GoJob => ({ kind: "json", body, input: JSON.stringify(data) }));
  const answers = await renderWithGo(jobs);
  const differing = jobs.flatMap(({ body, input }, index) => {
    const ours = rendered({ kind: "text", body, input }, parseJson(input));
    return ours === answers[index]?.output ? [] : [{ body, ours, go: answers[index] }];
  });
  expect(differing).toEqual([]);
});

const hasBoth = missing === undefined && reference !== undefined;
const reason = missing ?? (reference === undefined ? "TRIBUTARY_REFERENCE_CATALOG names no folder" : undefined);

test.skipIf(!hasBoth)(
  `every template of the registry gives the JSON that Go gives${because(reason)}`,
  { timeout: 120_000 },
  async () => {
    const templates = await templatesIn(reference ?? "");
    // Hundreds more are done natively.
    expect(templates.length).toBeGreaterThan(400);
    const random = randomFrom(Number(process.env["TRIBUTARY_SEED"] ?? 20_261_124));
    const cases = templates.flatMap(({ method, type, body }) =>
      Array.from({ length: 8 }, () => {
        const kind = type.includes("_mxj_") ? "mxj" : type.includes("_json_") ? "json" : "text";
        return { method, job: { kind, body, input: inputOf(kind, dataFor(body, random)) } as GoJob };
      }),
    );
    const answers = await renderWithGo(cases.map(({ job }) => job));
    const compared = cases.map(({ method, job }, index) => ({ method, ...compare(job, answers[index]) }));
    expect(compared.filter(({ verdict }) => verdict === "differs").slice(0, 3)).toEqual([]);
    // Go fails, or makes no JSON, where data have another form than the template expects: half of the random ones.
    expect(compared.filter(({ verdict }) => verdict === "same").length).toBeGreaterThan(templates.length * 3);
  },
);

function because(why: string | undefined): string {
  return why === undefined ? "" : ` (skipped: ${why})`;
}

function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function inputOf(kind: GoJob["kind"], data: unknown): string {
  return kind === "mxj" ? `<?xml version="1.0"?>${element("root", data)}` : JSON.stringify(data);
}

function element(name: string, value: unknown): string {
  if (Array.isArray(value)) return `<${name}>${value.map((item) => element("member", item)).join("")}</${name}>`;
  if (typeof value !== "object" || value === null) return `<${name}>${String(value ?? "")}</${name}>`;
  const inner = Object.entries(value).map(([key, item]) => element(key, item));
  return `<${name}>${inner.join("")}</${name}>`;
}

function rendered({ kind, body }: GoJob, data: JsonValue): string {
  return compileTemplate(body, kind === "text" ? textTemplates : jsonTemplates)(data);
}

/** Maps, lists and nothing, printed into a text: Go has a form of its own for them, ours is JSON. */
const goOnly = /map\[|"\[|<nil>|<no value>/;

function compare(
  job: GoJob,
  answer: GoAnswer | undefined,
): { verdict: string; job?: GoJob; ours?: unknown; go?: unknown } {
  const go = jsonIn(answer?.output ?? "");
  if (answer?.error !== undefined || go === undefined) return { verdict: "no JSON" };
  if (goOnly.test(answer?.output ?? "")) return { verdict: "Go's own form" };
  const data = job.kind === "text" ? job.input : job.kind === "mxj" ? parseXml(job.input) : parseJson(job.input);
  let ours: unknown;
  try {
    ours = jsonIn(compileTemplate(job.body, jsonTemplates)(data));
  } catch (error) {
    if (!(error instanceof TemplateFailure)) throw error;
    ours = error.message;
  }
  return isDeepStrictEqual(ours, go) ? { verdict: "same" } : { verdict: "differs", job, ours, go };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
