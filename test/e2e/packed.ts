/** The package as `npm pack` makes it, and its installation. */
import { execFileSync } from "node:child_process";
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./harness.ts";

export interface Packed {
  readonly filename: string;
  readonly version: string;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

/** Makes the tarball in a folder, declarations included. */
export function pack(folder: string): Packed {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  execFileSync(process.execPath, [tsc, "-p", join(root, "tsconfig.types.json")], { stdio: "inherit" });
  const args = ["pack", "--json", "--pack-destination", folder];
  const found: unknown = JSON.parse(execFileSync("npm", args, { cwd: root, encoding: "utf8" }));
  // npm answers with a list, or since its version 11 may answer with an object by package name.
  return Object.values(found as Record<string, Packed>)[0] as Packed;
}

/**
 * Installs a tarball into a folder as a user would; resolves with where the package lies. Where no registry can be
 * reached, the optional dependency comes from this checkout.
 */
export function install(folder: string, tarball: string): string {
  writeFileSync(join(folder, "package.json"), '{ "name": "consumer", "private": true, "type": "module" }');
  const args = ["install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"];
  try {
    execFileSync("npm", [...args, tarball], { cwd: folder, stdio: "pipe" });
  } catch {
    process.stderr.write("the npm registry cannot be reached: the optional dependency comes from node_modules\n");
    execFileSync("npm", [...args, "--omit=optional", "--offline", tarball], { cwd: folder, stdio: "pipe" });
    const sqlite = "node_modules/@photostructure/sqlite";
    cpSync(join(root, sqlite), join(folder, sqlite), { recursive: true, dereference: true });
  }
  return join(folder, "node_modules", "tributary-sql");
}
