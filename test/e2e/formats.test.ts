/** Every output format, byte for byte, as scripts read them. */
import { expect, test } from "vitest";
import { tributary } from "./harness.ts";

const script = `SELECT 'a,b' AS text, 'say "hi"' AS quoted, NULL AS nothing, 42 AS number, 9007199254740993 AS big,
  json('{"k":[1,2]}') AS doc;
SELECT 'second' AS result`;

const tableText = `|------|----------|---------|--------|------------------|-------------|
| text |  quoted  | nothing | number |       big        |     doc     |
|------|----------|---------|--------|------------------|-------------|
| a,b  | say "hi" | null    |     42 | 9007199254740993 | {"k":[1,2]} |
|------|----------|---------|--------|------------------|-------------|
|--------|
| result |
|--------|
| second |
|--------|
`;

const jsonRow = String.raw`{"text":"a,b","quoted":"say \"hi\"","nothing":null,"number":42,"big":9007199254740993,"doc":{"k":[1,2]}}`;

test.each([
  ["auto (no terminal here)", [], tableText],
  ["table", ["-o", "table"], tableText],
  [
    "box",
    ["-o", "box"],
    `┌──────┬──────────┬─────────┬────────┬──────────────────┬─────────────┐
│ text │ quoted   │ nothing │ number │              big │ doc         │
├──────┼──────────┼─────────┼────────┼──────────────────┼─────────────┤
│ a,b  │ say "hi" │ NULL    │     42 │ 9007199254740993 │ {"k":[1,2]} │
└──────┴──────────┴─────────┴────────┴──────────────────┴─────────────┘
1 row

┌────────┐
│ result │
├────────┤
│ second │
└────────┘
1 row
`,
  ],
  [
    "csv",
    ["-o", "csv"],
    `text,quoted,nothing,number,big,doc
"a,b","say ""hi""",null,42,9007199254740993,"{""k"":[1,2]}"
result
second
`,
  ],
  [
    "csv without header, with a delimiter, flags in short form together",
    ["-Hocsv", "-d;"],
    `a,b;"say ""hi""";null;42;9007199254740993;"{""k"":[1,2]}"
second
`,
  ],
  [
    "text",
    ["-o", "text"],
    `text,quoted,nothing,number,big,doc
a,b,say "hi",null,42,9007199254740993,{"k":[1,2]}
result
second
`,
  ],
  [
    "pptext",
    ["--output=pptext"],
    `text,quoted,nothing,number,big,doc
a,b,say "hi",null,42,9007199254740993,{
  "k": [
    1,
    2
  ]
}
result
second
`,
  ],
  ["json", ["-o", "json"], `[${jsonRow}]\n[{"result":"second"}]\n`],
  [
    "json with strings",
    ["-o", "json", "--json-strings"],
    `[${jsonRow.replace('{"k":[1,2]}', String.raw`"{\"k\":[1,2]}"`)}]\n[{"result":"second"}]\n`,
  ],
  ["json as a document", ["-o", "json", "--json-document"], `{"results":[[${jsonRow}],[{"result":"second"}]]}\n`],
  ["jsonl", ["-o", "jsonl"], `${jsonRow}\n{"result":"second"}\n`],
  ["ndjson, another name of jsonl", ["-o", "NDJSON"], `${jsonRow}\n{"result":"second"}\n`],
  [
    "markdown",
    ["-o", "md"],
    `| text | quoted | nothing | number | big | doc |
|---|---|---|---|---|---|
| a,b | say "hi" | null | 42 | 9007199254740993 | {"k":[1,2]} |

| result |
|---|
| second |
`,
  ],
])("%s", async (_name, flags, expected) => {
  expect(await tributary(["exec", script, ...flags])).toEqual({ code: 0, signal: null, stdout: expected, stderr: "" });
});

test("a result without rows is shown as one", async () => {
  const none = "SELECT 1 AS a WHERE 1 = 0";
  const shown = await Promise.all(
    ["table", "csv", "json", "jsonl"].map((name) => tributary(["exec", none, "-o", name])),
  );
  expect(shown.map(({ stdout }) => stdout)).toEqual(["|---|\n| a |\n|---|\n|---|\n", "a\n", "[]\n", ""]);
});

test("a json document of a script that fails can still be read", async () => {
  const run = await tributary(["exec", "SELECT 1 AS a; SELECT nope FROM nowhere", "-o", "json", "--json-document"]);
  expect(run.code).toBe(1);
  expect(JSON.parse(run.stdout)).toMatchObject({ results: [[{ a: 1 }]] });
});
