import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { Json, type JsonValue, type Row } from "../../common/value.ts";
import {
  callOf,
  columns,
  connect,
  failureOf,
  method,
  read,
  serve,
  type Answer,
  type MethodFacts,
} from "../test-server.ts";

async function rowsOf(answer: Answer, facts: MethodFacts = {}): Promise<readonly Row[]> {
  const api = await serve(() => answer);
  return (await read(connect(), callOf(method(api.origin, facts)))).rows;
}

function response(text: string, rowPath: readonly string[] = []): MethodFacts {
  return { response: { rowPath, columns: columns(text) } };
}

const rows: JsonValue = { data: [{ id: "1" }] };

test("cells come in the order of the columns; what is missing is null, objects are JSON", async () => {
  const body = { items: [{ b: { x: 1 }, a: "1", extra: true }, { a: [1] }] };
  expect(await rowsOf({ body }, response("a, b, c", ["items"]))).toEqual([
    ["1", Json.ofValue({ x: 1 }), null],
    [Json.ofValue([1]), null, null],
  ]);
});

test("an array at the root, an object at the root, a scalar, nulls between", async () => {
  expect(await rowsOf({ body: [{ a: 1 }, null, { a: 2 }] }, response("a"))).toEqual([[1], [2]]);
  expect(await rowsOf({ body: { a: 1 } }, response("a"))).toEqual([[1]]);
  expect(await rowsOf({ body: ["x", "y"] }, response("column_anon"))).toEqual([["x"], ["y"]]);
});

test("a column with no name on the wire is the row itself", async () => {
  const facts = {
    response: { rowPath: [], columns: [{ name: "value", wireName: "", type: "json", description: "" }] },
  } as const;
  expect(await rowsOf({ body: [{ a: 1 }] }, facts)).toEqual([[Json.ofValue({ a: 1 })]]);
});

test("the row path enters arrays and ends quietly where it does not exist", async () => {
  const body = { groups: [{ items: [{ a: 1 }, { a: 2 }] }, {}, { items: [{ a: 3 }] }] };
  expect(await rowsOf({ body }, response("a", ["groups", "items"]))).toEqual([[1], [2], [3]]);
  expect(await rowsOf({ body }, response("a", ["nothing", "here"]))).toEqual([]);
});

test("where the key of the rows is missing, the body may be what it leads to", async () => {
  const facts = response("id, name", ["data"]);
  expect(await rowsOf({ body: [{ id: "1", name: "a" }] }, facts)).toEqual([["1", "a"]]);
  expect(await rowsOf({ body: { id: "1", more: 2 } }, facts)).toEqual([["1", null]]);
  expect(await rowsOf({ body: { a: 1, b: 2, id: "1" } }, facts)).toEqual([]);
  expect(await rowsOf({ body: {} }, facts)).toEqual([]);
  expect(await rowsOf({ body: { data: {} } }, facts)).toEqual([[null, null]]);
});

test("a page without the key of its list has no rows, though the wrapper has names that columns have, too", async () => {
  const { response: shape } = response("kind, id, name", ["items"]);
  const facts: MethodFacts = { response: { rowPath: [], columns: [], ...shape, beside: ["kind", "id"] } };
  expect(await rowsOf({ body: { kind: "list", id: "p" } }, facts)).toEqual([]);
  expect(await rowsOf({ body: { kind: "thing", id: "1", name: "a" } }, facts)).toEqual([["thing", "1", "a"]]);
});

test("an answer that says within a success that it failed is an error", async () => {
  const errors = [{ code: 7003, message: "no route" }];
  expect(await failureOf(rowsOf({ body: { success: false, errors, result: null } }))).toBe(
    "upstream_rejected: acme.shop.things.list: [7003] no route",
  );
  expect(await rowsOf({ body: { success: true, errors: [], data: [{ id: "1" }] } })).toEqual([["1"]]);
  expect(await rowsOf({ body: { success: false, errors: [], data: [{ id: "1" }] } })).toEqual([["1"]]);
});

test("HEAD answers with headers", async () => {
  const headers = { etag: '"abc"', "content-type": "text/plain", "content-length": "12" };
  const facts = { ...response("ETag, ContentLength integer, Missing"), request: { httpMethod: "HEAD" } };
  expect(await rowsOf({ headers }, facts)).toEqual([['"abc"', 12, null]]);
});

const xml = (text: string, rowPath: readonly string[], type = "application/xml"): MethodFacts => ({
  response: { rowPath, columns: columns(text), mediaType: type },
});

test("XML without a transform: elements are values of the types that are declared, nested ones JSON", async () => {
  const body =
    "<List><things><thing><id>01</id><n>12</n><on>true</on><p>1.5</p><in><x>1</x></in></thing></things></List>";
  const answer = { headers: { "content-type": "text/xml" }, body };
  const all = "id, n integer, on boolean, p number, in json, gone";
  const row = ["01", 12, true, 1.5, Json.ofValue({ x: "1" }), null];
  expect(await rowsOf(answer, xml(all, ["things", "thing"]))).toEqual([row]);
  expect(await rowsOf(answer, xml(all, ["List", "things", "thing"], "text/xml"))).toEqual([row]);
});

