// dist/sbom.cdx.json: what the package is made of, as CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/).
import { createHash } from "node:crypto";

/**
 * The text of the document. `bundled` are packages whose code is in dist/, `optional` those that are installed beside it.
 * The same sources make the same text.
 */
export function sbom({ manifest, date, bundled, optional }) {
  const application = { type: "application", "bom-ref": purl(manifest), ...identity(manifest) };
  const all = [...bundled, ...optional];
  const chosen = all.filter(({ name }) => name in { ...manifest.devDependencies, ...manifest.optionalDependencies });
  const components = [
    ...bundled.map((one) => component(one, "required")),
    ...optional.map((one) => component(one, "optional")),
  ];
  const document = {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify([application, date, components]))}`,
    version: 1,
    metadata: {
      timestamp: date,
      lifecycles: [{ phase: "build" }],
      component: application,
    },
    components,
    dependencies: [
      { ref: purl(manifest), dependsOn: chosen.map(purl) },
      ...all.map((one) => ({ ref: purl(one), dependsOn: needed(one, all) })),
    ],
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function component(one, scope) {
  return {
    type: "library",
    "bom-ref": purl(one),
    ...identity(one),
    scope,
    hashes: hashesOf(one.integrity),
    externalReferences: [{ type: "distribution", url: tarballOf(one) }],
  };
}

/** A scope of npm is the group of a component. */
function identity({ name, version, license }) {
  const [, group, plain] = /^(@[^/]+)\/(.+)$/.exec(name) ?? [undefined, undefined, name];
  return {
    ...(group !== undefined && { group }),
    name: plain,
    version,
    licenses: [/^[\w.+-]+$/.test(license) ? { license: { id: license } } : { expression: license }],
    purl: purl({ name, version }),
  };
}

function tarballOf({ name, version }) {
  return `https://registry.npmjs.org/${name}/-/${name.split("/").at(-1)}-${version}.tgz`;
}

/** https://github.com/package-url/purl-spec, type npm. */
function purl({ name, version }) {
  return `pkg:npm/${name.replace("@", "%40")}@${version}`;
}

/** Subresource integrity (`sha512-` and base64) as CycloneDX writes hashes. */
function hashesOf(integrity) {
  return integrity.split(" ").map((one) => {
    const [, algorithm, digest] = /^sha(\d+)-(.+)$/.exec(one);
    return { alg: `SHA-${algorithm}`, content: Buffer.from(digest, "base64").toString("hex") };
  });
}

/** Those of its dependencies that are there; bundling leaves out what is not used. */
function needed({ place, dependencies }, all) {
  const found = dependencies.map(
    (name) => all.find((one) => one.place === `${place}/node_modules/${name}`) ?? all.find((one) => one.name === name),
  );
  return found.filter((one) => one !== undefined).map(purl);
}

/** A name-based UUID: version and variant bits of RFC 9562, version 8. */
function uuidOf(text) {
  const hex = createHash("sha256").update(text).digest("hex");
  const variant = ((Number.parseInt(hex[16], 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join("-");
}
