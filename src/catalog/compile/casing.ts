/** Names in snake case, as `snake_case_aliases` and `request.nativeCasing` of the document format define them. */

/**
 * The snake case of a wire name: `VpcId` → `vpc_id`, `VPCEndpoints` → `vpc_endpoints`, `PublicIPs` → `public_ips`.
 * A name that already holds `_` is only lower-cased. Source: `snake_case_aliases` follows the naming of AWS SDKs.
 */
export function snakeCase(name: string): string {
  const known = cased.get(name);
  if (known !== undefined) return known;
  const made = inSnakeCase(name);
  if (cased.size >= keptNames) cased.clear();
  cased.set(name, made);
  return made;
}

/** Documents say the same few thousand names again and again. */
const cased = new Map<string, string>();
const keptNames = 20_000;

function inSnakeCase(name: string): string {
  if (name.includes("_")) return name.toLowerCase();
  const plural = /[A-Z]{2,}s$/.exec(name);
  const start = plural === null ? name : name.slice(0, plural.index);
  const tail = plural === null ? "" : `${start === "" ? "" : "_"}${plural[0]}`;
  const separated = start
    .replaceAll(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replaceAll(/([a-z])([0-9]+)/g, "$1_$2")
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2");
  return (separated + tail).toLowerCase();
}

/** The snake case that an input is accepted under: that of each part of a name in kebab case, `X-Amz-Target` too. */
export function snakeCaseInput(name: string): string {
  return name.split("-").map(snakeCase).join("_");
}
