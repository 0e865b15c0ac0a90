import { expect, test } from "vitest";
import type { MethodFixture } from "../../catalog/compile/fixture.ts";
import { failureOf, json } from "../test-server.ts";
import { sent, shown, type Values } from "./fixture.ts";

/** A POST that takes this schema (flow YAML) in XML. */
function posting(schema: string, more: MethodFixture & { readonly request?: string } = {}): MethodFixture {
  return {
    verb: "post",
    method: `config: { requestBodyTranslate: { algorithm: naive } }\nrequest: { mediaType: application/xml, ${more.request ?? ""} }`,
    operation: `operationId: CreateOrder\nrequestBody: { content: { application/xml: { schema: ${schema} } } }`,
    ...more,
  };
}

async function xmlOf(fixture: MethodFixture, values: Values): Promise<string> {
  const { body, headers } = await sent(fixture, values);
  expect(headers["content-type"]).toBe("application/xml");
  return body;
}

const order = `{ type: object, xml: { name: order, namespace: 'urn:shop' }, properties: {
  id: { type: integer, xml: { attribute: true } },
  note: { type: string },
  lines: { type: array, items: { type: object, xml: { name: line }, properties: { sku: { type: string, xml: { attribute: true } }, count: { type: integer } } } },
  tags: { type: array, xml: { wrapped: true }, items: { type: string, xml: { name: tag } } },
  buyer: { type: object, xml: { prefix: p, namespace: 'urn:people' }, properties: { first_name: { type: string, xml: { name: first } } } } } }`;

test("XML follows what the schema says: names, attributes, namespaces, lists with and without an element around", async () => {
  const values = {
    id: 7,
    note: "a <b> & 'c'\r",
    lines: json([{ sku: 'x"1', count: 2 }, { sku: "y" }]),
    tags: json(["new", "big"]),
    buyer: json({ first_name: "Ada" }),
  };
  expect(await xmlOf(posting(order), values)).toBe(
    [
      '<order xmlns="urn:shop" id="7"><note>a &lt;b&gt; &amp; \'c\'&#13;</note>',
      '<line sku="x&quot;1"><count>2</count></line><line sku="y"/>',
      "<tags><tag>new</tag><tag>big</tag></tags>",
      '<p:buyer xmlns:p="urn:people"><first>Ada</first></p:buyer></order>',
    ].join(""),
  );
});

test("the root of an unnamed schema is the schema's name in the document", async () => {
  const schemas = "Order: { properties: { note: { type: string } } }";
  expect(await xmlOf(posting("{ $ref: '#/components/schemas/Order' }", { schemas }), { note: "" })).toBe(
    "<Order><note/></Order>",
  );
});

test("markup stands for objects and lists as it is, a text is always escaped", async () => {
  const values = { lines: "<line><count>1</count></line>", tags: " <tag>x</tag>", note: "<note/>" };
  expect(await xmlOf(posting(order), values)).toBe(
    '<order xmlns="urn:shop"><line><count>1</count></line><tags> <tag>x</tag></tags><note>&lt;note/&gt;</note></order>',
  );
});

test("declaration, annotation of the root and texts that are markup", async () => {
  const request = `xmlDeclaration: '<?xml version="1.0"?>', xmlRootAnnotation: 'v="2"', xmlTransform: unescape`;
  expect(await xmlOf(posting("{ properties: { note: { type: string } } }", { request }), { note: "<i/>" })).toBe(
    '<?xml version="1.0"?><body v="2"><note><i/></note></body>',
  );
});

test("what XML cannot hold is refused by name", async () => {
  const refusal = (values: Values): Promise<string> => failureOf((async () => shown(posting(order), values))());
  expect(await refusal({ note: "a\u0000b" })).toMatch(/^invalid_parameter_value: .*control character U\+0000/);
  expect(await refusal({ buyer: json({ "a b": 1 }) })).toMatch(/^invalid_parameter_value: .*"a b" cannot be the name/);
});

const aws = (service: string): string => `info: { x-protocol: rest-xml, x-serviceAlias: ${service} }`;
const schemas = `
  Tag: { type: object, properties: { Key: { type: string }, Value: { type: string } } }
  TagSet: { type: array, items: { $ref: '#/components/schemas/Tag' } }
  Tagging: { type: object, properties: { TagSet: { $ref: '#/components/schemas/TagSet' } } }
  Zone: { type: object, properties: { Name: { type: string } } }`;
const tags = json({ TagSet: [{ Key: "team", Value: "core" }] });

test("S3: the one property of a body is its root, or its text", async () => {
  const fixture = posting("{ properties: { Tagging: { $ref: '#/components/schemas/Tagging' } } }", {
    schemas,
    root: aws("s3"),
  });
  expect(await xmlOf(fixture, { Tagging: tags })).toBe(
    '<Tagging xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><TagSet><Tag><Key>team</Key><Value>core</Value></Tag></TagSet></Tagging>',
  );
  const policy = posting("{ properties: { Policy: { type: string } } }", { root: aws("s3") });
  expect((await sent(policy, { Policy: '{"Version":1}' })).body).toBe('{"Version":1}');
});

test("Route 53: the operation names the root", async () => {
  const fixture = posting("{ properties: { Zone: { $ref: '#/components/schemas/Zone' } } }", {
    schemas,
    root: aws("route53"),
  });
  expect(await xmlOf(fixture, { Zone: json({ Name: "a.test" }) })).toBe(
    '<CreateOrderRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><Zone><Name>a.test</Name></Zone></CreateOrderRequest>',
  );
});
