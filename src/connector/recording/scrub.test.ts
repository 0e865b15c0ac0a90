import { expect, test } from "vitest";
import { Scrubber } from "./scrub.ts";

const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";

const scrubbed = (text: string, mediaType?: string): string => new Scrubber({ numbered: false }).text(text, mediaType);

test.each([
  [
    '{"access_token":"abc","token_type":"Bearer","expires_in":3600}',
    '{"access_token":"***","token_type":"Bearer","expires_in":3600}',
  ],
  ['{"spec":{"secret":"s","id":"k"}}', '{"spec":{"secret":"***","id":"k"}}'],
  ['{"SecretAccessKey":"s","AccessKeyId":"a"}', '{"SecretAccessKey":"***","AccessKeyId":"a"}'],
  ['{"tokens":["a1","b2"],"secrets":[{"name":"n"}]}', '{"tokens":["***","***"],"secrets":[{"name":"n"}]}'],
  [
    '[{"name":"DB_PASSWORD","value":"p"},{"name":"HOST","value":"h"}]',
    '[{"name":"DB_PASSWORD","value":"***"},{"name":"HOST","value":"h"}]',
  ],
  ['{"Key":"sasl.password","Value":"p"}', '{"Key":"sasl.password","Value":"***"}'],
  ['{"next_page_token":"n","nextToken":"m"}', '{"next_page_token":"n","nextToken":"m"}'],
  ['{"url":"postgres://user:pass@host/db"}', '{"url":"postgres://user:***@host/db"}'],
  ['{"c":"Endpoint=sb://x/;SharedAccessKey=k+/=;Other=o"}', '{"c":"Endpoint=sb://x/;SharedAccessKey=***;Other=o"}'],
  [`{"note":"sent ${jwt} there"}`, '{"note":"sent *** there"}'],
  ['{"seen":"Authorization: Bearer abc123def456"}', '{"seen":"Authorization: Bearer ***"}'],
  ['{"needs":"Basic authentication"}', '{"needs":"Basic authentication"}'],
  [
    '{"u":"https://s.test/b?X-Amz-Signature=abc&X-Amz-Date=1"}',
    '{"u":"https://s.test/b?X-Amz-Signature=***&X-Amz-Date=1"}',
  ],
  [
    '{"pem":"-----BEGIN RSA PRIVATE KEY-----\\nMIIE\\n-----END RSA PRIVATE KEY-----\\n"}',
    '{"pem":"-----BEGIN RSA PRIVATE KEY-----***-----END RSA PRIVATE KEY-----\\n"}',
  ],
  ['{"config":"{\\"password\\":\\"p\\"}"}', '{"config":"{\\"password\\":\\"***\\"}"}'],
  ['{"token":""}', '{"token":""}'],
  ['{"token":null,"max_tokens":4096}', '{"token":null,"max_tokens":4096}'],
  ['{"id":1234567890123456789,"password":"p"}', '{"id":1234567890123456789,"password":"***"}'],
])("JSON: %s", (text, expected) => expect(scrubbed(text)).toBe(expected));

test("JSON in which nothing is secret stays as it was written", () => {
  const text = '{ "a": 1.0,\n  "b": [ 1e3 ] }';
  expect(scrubbed(text)).toBe(text);
});

test.each([
  ["JSON lines", '{"token":"a"}\n{"id":1}\n', '{"token":"***"}\n{"id":1}\n', undefined],
  [
    "a form",
    "grant_type=password&password=p&scope=a+b",
    "grant_type=password&password=***&scope=a+b",
    "application/x-www-form-urlencoded; charset=utf-8",
  ],
  ["broken JSON", '{"token":"a\\"b", "id": ', '{"token":"***", "id": ', undefined],
  [
    "XML",
    '<a:Keys id="k"><SecretAccessKey>s</SecretAccessKey><Id>i</Id></a:Keys>',
    '<a:Keys id="k"><SecretAccessKey>***</SecretAccessKey><Id>i</Id></a:Keys>',
    "text/xml",
  ],
  ["attributes", '<user name="n" password="p"/>', '<user name="n" password="***"/>', "text/xml"],
  ["INI", "[db]\npassword = p w\nhost = h\n", "[db]\npassword = ***\nhost = h\n", "text/plain"],
  ["YAML", "user: u\n- api_key: 'k'\n", "user: u\n- api_key: '***'\n", "text/plain"],
  ["prose", "the token is valid", "the token is valid", "text/plain"],
])("%s", (_form, text, expected, mediaType) => expect(scrubbed(text, mediaType)).toBe(expected));

test("what is masked stays so when it is scrubbed again", () => {
  const texts = ['{"token":"a"}', "password = p w\n", "<Token>t</Token>", "https://u:p@h/?sig=x"];
  for (const text of texts) expect(scrubbed(scrubbed(text))).toBe(scrubbed(text));
});

test("headers: secrets by name, and where a Location leads", () => {
  const headers = new Scrubber({ numbered: false }).headers(
    [
      ["Authorization", "Bearer x"],
      ["set-cookie", "session=x"],
      ["X-Api-Key", "x"],
      ["x-code", "x"],
      ["location", "https://a.test/?access_token=x&id=1"],
      ["etag", '"x"'],
    ],
    ["x-code"],
  );
  expect(headers.map(([, value]) => value)).toEqual([
    "***",
    "***",
    "***",
    "***",
    "https://a.test/?access_token=***&id=1",
    '"x"',
  ]);
});

test("a recording numbers what it masks, so that values are told apart", () => {
  const scrubber = new Scrubber({ numbered: true });
  const text = (token: string): string => scrubber.text(JSON.stringify({ token, note: "n" }), "application/json");
  expect([text("first-one"), text("second-one"), text("first-one"), text("s")]).toEqual([
    '{"token":"***1","note":"n"}',
    '{"token":"***2","note":"n"}',
    '{"token":"***1","note":"n"}',
    '{"token":"***3","note":"n"}',
  ]);
  expect(scrubber.url("https://a.test/second-one?token=first-one&code=x", ["code"])).toBe(
    "https://a.test/***2?token=***1&code=***4",
  );
});

test("a value that was masked once is masked in URLs too, however they write it", () => {
  const scrubber = new Scrubber({ numbered: false });
  scrubber.text('{"continuation_token":"a b/c=="}', "application/json");
  expect(scrubber.url("https://a.test/?marker=a%20b%2Fc%3D%3D&other=a+b%2Fc%3D%3D&id=1")).toBe(
    "https://a.test/?marker=***&other=***&id=1",
  );
});

test("texts that are made to be slow are not", () => {
  const hostile = [
    '"'.repeat(50_000),
    `${"a=".repeat(50_000)}`,
    `<a ${"x=".repeat(40_000)}`,
    "://a:".repeat(20_000),
    "eyJ".repeat(40_000),
  ];
  for (const text of hostile) expect(scrubbed(text).length).toBeGreaterThan(0);
});
