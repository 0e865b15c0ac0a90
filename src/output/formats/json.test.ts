import { expect, test } from "vitest";
import { EngineError } from "../../common/error.ts";
import { Json } from "../../common/value.ts";
import { lines, printed, resultOf, streamOf } from "../harness.ts";
import { openOutput } from "../output.ts";
import { stringSink } from "../sink.ts";
import { uniqueNames } from "../../common/unique-names.ts";

const json = { format: "json" } as const;
const jsonl = { format: "jsonl" } as const;

// verifies: right.key-order
test("json prints one array of objects, keys in SELECT order also where they look like numbers", async () => {
  expect(await printed(json, resultOf(["b", "2", "1", "__proto__"], ["x", 2, 1, null]))).toBe(
    '[{"b":"x","2":2,"1":1,"__proto__":null}]\n',
  );
});

test("json prints scalars as JSON, integers with all their digits, and no NaN", async () => {
  const row = [null, true, 1.5, 12345678901234567890n, 'q"\n\u2028', Number.NaN, Number.POSITIVE_INFINITY, "\uD800"];
  expect(await printed(json, resultOf(["a", "b", "c", "d", "e", "f", "g", "h"], row))).toBe(
    '[{"a":null,"b":true,"c":1.5,"d":12345678901234567890,"e":"q\\"\\n\u2028","f":null,"g":null,"h":"\\ud800"}]\n',
  );
});

// verifies: right.nested-json
test("json embeds nested JSON as its text says, without line breaks", async () => {
  const cell = Json.ofText('{ "2": 1.0,\n "1": "a\\" b\\n",  "big": 123456789012345678901 }');
  expect(await printed(json, resultOf(["j"], [cell]))).toBe(
    '[{"j":{"2":1.0,"1":"a\\" b\\n","big":123456789012345678901}}]\n',
  );
});

test("json prints nested JSON as strings where asked", async () => {
  expect(await printed({ ...json, jsonStrings: true }, resultOf(["j"], [Json.ofText('{"a": "b"}')]))).toBe(
    '[{"j":"{\\"a\\":\\"b\\"}"}]\n',
  );
});

test("json prints an empty result as an empty array, and each result on its own line", async () => {
  expect(await printed(json, resultOf(["a"], [1], [2]), resultOf(["a"]), resultOf([]), resultOf(["b"], [3]))).toBe(
    lines('[{"a":1},{"a":2}]', "[]", '[{"b":3}]'),
  );
});

test("a later column of the same name gets a number and loses no cell", async () => {
  expect(await printed(json, resultOf(["id", "id", "id_2", "id"], [1, 2, 3, 4]))).toBe(
    '[{"id":1,"id_3":2,"id_2":3,"id_4":4}]\n',
  );
  expect(uniqueNames(["a", "a", "a"])).toEqual(["a", "a_2", "a_3"]);
});

test("jsonl prints an object a line and nothing for an empty result", async () => {
  const rows = [
    [1, Json.ofText('{\n"x": [1]}')],
    [2n ** 60n, null],
  ] as const;
  expect(await printed(jsonl, resultOf(["a", "a"], ...rows), resultOf(["b"]))).toBe(
    lines('{"a":1,"a_2":{"x":[1]}}', '{"a":1152921504606846976,"a_2":null}'),
  );
});

test("a json document holds all results of a script", async () => {
  const document = { ...json, jsonDocument: true };
  expect(await printed(document, resultOf(["a"], [1]), resultOf([]), resultOf(["b"]))).toBe(
    '{"results":[[{"a":1}],[]]}\n',
  );
  expect(await printed(document, resultOf([]))).toBe('{"results":[]}\n');
});

test("a json document stays readable and says so where a result failed", async () => {
  const sink = stringSink();
  const output = openOutput({ ...json, jsonDocument: true }, sink);
  await expect(output.write(failingAfter([[1]]))).rejects.toThrow("upstream");
  await output.write(resultOf(["b"], [2]));
  await output.end();
  expect(sink.text).toBe('{"results":[[{"a":1}],[{"b":2}]],"complete":false}\n');
});

test("an array outside a document is left open where its result failed", async () => {
  const sink = stringSink();
  const output = openOutput(json, sink);
  await expect(output.write(failingAfter([[1]]))).rejects.toThrow("upstream");
  await output.write(resultOf(["b"], [2]));
  await output.end();
  expect(sink.text).toBe(lines('[{"a":1}', '[{"b":2}]'));
});

function failingAfter(batch: readonly (readonly number[])[]) {
  return streamOf(["a"], async function* () {
    yield batch;
    throw new EngineError({ condition: "upstream_failed", stage: "request", message: "upstream" });
  });
}
