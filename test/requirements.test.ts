/** Promises and tests agree: what is kept is cited, what is cited exists, and nothing else claims to be. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { requirements } from "./requirements.ts";

const root = join(import.meta.dirname, "..");
const isTest = (path: string): boolean => /(?:\.test\.ts|\.slt)$/.test(path) && !path.endsWith("requirements.test.ts");

/** Every id that a test cites, with the file that does. */
const citations = ["test", "src"]
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((path) => join(folder, path)),
  )
  .filter(isTest)
  .flatMap((file) =>
    [...readFileSync(join(root, file), "utf8").matchAll(/^\s*(?:#|\/\/) verifies: (.+)$/gm)].flatMap(([, ids]) =>
      (ids ?? "").split(/,\s*/).map((id) => ({ id: id.trim(), file })),
    ),
  );

describe("requirements", () => {
  it("have ids of their own", () => {
    const ids = requirements.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it("that are kept or mended are cited by a test", () => {
    const cited = new Set(citations.map(({ id }) => id));
    const promised = requirements.filter(({ status }) => status === "kept" || status === "mended");
    expect(promised.filter(({ id }) => !cited.has(id)).map(({ id }) => id)).toEqual([]);
  });

  it("are cited only where they stand here as kept, mended or declined", () => {
    const citable = new Set(requirements.flatMap(({ id, status }) => (["later", "open"].includes(status) ? [] : [id])));
    expect(citations.filter(({ id }) => !citable.has(id))).toEqual([]);
  });
});
