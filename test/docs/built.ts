/** The built command: pages show what a user's terminal shows, so dist/ must be as new as the sources. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Builds dist/ where it is absent or older than what it is made of. */
export function ensureBuilt(): void {
  const command = join(root, "dist/cli.js");
  if (existsSync(command) && statSync(command).mtimeMs >= newest()) return;
  execFileSync(process.execPath, [join(root, "scripts/build.js"), "--quick"], { stdio: "inherit" });
}

function newest(): number {
  const files = ["src", "providers", "scripts"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith(".test.ts") && !entry.name.endsWith(".md"))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  return Math.max(...files.map((file) => statSync(file).mtimeMs));
}
