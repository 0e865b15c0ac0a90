/** Reads the text of provider documents. */
import { CORE_SCHEMA, defineScalarTag, load } from "js-yaml";

/**
 * YAML 1.2, core: `y`, `on` and dates stay text. Some published documents carry tags that a JavaScript serialiser left
 * behind; the scalars they stand on are taken as text.
 */
const schema = CORE_SCHEMA.withTags(
  defineScalarTag("tag:yaml.org,2002:js/", {
    matchByTagPrefix: true,
    resolve: (text) => text,
    identify: () => false,
  }),
);

/** Parses YAML or JSON. Throws what the parser throws, with the place in the message. */
export function parseDocument(bytes: Uint8Array): unknown {
  const text = new TextDecoder().decode(bytes);
  return text.startsWith("{") ? parseJsonOrYaml(text) : load(text, { schema });
}

/** JSON is YAML, but its own parser is an order of magnitude faster. */
function parseJsonOrYaml(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return load(text, { schema });
  }
}
