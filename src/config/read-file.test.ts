import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readConnectionsFile } from "./read-file.ts";

async function fileWith(name: string, text: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), "tributary-config-")), name);
  await writeFile(path, text);
  return path;
}

describe("a connections file", () => {
  test.each(["", "\n", "# nothing yet\n\n  # here\n"])("may be empty: %j", async (text) => {
    expect(await readConnectionsFile(await fileWith("c.yaml", text))).toEqual({ connections: [], groups: [] });
  });

  test.each([
    ["connections.yaml", "connections:\n  a: {provider: p}\n"],
    ["connections.json", '{"connections": {"a": {"provider": "p"}}}'],
  ])("is read from %s", async (name, text) => {
    const path = await fileWith(name, text);
    expect((await readConnectionsFile(path)).connections).toMatchObject([{ name: "a", provider: "p", source: path }]);
  });

  test("starts paths from its own folder", async () => {
    const path = await fileWith("c.yaml", "connections: {a: {provider: p, network: {ca_bundle: ca.pem}}}");
    const { connections } = await readConnectionsFile(path);
    expect(connections[0]?.network.caBundle).toBe(join(path, "..", "ca.pem"));
  });

  test.each([
    ["a: {b: hidden", ", line 1 is no valid YAML or JSON: unexpected end of the stream within a flow collection"],
    ["a: 1\na: hidden", ", line 2 is no valid YAML or JSON: duplicated mapping key"],
    ["a: *hidden", ", line 1 is no valid YAML or JSON: unidentified alias"],
    ['{"a": hidden', ", line 1 is no valid YAML or JSON: unexpected end of the stream within a flow collection"],
  ])("that is broken is told without what it holds: %j", async (text, message) => {
    const path = await fileWith("c.yaml", text);
    await expect(readConnectionsFile(path)).rejects.toMatchObject({
      condition: "configuration_error",
      message: `${path}${message}`,
    });
  });

  test("that cannot be read is named", async () => {
    await expect(readConnectionsFile("/nowhere/c.yaml")).rejects.toMatchObject({
      condition: "configuration_error",
      message: "the connections file /nowhere/c.yaml cannot be read: ENOENT",
    });
  });
});
