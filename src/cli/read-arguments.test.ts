import { expect, test } from "vitest";
import { readArguments } from "./read-arguments.ts";

const shapes = {
  output: { kind: "text", short: "o" },
  hide: { kind: "boolean", short: "H" },
  verbose: { kind: "boolean", short: "v" },
  limit: { kind: "integer" },
  endpoint: { kind: "list" },
};

function read(...args: string[]): unknown {
  try {
    const { values, positionals } = readArguments(args, shapes);
    return { ...values, ...(positionals.length > 0 && { positionals }) };
  } catch (error) {
    return String(error);
  }
}

test.each([
  [["--output", "csv"], { output: "csv" }],
  [["--output=csv"], { output: "csv" }],
  [["--output=a=b"], { output: "a=b" }],
  [["--output="], { output: "" }],
  [["-o", "csv"], { output: "csv" }],
  [["-ocsv"], { output: "csv" }],
  [["-o=csv"], { output: "csv" }],
  [["-o=", "x"], { output: "=", positionals: ["x"] }],
  [["-o", "-"], { output: "-" }],
  [["-Hv"], { hide: true, verbose: true }],
  [["-Hocsv"], { hide: true, output: "csv" }],
  [["--hide"], { hide: true }],
  [["--hide=false"], { hide: "false" }],
  [["--limit", "-1"], { limit: "-1" }],
  [["--output", "a", "--output", "b"], { output: "b" }],
  [["--endpoint", "a=1", "--endpoint=b=2"], { endpoint: ["a=1", "b=2"] }],
  [["exec", "-v", "SELECT 1"], { verbose: true, positionals: ["exec", "SELECT 1"] }],
  [["-", "x"], { positionals: ["-", "x"] }],
  [["-v", "--", "--output", "-x"], { verbose: true, positionals: ["--output", "-x"] }],
  [["exec", "-- a comment\nSELECT 1"], { positionals: ["exec", "-- a comment\nSELECT 1"] }],
  [["exec", "--\nSELECT 1"], { positionals: ["exec", "--\nSELECT 1"] }],
  [[], {}],
])("%j", (args, expected) => expect(read(...args)).toEqual(expected));

test.each([
  [["--outptu", "csv"], "there is no flag --outptu\nHINT: Did you mean output?"],
  [["--outptu=secret"], "there is no flag --outptu\nHINT: Did you mean output?"],
  [["--constructor"], "there is no flag --constructor"],
  [["-x"], "there is no flag -x\nHINT: tributary help lists the flags."],
  [["--output"], "--output needs a value"],
  [["--output", "--hide"], "--output needs a value"],
  [["-o"], "-o needs a value"],
  [["-o", "-v"], "-o needs a value"],
])("%j is refused", (args, message) => {
  expect(read(...args)).toMatch(`ERROR F0000 (configuration_error): ${message}`);
});
