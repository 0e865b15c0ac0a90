/**
 * Builds dist/ before the tests that run it, where it is absent or older than what it is made of; without declarations,
 * which only the test of the package needs: that a type is wrong somewhere shall not keep tests from running.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const built = ["dist/cli.js", "dist/index.js"].map((file) => join(root, file));

export function setup(): void {
  if (built.every((file) => existsSync(file) && statSync(file).mtimeMs >= newestSource())) return;
  execFileSync(process.execPath, [join(root, "scripts/build.js"), "--quick"], { stdio: "inherit" });
}

function newestSource(): number {
  const inFolders = ["src", "providers", "scripts"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.(test\.ts|md)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  const files = [
    ...inFolders,
    join(root, "package.json"),
    join(root, "tsconfig.json"),
    join(root, "tsconfig.types.json"),
  ];
  return Math.max(...files.map((file) => statSync(file).mtimeMs));
}
