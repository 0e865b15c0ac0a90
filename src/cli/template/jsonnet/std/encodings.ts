/** Texts as bytes: base64, UTF-8, hashes. */
import { createHash } from "node:crypto";
import { Fault } from "../fault.ts";
import { ArrayValue } from "../values.ts";
import { type Arguments, native, type Native, type Natives } from "./native.ts";

const hash = (algorithm: string): Native =>
  native("s", (given) => createHash(algorithm).update(given.text(0)).digest("hex"));

export const encodingFunctions: Natives = {
  base64: native("input", (given) =>
    typeof given.value(0) === "string"
      ? Buffer.from(given.text(0), "utf8").toString("base64")
      : Buffer.from(bytesOf(given)).toString("base64"),
  ),
  base64Decode: native("str", (given) => decoded(given.text(0)).toString("utf8")),
  base64DecodeBytes: native("str", (given) => ArrayValue.of([...decoded(given.text(0))])),
  encodeUTF8: native("str", (given) => ArrayValue.of([...Buffer.from(given.text(0), "utf8")])),
  decodeUTF8: native("arr", (given) => Buffer.from(bytesOf(given)).toString("utf8")),
  md5: hash("md5"),
  sha1: hash("sha1"),
  sha256: hash("sha256"),
  sha512: hash("sha512"),
  sha3: hash("sha3-512"),
};

function bytesOf(given: Arguments): number[] {
  return given.numbers(0).map((byte) => {
    if (Number.isInteger(byte) && byte >= 0 && byte < 256) return byte;
    throw new Fault(`${byte} is no byte`);
  });
}

function decoded(text: string): Buffer {
  if (/^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/.test(text)) return Buffer.from(text, "base64");
  throw new Fault("the text is no base64");
}