test("XML: repeated elements are rows, attributes are values; malformed XML is upstream_bad_response", async () => {
  const headers = { "content-type": "application/xml" };
  const body = '<List><thing a="1"><id>1</id></thing><thing><id>2</id></thing></List>';
  expect(await rowsOf({ headers, body }, xml("id integer, -a", ["thing"]))).toEqual([
    [1, "1"],
    [2, null],
  ]);
  expect(await failureOf(rowsOf({ headers, body: "<List><thing>" }, xml("id", ["thing"])))).toMatch(
    /^upstream_bad_response: .*malformed application\/xml/,
  );
});

test("JSON from where XML is promised is read all the same, and JSON of an unknown type", async () => {
  const body = '{"thing": [{"id": 1}]}';
  expect(await rowsOf({ headers: { "content-type": "text/xml" }, body }, xml("id", ["thing"]))).toEqual([[1]]);
  const unknown = { headers: { "content-type": "application/vnd.acme.object; charset=utf-8" }, body };
  expect(await rowsOf(unknown, xml("id", ["thing"], "application/vnd.acme.object"))).toEqual([[1]]);
});

test.each(["application/x-amz-json-1.1", "application/vnd.github.object; charset=utf-8", "application/scim+json"])(
  "%s is JSON: malformed, it is an error and no text",
  async (type) => {
    const answer = (body: string): Answer => ({ headers: { "content-type": type }, body });
    expect(await rowsOf(answer('{"id":"1"}'), response("id"))).toEqual([["1"]]);
    expect(await failureOf(rowsOf(answer('{"id":'), response("id")))).toMatch(/^upstream_bad_response: .*malformed/);
  },
);

test("integers keep their digits, and become integers where the column says so", async () => {
  const body = '[{"a":9007199254740993,"b":"9007199254740993","c":"12","d":"012","e":"12"}]';
  const facts = response("a integer, b integer, c integer, d integer, e text");
  expect(await rowsOf({ body, headers: { "content-type": "application/json" } }, facts)).toEqual([
    [9007199254740993n, 9007199254740993n, 12, "012", "12"],
  ]);
});

test("a value of another type than the column's stays as it is", async () => {
  expect(await rowsOf({ body: { a: "x", b: 1 } }, response("a integer, b boolean"))).toEqual([["x", 1]]);
});

test("an empty success has no rows", async () => {
  expect(await rowsOf({ status: 204 })).toEqual([]);
  expect(await rowsOf({ status: 202, body: " \n" })).toEqual([]);
});

test("a method without columns has no rows, whatever is answered", async () => {
  expect(await rowsOf({ body: "<ok/>" }, { response: { columns: [] } })).toEqual([]);
});

test("vendor JSON types and parameters are JSON", async () => {
  const headers = { "content-type": "application/vnd.schemaregistry.v1+json; charset=utf-8" };
  expect(await rowsOf({ headers, body: "\uFEFF[1]" }, response("value integer"))).toEqual([[1]]);
});

test("lines of JSON are rows", async () => {
  const headers = { "content-type": "application/x-ndjson" };
  expect(await rowsOf({ headers, body: '{"a":1}\r\n\n{"a":2}\n' }, response("a"))).toEqual([[1], [2]]);
});

test("text is one cell", async () => {
  const facts = { response: { rowPath: [], columns: columns("column_anon"), mediaType: "text/plain" } };
  expect(await rowsOf({ headers: { "content-type": "text/plain" }, body: "hello\n" }, facts)).toEqual([["hello\n"]]);
});

test("malformed JSON is upstream_bad_response with an excerpt", async () => {
  const answer = { headers: { "content-type": "application/json" }, body: '{"data": [\n oops' };
  expect(await failureOf(rowsOf(answer))).toMatch(
    /^upstream_bad_response: acme.shop.things.list: http:\/\/127.0.0.1:\d+\/things answered 200 with malformed application\/json: {"data": \[ oops/,
  );
});

const encodings: readonly (readonly [string, (text: string) => Buffer])[] = [
  ["gzip", gzipSync],
  ["deflate", deflateSync],
  ["deflate", deflateRawSync],
  ["br", brotliCompressSync],
];

test.each(encodings)("%s is decoded", async (encoding, encode) => {
  const headers = { "content-encoding": encoding, "content-type": "application/json" };
  expect(await rowsOf({ headers, body: encode(JSON.stringify(rows)) })).toEqual([["1"]]);
});

test("gzip is recognised without a header", async () => {
  const headers = { "content-type": "application/json" };
  expect(await rowsOf({ headers, body: gzipSync(JSON.stringify(rows)) })).toEqual([["1"]]);
});

test("a damaged or unknown encoding is upstream_bad_response", async () => {
  const damaged = { headers: { "content-encoding": "gzip" }, body: Buffer.from("no gzip") };
  expect(await failureOf(rowsOf(damaged))).toMatch(/^upstream_bad_response: the gzip encoding/);
  expect(await failureOf(rowsOf({ headers: { "content-encoding": "zstd" }, body: "x" }))).toMatch(
    /unknown content encoding zstd/,
  );
});
