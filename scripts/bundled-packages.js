// The npm packages whose code the build put into dist/: one list, from which their notices and the SBOM are made.
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Those that the metafiles of esbuild name, sorted: `{ place, name, version, license, integrity, dependencies }`, where
 * `place` is the key of the package in package-lock.json.
 */
export async function bundledPackages(root, metafiles) {
  const { packages } = await lockOf(root);
  const places = new Set(metafiles.flatMap(({ inputs }) => Object.keys(inputs).flatMap(placeOf)));
  return [...places].sort().map((place) => {
    const locked = packages[place];
    if (locked === undefined) throw new Error(`${place} is bundled, but is not in package-lock.json`);
    return describedAs(place, locked);
  });
}

/** What package-lock.json says of a package that is not bundled. */
export async function lockedPackage(root, name) {
  const { packages } = await lockOf(root);
  return describedAs(`node_modules/${name}`, packages[`node_modules/${name}`]);
}

async function lockOf(root) {
  return JSON.parse(await readFile(join(root, "package-lock.json"), "utf8"));
}

/** `node_modules/a/node_modules/@b/c/lib/x.js` → `node_modules/a/node_modules/@b/c`; none for our own files. */
function placeOf(input) {
  const match = /(?:^|\/)((?:node_modules\/(?:@[^/]+\/)?[^/]+\/)+)/.exec(nested(input));
  return match === null ? [] : [match[1].slice(0, -1)];
}

/** From the first `node_modules` on, where folders between two of them name no package. */
function nested(input) {
  const start = input.search(/(?:^|\/)node_modules\//);
  return start < 0 ? "" : input.slice(start);
}

function describedAs(place, { version, license, integrity, dependencies, optionalDependencies }) {
  const name = place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
  return {
    place,
    name,
    version,
    license,
    integrity,
    dependencies: Object.keys({ ...dependencies, ...optionalDependencies }),
  };
}
