import { expect, test } from "vitest";
import type { MethodFixture } from "../../catalog/compile/fixture.ts";
import { failureOf, json } from "../test-server.ts";
import { sent, shown, type Values } from "./fixture.ts";

const naive = "config: { requestBodyTranslate: { algorithm: naive } }";

/** A POST that takes this schema (flow YAML) in this media type. */
function posting(mediaType: string, schema: string, more: MethodFixture = {}): MethodFixture {
  const content = mediaType.includes("{") ? mediaType : `{ ${mediaType}: { schema: ${schema} } }`;
  return { verb: "post", method: naive, operation: `requestBody: { required: true, content: ${content} }`, ...more };
}

async function bodyOf(fixture: MethodFixture, values: Values = {}): Promise<readonly [type: unknown, body: string]> {
  const { headers, body } = await sent(fixture, values);
  return [headers["content-type"], body];
}

function refusal(fixture: MethodFixture, values: Values = {}): Promise<string> {
  return failureOf((async () => shown(fixture, values))());
}

const upload = `{ type: object, properties: {
  file: { type: string, format: binary }, title: { type: string }, size: { type: integer },
  tags: { type: array, items: { type: string } }, meta: { type: object }, token: { type: string, format: password } } }`;

test("a multipart body has a part for each value: files, text, JSON, an item of a list", async () => {
  const values = { file: "a,b\n1,2", title: "Zahlen ü", size: 3, tags: json(["x", "y"]), meta: json({ a: [1] }) };
  const [type, body] = await bodyOf(posting("multipart/form-data", upload), values);
  const boundary = /^multipart\/form-data; boundary=(tributary-[0-9a-f]{32})$/.exec(String(type))?.[1];
  const disposition = "Content-Disposition: form-data; name=";
  expect(body).toBe(
    [
      `--${boundary}`,
      `${disposition}"file"; filename="file"`,
      "Content-Type: application/octet-stream",
      "",
      "a,b\n1,2",
      `--${boundary}`,
      `${disposition}"title"`,
      "",
      "Zahlen ü",
      `--${boundary}`,
      `${disposition}"size"`,
      "",
      "3",
      `--${boundary}`,
      `${disposition}"tags"`,
      "",
      "x",
      `--${boundary}`,
      `${disposition}"tags"`,
      "",
      "y",
      `--${boundary}`,
      `${disposition}"meta"`,
      "Content-Type: application/json",
      "",
      '{"a":[1]}',
      `--${boundary}--`,
      "",
    ].join("\r\n"),
  );
});

test("a data URL gives a file its bytes, name and media type; people see how many bytes, and no secrets", async () => {
  const fixture = posting("multipart/form-data", upload);
  const values = { file: "data:image/png;name=my%20logo.png;base64,AP+A", token: "secret-token" };
  const { body } = shown(fixture, values);
  expect(body).toContain('name="file"; filename="my logo.png"\r\nContent-Type: image/png\r\n\r\n(3 bytes)\r\n');
  expect(body).toContain('name="token"\r\n\r\n***\r\n');
  const { bytes } = await sent(fixture, values);
  expect(bytes.includes(Buffer.from([0x0d, 0x0a, 0x00, 0xff, 0x80, 0x0d, 0x0a]))).toBe(true);
});

test("quotes and line breaks cannot leave the name of a part", async () => {
  const fixture = posting(
    "multipart/form-data",
    `{ type: object, properties: { 'a"b': { type: string, format: binary } } }`,
  );
  expect((await bodyOf(fixture, { 'a"b': "data:;name=x%0D%0Ay.txt;base64,AA==" }))[1]).toContain(
    'name="a%22b"; filename="x%0D%0Ay.txt"',
  );
});

test("the media type of a part is the one that the document names", async () => {
  const content = `{ multipart/form-data: {
    schema: { type: object, properties: { manifest: { type: string }, code: { type: array, items: { type: string, format: binary } } } },
    encoding: { manifest: { contentType: application/json }, code: { contentType: 'text/javascript, text/plain' } } } }`;
  const [, body] = await bodyOf(posting(content, ""), { manifest: "{}", code: "let a;" });
  expect(body).toContain('name="manifest"\r\nContent-Type: application/json\r\n\r\n{}');
  expect(body).toContain('name="code"; filename="code"\r\nContent-Type: text/javascript\r\n\r\nlet a;');
});

