import { gzipSync } from "node:zlib";
import { createTar } from "nanotar";
import { expect, test } from "vitest";
import { EngineError } from "../../common/error.ts";
import { archiveOfEntries } from "../fixture.ts";
import { filesIn, type UnpackLimits } from "./unpack.ts";

const limits: UnpackLimits = { packedBytes: 10_000, unpackedBytes: 100_000, entryBytes: 2_000, entries: 3 };

async function outcome(archive: Uint8Array): Promise<string> {
  const files: string[] = [];
  try {
    for await (const { name, bytes } of filesIn(archive, limits)) files.push(`${name} ${bytes.byteLength}`);
    return files.join(", ");
  } catch (error) {
    return error instanceof EngineError ? `${error.condition}: ${error.message}` : String(error);
  }
}

/** A tar of one file whose header is overwritten at an offset. */
function tampered(offset: number, text: string): Uint8Array {
  const tar = createTar([{ name: "v1/a.yaml", data: "x" }]);
  tar.set(new TextEncoder().encode(text), offset);
  return gzipSync(tar);
}

const typeOffset = 156;
const sizeOffset = 124;

test("regular files are unpacked, folders passed over", async () => {
  expect(await outcome(archiveOfEntries([{ name: "v1/" }, { name: "v1/a.yaml", data: "abc" }]))).toBe("v1/a.yaml 3");
});

test.each([
  ["hard link", "1"],
  ["symbolic link", "2"],
  ["device", "3"],
  ["pipe", "6"],
  ["unknown type", "Z"],
])("a %s is refused", async (_kind, type) => {
  expect(await outcome(tampered(typeOffset, type))).toBe(
    "registry_error: the archive holds an entry that is no file: v1/a.yaml",
  );
});

test("an archive that is too large packed, unpacked, in one file or in number of files is refused", async () => {
  const many = ["a", "b", "c", "d"].map((name) => ({ name, data: name }));
  expect(await outcome(new Uint8Array(20_000))).toBe("registry_error: the archive is too large");
  expect(await outcome(gzipSync(new Uint8Array(1_000_000)))).toBe(
    "registry_error: the archive unpacks to more than is allowed",
  );
  expect(await outcome(archiveOfEntries([{ name: "big", data: "x".repeat(3_000) }]))).toBe(
    "registry_error: the archive holds a file that is too large: big",
  );
  expect(await outcome(archiveOfEntries(many))).toBe("registry_error: the archive holds too many entries");
});

test("damaged archives are refused", async () => {
  const whole = gzipSync(createTar([{ name: "v1/a.yaml", data: "x".repeat(1_000) }]));
  const cut = gzipSync(createTar([{ name: "v1/a.yaml", data: "x".repeat(1_000) }]).slice(0, 1_100));
  const damaged = "registry_error: the archive is damaged";
  expect(await outcome(new TextEncoder().encode("no archive"))).toBe(damaged);
  expect(await outcome(whole.subarray(0, whole.length / 2))).toBe(damaged);
  expect(await outcome(cut)).toBe(damaged);
});

test("a size that is negative or none does not keep the reader going in circles", async () => {
  expect(await outcome(tampered(sizeOffset, "-0000001000"))).toBe("registry_error: the archive is damaged");
  expect(await outcome(tampered(sizeOffset, "zzzzzzzzzzz"))).toBe("registry_error: the archive is damaged");
});

test("every cut and many a flipped byte of an archive are refused or read, never worse", async () => {
  const tar = createTar([
    { name: "v1/provider.yaml", data: "a: 1" },
    { name: `v1/${"long".repeat(30)}.yaml`, data: "b: 2" },
  ]);
  for (let index = 0; index < tar.length; index += 7) {
    const flipped = tar.slice();
    flipped[index] = (flipped[index] ?? 0) ^ 0xff;
    const results = [await outcome(gzipSync(flipped)), await outcome(gzipSync(tar.slice(0, index)))];
    for (const result of results) expect(result).toMatch(/^(registry_error: .*|.* \d+|)$/s);
  }
});
