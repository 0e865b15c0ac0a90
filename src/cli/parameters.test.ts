/** `--param`: what becomes of each value. */
import { expect, test } from "vitest";
import { EngineError } from "../common/error.ts";
import { parametersOf } from "./parameters.ts";

test.each([
  ["a=1", { a: 1 }],
  ["a=9007199254740993", { a: 9007199254740993n }],
  ["a=-1.5e3", { a: -1500 }],
  ["a=true", { a: true }],
  ["a=null", { a: null }],
  ["a=", { a: "" }],
  ["a=007", { a: "007" }],
  ["a= 7", { a: " 7" }],
  ["a=x = y", { a: "x = y" }],
  ["a=O'Brien", { a: "O'Brien" }],
  ['a="7"', { a: "7" }],
  ["a=[1,2]", { a: [1, 2] }],
  ["a:text=1", { a: "1" }],
  ["a:text=null", { a: "null" }],
  ["a:number=1", { a: 1 }],
  ["a:boolean=false", { a: false }],
  ['a:json={"b":null}', { a: { b: null } }],
  ["1=x", { 1: "x" }],
])("%s", (pair, expected) => {
  expect(parametersOf([pair])).toEqual(expected);
});

test("none are none", () => {
  expect(parametersOf([])).toBeUndefined();
});

test.each([
  ["a", "--param takes NAME=VALUE or NAME:TYPE=VALUE"],
  ["=1", "--param takes NAME=VALUE or NAME:TYPE=VALUE"],
  ["a:int=1", "--param a has no type int"],
  ["a:toString=1", "--param a has no type toString"],
  ["a:number=x", "--param a:number holds no number"],
  ["a:json={", "--param a:json holds no json"],
])("%s is refused without quoting the value", (pair, message) => {
  expect(() => parametersOf([pair])).toThrow(EngineError);
  expect(() => parametersOf([pair])).toThrow(message);
});
