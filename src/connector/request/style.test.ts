import { expect, test } from "vitest";
import { json } from "../test-server.ts";
import { sent, shown, type Values } from "./fixture.ts";

/** The query of a request with one parameter `p`, `facts` being the rest of its YAML. */
async function query(facts: string, value: Values[string]): Promise<string> {
  const { url } = await sent({ operation: `parameters: [{ name: p, in: query, ${facts} }]` }, { p: value });
  return url.slice(url.indexOf("?") + 1);
}

const list = "schema: { type: array, items: { type: string } }";
const object = "schema: { type: object }";
const two = json(["a b", "c,d"]);
const pair = json({ a: 1, b: "x y" });

test.each([
  ["a list is repeated", list, two, "p=a%20b&p=c%2Cd"],
  ["one value of a list is one pair", list, "a", "p=a"],
  ["a list is joined by commas", `explode: false, ${list}`, two, "p=a%20b,c%2Cd"],
  ["a list is joined by spaces", `style: spaceDelimited, ${list}`, two, "p=a%20b%20c%2Cd"],
  ["a list is joined by pipes", `style: pipeDelimited, ${list}`, two, "p=a%20b%7Cc%2Cd"],
  ["an object is spread over keys", object, pair, "a=1&b=x%20y"],
  ["an object is joined by commas", `explode: false, ${object}`, pair, "p=a,1,b,x%20y"],
  ["an object is deep", `style: deepObject, ${object}`, pair, "p[a]=1&p[b]=x%20y"],
  ["JSON is one value", "content: { application/json: { schema: { type: object } } }", "word", "p=word"],
])("in a query, %s", async (_what, facts, value, expected) => {
  expect(await query(facts, value)).toBe(expected);
});

test("a header takes a list with commas, and user metadata as a header for each property", async () => {
  const operation = `
    parameters:
      - { name: x-fields, in: header, ${list} }
      - { name: x-amz-meta-, in: header, ${object} }
      - { name: x-ms-meta, in: header, ${object} }`;
  const values = { "x-fields": two, "x-amz-meta-": json({ owner: "me" }), "x-ms-meta": json({ size: 3 }) };
  const { headers } = await sent({ operation }, values);
  expect([headers["x-fields"], headers["x-amz-meta-owner"], headers["x-ms-meta-size"]]).toEqual(["a b,c,d", "me", "3"]);
});

test("cookies are sent, encoded, and never shown", async () => {
  const operation = `
    parameters:
      - { name: session, in: cookie, required: true, schema: { type: string } }
      - { name: theme, in: cookie, schema: { type: string } }`;
  const values = { session: "a;b", theme: "dark" };
  expect((await sent({ operation }, values)).headers.cookie).toBe("session=a%3Bb; theme=dark");
  expect(shown({ operation }, values).headers.at(-1)).toEqual(["cookie", "***"]);
});

test("a variable in the query of a path key is filled in", async () => {
  const fixture = { path: "/widgets?api-version=1&kind={kind}" };
  expect((await sent(fixture, { kind: "a&b/c" })).url).toBe("/widgets?api-version=1&kind=a%26b%2Fc");
});

const canonical = "config: { queryParamTranspose: { algorithm: AWSCanonical } }";
const filters = `
  parameters:
    - name: Filter
      in: query
      schema:
        type: array
        items: { type: object, properties: { Name: { type: string }, Values: { type: array, items: { type: string } } } }
    - { name: Ids, in: query, schema: { type: array, items: { type: string } } }
    - { name: Tags, in: query, schema: { type: object, additionalProperties: { type: string } } }`;
const given = {
  Filter: json([{ Name: "a&b", Values: ["x", "y"] }]),
  Ids: "i-1",
  Tags: json({ team: "core" }),
};

test("AWSCanonical numbers lists and objects", async () => {
  expect((await sent({ operation: filters, method: canonical }, given)).url).toBe(
    "/widgets?Filter.1.Name=a%26b&Filter.1.Values.1=x&Filter.1.Values.2=y&Ids.1=i-1&Tags.team=core",
  );
});

test("in the query protocol, items of lists stand below member, and maps are entries", async () => {
  const root = "info: { x-protocol: query }";
  expect((await sent({ operation: filters, method: canonical, root }, given)).url).toBe(
    [
      "/widgets?Filter.member.1.Name=a%26b",
      "Filter.member.1.Values.member.1=x",
      "Filter.member.1.Values.member.2=y",
      "Ids.member.1=i-1",
      "Tags.entry.1.key=team",
      "Tags.entry.1.value=core",
    ].join("&"),
  );
});

const posted = {
  path: "/?Action=ListUsers&Version=2010-05-08",
  operation: `
    parameters:
      - { name: Marker, in: query, schema: { type: string } }
      - { name: Password, in: query, schema: { type: string, format: password } }`,
  method: "config: { requestTranslate: { algorithm: get_query_to_post_form_utf_8 } }",
};

test("get_query_to_post_form_utf_8 posts the whole query as a form", async () => {
  const { method, url, body, headers } = await sent(posted, { Marker: "a+b/=" });
  expect([method, url, headers["content-type"]]).toEqual([
    "POST",
    "/",
    "application/x-www-form-urlencoded; charset=utf-8",
  ]);
  expect(body).toBe("Action=ListUsers&Version=2010-05-08&Marker=a%2Bb%2F%3D");
  expect(shown(posted, { Password: "hunter22" }).body).toBe("Action=ListUsers&Version=2010-05-08&Password=***");
});

test("drop_double_underscore_params leaves such keys of the path out", async () => {
  const providerConfig = "requestTranslate: { algorithm: drop_double_underscore_params }";
  expect((await sent({ path: "/?__type=reboot&__x=1", providerConfig })).url).toBe("/");
  expect((await sent({ path: "/a?__type=reboot&v=2", providerConfig })).url).toBe("/a?v=2");
});

const bucket = {
  path: "/{key}",
  root: "servers: [{ url: 'https://{bucket}.s3.{region}.aws.test', variables: { region: { default: eu } } }]",
};

test("a bucket whose name is no label of a host goes before the path", () => {
  expect(shown(bucket, { bucket: "logs-1", key: "a" }).url).toBe("https://logs-1.s3.eu.aws.test/a");
  expect(shown(bucket, { bucket: "my.logs", key: "a" }).url).toBe("https://s3.eu.aws.test/my.logs/a");
});

test("a server variable that the URL does not hold is accepted and changes nothing", () => {
  const root = "servers: [{ url: https://iam.aws.test, variables: { region: { default: us-east-1 } } }]";
  expect(shown({ root }, { region: "eu" }).url).toBe("https://iam.aws.test/widgets");
});
