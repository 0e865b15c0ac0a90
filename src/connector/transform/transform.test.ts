/** What becomes of a response's text under each type of transform, and of a request's body. */
import { expect, test } from "vitest";
import type { ResponseShape } from "../../catalog/model.ts";
import type { Row, Value } from "../../common/value.ts";
import {
  callOf,
  columns,
  connect,
  failureOf,
  method,
  parameter,
  read,
  serve,
  type MethodFacts,
} from "../test-server.ts";

const json = "application/json";
type Transform = NonNullable<ResponseShape["transform"]>;

/** The rows, as JSON texts, of one response under a transform. */
async function rowsOf(body: string, transform: Transform, facts: MethodFacts["response"] = {}): Promise<unknown> {
  const api = await serve(() => ({ headers: { "content-type": "text/plain" }, body }));
  const response = { rowPath: ["rows"], columns: columns("a"), mediaType: json, ...facts, transform };
  const { rows } = await read(connect(), callOf(method(api.origin, { response })));
  return rows.map((row: Row) => row.map((cell) => (typeof cell === "object" && cell !== null ? cell.text : cell)));
}

const text = (body: string): Transform => ({ type: "golang_template_text_v0.3.0", body });
const ofJson = (body: string): Transform => ({ type: "golang_template_json_v0.3.0", body });

test("a text is wrapped, so that an array has a place for its rows", async () => {
  expect(await rowsOf('[{"a":1},{"a":9007199254740993}]', text('{{ printf "{\\"rows\\":%s}" . }}'))).toEqual([
    [1],
    [9007199254740993n],
  ]);
});

test("data inside of quotes are escaped, outside of them nothing is null", async () => {
  const body = '{"rows":[{{ range $i, $v := .list }}{{ if $i }},{{ end }}{"a":"{{ $v }}","b":{{ $.none }}}{{ end }}]}';
  const input = JSON.stringify({ list: ['say "x"', "back\\slash\n", "plain"] });
  expect(await rowsOf(input, ofJson(body), { columns: columns("a, b") })).toEqual([
    ['say "x"', null],
    ["back\\slash\n", null],
    ["plain", null],
  ]);
});

test("flatten_list and flatten_row: members of properties are columns, the row's own win", async () => {
  const row = { id: "1", properties: { a: "inner", id: "other" } };
  const list = JSON.stringify({ value: [row, { id: "2" }], nextLink: null });
  const facts = { rowPath: ["value"], columns: columns("id, a") };
  expect(await rowsOf(list, { type: "flatten_list", body: "" }, facts)).toEqual([
    ["1", "inner"],
    ["2", null],
  ]);
  const one = { rowPath: [], columns: columns("id, a") };
  expect(await rowsOf(JSON.stringify(row), { type: "flatten_row", body: "" }, one)).toEqual([["1", "inner"]]);
});

test("mxj: XML by local names, repeated elements as lists, attributes and text apart", async () => {
  const body = '{"rows":[{"a":{{ toJson . }}}]}';
  const xml = `<?xml version="1.0"?><!-- c --><r xmlns:k="u"><k:x> 1 </k:x><x><![CDATA[<&amp;>]]></x><y k="v">t&amp;&#65;</y><z/></r>`;
  expect(await rowsOf(xml, { type: "golang_template_mxj_v0.3.0", body }, { columns: columns("a json") })).toEqual([
    ['{"r":{"x":["1","<&amp;>"],"y":{"-k":"v","#text":"t&A"},"z":""}}'],
  ]);
});

const xml: Transform = { type: "schema_driven_xml_v0.1.0", body: "" };
const query: Transform = { ...xml, protocol: "query" };
const typed = { columns: columns("Name, Size integer, Rate number, On boolean, Tags json, Note") };