test("a form with parts stays one where the method calls it JSON", async () => {
  const fixture = posting("multipart/form-data", "{ type: object, properties: { a: { type: boolean } } }", {
    method: `
      ${naive}
      request: { mediaType: application/json, transform: { type: golang_template_json_v0.3.0, body: '{}' } }`,
  });
  expect((await bodyOf(fixture, { a: false }))[1]).toContain('name="a"\r\n\r\nfalse\r\n');
});

const binary = "{ type: string, format: binary }";

test.each([
  ["application/octet-stream", binary, { body: '{"a": 1}' }, ["application/octet-stream", '{"a": 1}']],
  ["text/plain", "{ type: string }", { body: "[1] two" }, ["text/plain", "[1] two"]],
  ["text/html", "{ properties: { contents: { type: string } } }", { contents: "<b>" }, ["text/html", "<b>"]],
  ["application/x-ndjson", "{ type: string }", { body: '{"a":1}\n[2]\n' }, ["application/x-ndjson", '{"a":1}\n[2]\n']],
  ["application/x-ndjson", "{ type: array }", { body: json([{ a: 1 }, 2]) }, ["application/x-ndjson", '{"a":1}\n2\n']],
  ["'*/*'", "{ properties: { a: { type: integer } } }", { a: 1 }, ["application/json", '{"a":1}']],
  ["image/*", binary, { body: "data:image/gif;base64,R0lG" }, ["image/gif", "GIF"]],
  ["image/*", binary, { body: "GIF" }, ["application/octet-stream", "GIF"]],
] as const)("%s of %s with %o is sent as it is", async (mediaType, schema, values, expected) => {
  expect(await bodyOf(posting(mediaType, schema), values)).toEqual(expected);
});

test("bytes of a data URL are sent as they are", async () => {
  const { bytes } = await sent(posting("image/png", binary), { body: "data:;base64,iVBORw==" });
  expect([...bytes]).toEqual([0x89, 0x50, 0x4e, 0x47]);
});

const items = `{ type: array, items: { type: object, required: [ip], properties: { ip: { type: string }, size: { type: integer } } } }`;

test("a list as the body: whole, or its one element by properties", async () => {
  const fixture = posting("application/json", items);
  expect((await bodyOf(fixture, { ip: "::1", size: "3" }))[1]).toBe('[{"ip":"::1","size":3}]');
  expect((await bodyOf(fixture, { body: json([{ ip: "a" }, { ip: "b" }]) }))[1]).toBe('[{"ip":"a"},{"ip":"b"}]');
  expect(await refusal(fixture, { size: 1 })).toMatch(
    /^invalid_parameter_value: .*"body" is not valid: 0.ip is missing/,
  );
  expect(await refusal(fixture, { ip: "a", body: json([]) })).toMatch(/^invalid_parameter_value: .*but not both/);
  expect(await refusal(fixture)).toMatch(/^missing_argument: acme.shop.widgets.get needs body/);
});

test("base is sent under what is given, default in its place, and an empty object where a body must be sent", async () => {
  const schema = "{ type: object, properties: { a: { type: string } } }";
  const withRequest = (request: string): MethodFixture =>
    posting("application/json", schema, { method: `${naive}\nrequest: ${request}` });
  const based = withRequest(`{ base: '{"Kind": "T"}' }`);
  const defaulted = withRequest(`{ default: "'{\\"all\\": true}'\\n" }`);
  expect((await bodyOf(based))[1]).toBe('{"Kind":"T"}');
  expect((await bodyOf(based, { a: "x" }))[1]).toBe('{"Kind":"T","a":"x"}');
  expect((await bodyOf(defaulted))[1]).toBe('{"all":true}');
  expect((await bodyOf(defaulted, { a: "x" }))[1]).toBe('{"a":"x"}');
  expect((await bodyOf(posting("application/json", schema)))[1]).toBe("{}");
  const optional = {
    verb: "post",
    method: naive,
    operation: `requestBody: { content: { application/json: { schema: ${schema} } } }`,
  };
  expect(await bodyOf(optional)).toEqual([undefined, ""]);
});

