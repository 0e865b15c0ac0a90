/** XML as a tree, and as JSON in the manner of mxj, the form that documents' templates are written for. */
import { XMLParser, XMLValidator } from "fast-xml-parser";
import type { JsonValue } from "../../common/value.ts";
import type { JsonObject } from "../../common/json.ts";

const textKey = "#text";
const cdataKey = "#cdata";
const attributesKey = ":@";

/** As the parser gives it: an element is its name with its content, beside it its attributes. */
type ParsedNode = { readonly [name: string]: readonly ParsedNode[] | string | { readonly [name: string]: string } };

// Entities are decoded here and only those that XML has itself, so that none can be declared to grow.
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: true,
  processEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  cdataPropName: cdataKey,
});

/**
 * An XML text as a map of its root element: elements by local name, repeated ones as a list, attributes as `-name`, the
 * text of an element that has either as `#text`; an element with neither is its text. Every value is a text. Throws
 * SyntaxError where the text is no XML.
 */
export function parseXml(text: string): JsonObject {
  const validity = XMLValidator.validate(text);
  if (validity !== true) throw new SyntaxError(`${validity.err.msg} (line ${validity.err.line})`);
  return contentOf(parser.parse(text) as readonly ParsedNode[]);
}

function contentOf(nodes: readonly ParsedNode[]): JsonObject {
  const content = new Map<string, JsonValue>();
  for (const node of nodes) {
    const [name] = Object.keys(node).filter((key) => key !== attributesKey);
    if (name === undefined || name === textKey || name === cdataKey) continue;
    const value = valueOf(node[name] as readonly ParsedNode[], node[attributesKey] as { [name: string]: string });
    const before = content.get(name);
    if (before === undefined) content.set(name, value);
    else content.set(name, Array.isArray(before) ? [...(before as JsonValue[]), value] : [before, value]);
  }
  return Object.fromEntries(content);
}

function valueOf(children: readonly ParsedNode[], attributes: { readonly [name: string]: string } = {}): JsonValue {
  const inner = contentOf(children);
  const text = children.map(ownText).join("");
  const marks = Object.entries(attributes).map(([name, value]) => [`-${name}`, decoded(value)] as const);
  if (marks.length === 0 && Object.keys(inner).length === 0) return text;
  return { ...Object.fromEntries(marks), ...(text === "" ? {} : { [textKey]: text }), ...inner };
}

function ownText(node: ParsedNode): string {
  const text = node[textKey];
  if (typeof text === "string") return decoded(text);
  const [cdata] = (node[cdataKey] ?? []) as readonly ParsedNode[];
  return typeof cdata?.[textKey] === "string" ? cdata[textKey] : "";
}

const entities: { readonly [name: string]: string | undefined } = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** XML 1.0 section 4.6, and character references (4.1); any other reference stays as it is written. */
function decoded(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{1,8}));/gi, (written, decimal, hex, name) => {
    if (typeof name === "string") return entities[name] ?? written;
    const code = typeof decimal === "string" ? Number(decimal) : Number.parseInt(String(hex), 16);
    return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : written;
  });
}