test.each([
  [
    "a list of members below the result",
    query,
    `<ListResponse><ListResult><Marker>m</Marker><Things><member><Name>x</Name><Size>12345678901234567890</Size>
     <Rate>1.50</Rate><On>true</On><Tags><member>a</member></Tags><Note/></member><member><Name>y</Name><Size/></member>
     </Things></ListResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></ListResponse>`,
    [
      ["x", 12345678901234567890n, 1.5, true, '{"member":"a"}', ""],
      ["y", null, null, null, null, null],
    ],
  ],
  ["one item", xml, "<R><requestId>r</requestId><set><item><Name>x</Name></item></set></R>", [["x", ...nulls(5)]]],
  ["no items", xml, "<R><requestId>r</requestId><set/></R>", []],
  ["the payload itself", query, "<R><GetResult><Name>x</Name></GetResult></R>", [["x", ...nulls(5)]]],
  [
    "the list whose items have columns, of several",
    xml,
    "<R><Errors><member><Code>1</Code></member></Errors><Items><member><Name>x</Name></member></Items></R>",
    [["x", ...nulls(5)]],
  ],
  ["a value of another type stays as it is", xml, "<R><Name>x</Name><Size>big</Size></R>", [["x", "big", ...nulls(4)]]],
])("schema_driven_xml: %s", async (_title, transform, body, expected) => {
  expect(await rowsOf(body, transform, typed)).toEqual(expected);
});

function nulls(count: number): readonly null[] {
  return Array.from({ length: count }, () => null);
}

test("schema_driven_xml keeps the token of the next page", async () => {
  const page = (name: string, marker: string): string =>
    `<R><L><member><Name>${name}</Name></member><member><Name>+</Name></member></L>${marker}</R>`;
  const api = await serve((_request, count) => ({
    body: count === 1 ? page("a", "<Marker>m 2</Marker>") : page("b", "<Marker/>"),
  }));
  const facts: MethodFacts = {
    response: { rowPath: ["line_items"], columns: columns("Name"), mediaType: json, transform: xml },
    pagination: {
      algorithm: "token",
      request: { in: "query", name: "Marker" },
      response: { in: "body", path: ["Marker"] },
    },
  };
  expect((await read(connect(), callOf(method(api.origin, facts)))).rows).toEqual([["a"], ["+"], ["b"], ["+"]]);
  expect(api.received.map(({ url }) => url)).toEqual(["/things", "/things?Marker=m%202"]);
});

test.each([
  [
    "{{ nope }}",
    '{"a":1}',
    /^invalid_provider_document: the response transform of acme.shop.things.list failed: there is no function nope \(line 1, column 4/,
  ],
  ["{{ if }}", '{"a":1}', /failed: a value is missing \(line 1/],
  ["not json", '{"a":1}', /^invalid_provider_document: the response transform of \S+ made no valid JSON/],
  ["{{ . }}", '{"a":', /^upstream_bad_response: .* malformed/],
  [
    `{{ range $a := .l }}${"{{ range $b := $.l }}".repeat(9)}x${"{{ end }}".repeat(10)}`,
    JSON.stringify({ l: Array(10).fill(1) }),
    /makes too much of its data/,
  ],
])("the transform %j of %s fails with a place", async (body, input, expected) => {
  expect(await failureOf(rowsOf(input, ofJson(body)))).toMatch(expected);
});

test("malformed XML is upstream_bad_response; entities are not expanded beyond XML's own", async () => {
  expect(await failureOf(rowsOf("<a><b></a>", xml, typed))).toMatch(/^upstream_bad_response: .*malformed/);
  const bomb = '<!DOCTYPE x [<!ENTITY a "boom"><!ENTITY b "&a;&a;">]><R><Name>&b;</Name></R>';
  expect(await rowsOf(bomb, xml, typed)).toEqual([["&b;", ...nulls(5)]]);
});

test("the body of a request is what its template makes of it", async () => {
  const api = await serve(() => ({ body: {} }));
  const facts: MethodFacts = {
    parameters: [parameter("name", "body"), parameter("size", "body", { type: "integer" })],
    request: {
      httpMethod: "POST",
      mediaType: json,
      transform: {
        type: "golang_template_json_v0.3.0",
        body: '{ {{- $s := "" -}}{{ if .name }}"Name": "{{ .name }}"{{ $s = "," }}{{ end }}{{ if .size }}{{ $s }}"Size": {{ .size }}{{ end -}} }',
      },
    },
  };
  const call = {
    ...callOf(method(api.origin, facts)),
    arguments: new Map<string, Value>([
      ["name", 'a"b'],
      ["size", 3],
    ]),
  };
  await read(connect(), call);
  expect(api.received.map(({ body }) => body)).toEqual(['{"Name": "a\\"b","Size": 3}']);
});
