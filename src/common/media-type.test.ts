import { expect, test } from "vitest";
import { bareType, isJson, isLines } from "./media-type.ts";

test.each([
  ["application/json", "json"],
  ["application/json; charset=utf-8", "json"],
  ["Application/JSON;datetime-format=rfc3339", "json"],
  ["text/json", "json"],
  ["json", "json"],
  ["application/x-amz-json-1.0", "json"],
  ["application/x-amz-json-1.1; charset=utf-8", "json"],
  ["application/scim+json", "json"],
  ["application/merge-patch+json", "json"],
  ["application/vnd.schemaregistry.v1+json", "json"],
  ["application/vnd.github+json", "json"],
  ["application/vnd.github.object", "json"],
  ["application/vnd.github.v3.object+json", "json"],
  ["application/x-ndjson", "lines"],
  ["application/jsonl", "lines"],
  ["application/x-jsonlines", "lines"],
  ["application/json-seq", "lines"],
  ["application/stream+json", "lines"],
  ["application/vnd.github.raw", "neither"],
  ["application/vnd.github.diff", "neither"],
  ["application/jsonp", "neither"],
  ["text/javascript", "neither"],
  ["application/xml", "neither"],
  ["text/csv", "neither"],
  ["application/octet-stream; name=x.json", "neither"],
  ["", "neither"],
])("%s is %s", (type, kind) => {
  expect([isJson(type), isLines(type)]).toEqual([kind === "json", kind === "lines"]);
});

test("a type without its parameters, in lower case", () => {
  expect([bareType(" Text/CSV ; header=present"), bareType(undefined)]).toEqual(["text/csv", ""]);
});
