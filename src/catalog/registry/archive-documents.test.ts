import { expect, test } from "vitest";
import { archiveOf } from "../fixture.ts";
import { archiveDocuments } from "./archive-documents.ts";

const files = { "provider.yaml": "p", "services/a.yaml": "a", "services/B.yaml": "b", "services/empty.yaml": "" };

test.each([
  ["of the archive", ["provider.yaml", "services/a.yaml", "services/B.yaml"], "p a b"],
  ["turned around", ["services/B.yaml", "services/a.yaml", "provider.yaml"], "b a p"],
  ["with repetitions", ["services/a.yaml", "services/a.yaml", "services/B.yaml", "services/a.yaml"], "a a b a"],
  ["in another case", ["services/b.yaml", "services/A.yaml"], "b a"],
  ["of an empty file", ["services/empty.yaml", "services/a.yaml"], " a"],
])("documents are read in the order %s", async (_order, names, expected) => {
  const documents = await archiveDocuments(archiveOf(files));
  const read: string[] = [];
  for (const name of names) read.push(new TextDecoder().decode(await documents.read(name)));
  expect(read.join(" ")).toBe(expected);
});

test("what the archive does not hold, or holds outside the version's folder, is undefined", async () => {
  const documents = await archiveDocuments(archiveOf(files));
  expect(await documents.read("services/c.yaml")).toBeUndefined();
  expect(await documents.read("../v1.0.0/provider.yaml")).toBeUndefined();
  expect(new TextDecoder().decode(await documents.read("provider.yaml"))).toBe("p");
});