test("a whole body needs no other argument, whatever the document demands", async () => {
  const fixture = posting("application/json", "{ type: object, required: [a, b], properties: { a: {}, b: {} } }");
  expect((await sent(fixture, {}, { body: { a: 1 } })).body).toBe('{"a":1}');
  expect((await sent(fixture, { b: "x" }, { body: { a: 1 } })).body).toBe('{"a":1,"b":"x"}');
});

test("a whole body goes around an envelope too", async () => {
  const schema = "{ properties: { Kind: {}, State: { required: [a, b], properties: { a: {}, b: {} } } } }";
  const method = "config: { requestBodyTranslate: { algorithm: naive_State } }";
  const fixture = posting("application/json", schema, { method });
  expect((await sent(fixture, {}, { body: { Kind: "k", State: {} } })).body).toBe('{"Kind":"k","State":{}}');
  expect((await sent(fixture, { a: 1, b: 2 })).body).toBe('{"State":{"a":1,"b":2}}');
});

test.each(["get", "delete", "head"])("%s may have a body", async (verb) => {
  const { method, body } = await sent(
    { ...posting("application/json", "{ properties: { ids: { type: array, items: {} } } }"), verb },
    { ids: json([1]) },
  );
  expect([method, body]).toEqual([verb.toUpperCase(), '{"ids":[1]}']);
});

test("JSON in a property that takes text stays text; a read-only property is demanded of nobody", async () => {
  const schema = `{ required: [id, policy], properties: {
    id: { type: string, readOnly: true }, policy: { type: object, x-stackQL-stringOnly: true } } }`;
  const fixture = posting("application/json", schema);
  expect((await bodyOf(fixture, { policy: json({ a: 1 }) }))[1]).toBe('{"policy":"{\\"a\\":1}"}');
  expect((await bodyOf(fixture, { policy: '{"b": 2}' }))[1]).toBe('{"policy":"{\\"b\\": 2}"}');
});

test("inputs are taken in snake case where the API has another", async () => {
  const fixture: MethodFixture = {
    ...posting("application/json", "{ properties: { VpcId: { type: string }, 'max-size': { type: integer } } }"),
    method: `${naive}\nrequest: { nativeCasing: pascal }`,
  };
  expect((await bodyOf(fixture, { vpc_id: "v", max_size: 3 }))[1]).toBe('{"VpcId":"v","max-size":3}');
});

// verifies: body.falsy
test("a template that only writes properties down cannot lose false, 0 and empty texts", async () => {
  const lines = [
    "{",
    '{{- $sep := "" -}}',
    ...["on", "size", "name"].map(
      (name) => `{{- if .${name} }}{{ $sep }}"${name}": {{ toJson .${name} }}{{- $sep = "," -}}{{ end }}`,
    ),
    '{{- if .spec }}{{ $sep }}"spec": {{ if eq (kindOf .spec) "string" }}{{ .spec }}{{ else }}{{ toJson .spec }}{{ end }}{{- $sep = "," -}}{{ end }}',
    "}",
  ];
  const schema =
    "{ properties: { on: { type: boolean }, size: { type: integer }, name: { type: string }, spec: { type: object } } }";
  const method = `${naive}\nrequest: { transform: { type: golang_template_json_v0.3.0, body: ${JSON.stringify(lines.join("\n"))} } }`;
  const fixture = posting("application/json", schema, { method });
  expect((await bodyOf(fixture, { on: false, size: 0, name: "", spec: '{"a":1}' }))[1]).toBe(
    '{"on":false,"size":0,"name":"","spec":{"a":1}}',
  );
});

test("any other template makes the body", async () => {
  const method = `${naive}\nrequest: { transform: { type: golang_template_json_v0.3.0, body: '{"wrapped": {{ toJson .a }}}' } }`;
  const fixture = posting("application/json", "{ properties: { a: { type: integer } } }", { method });
  expect((await bodyOf(fixture, { a: 1 }))[1]).toBe('{"wrapped": 1}');
});
