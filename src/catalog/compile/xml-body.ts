/** How a request body is written as XML: what `xml` of its schemas says, and what the documents of AWS leave out. */
import type { XmlBody, XmlNode } from "../model.ts";
import { isObject, memberOf, objectAt, optional, textAt, type JsonObject } from "./json.ts";
import type { Operation } from "./operation.ts";
import { referenceName, type Schemas } from "./schemas.ts";
import { declaredType, isArraySchema } from "./types.ts";
import { conventionOf, type XmlConvention } from "./xml-conventions.ts";

const maximumDepth = 16;

/** The root of an XML body that nothing names. */
const namelessRoot = "body";

interface Source {
  readonly node: unknown;
  /** `info` of the document. */
  readonly info: unknown;
}

/** The XML of a body whose properties are those of `node`. */
export function xmlBodyOf(schemas: Schemas, method: JsonObject, found: Operation, source: Source): XmlBody {
  const schema = schemas.flatten(source.node);
  const convention = conventionOf(source.info);
  const properties = [...schemas.properties(schema)];
  const rootFacts = objectAt(schema, "xml");
  const [only] = properties.length === 1 ? properties : [];
  const operation = textAt(found.operation, "operationId") ?? "";
  const payload = only === undefined ? undefined : payloadOf(schemas, only, convention);
  const namespace = textAt(rootFacts, "namespace") ?? convention?.namespace;
  const content = nodeOf(schemas, source.node, { depth: 0, above: new Set(), convention });
  const shared = {
    ...optional("namespace", namespace),
    ...optional("declaration", textAt(method, "request", "xmlDeclaration")),
    ...optional("annotation", textAt(method, "request", "xmlRootAnnotation")),
    ...optional("markup", textAt(method, "request", "xmlTransform") === "unescape" ? (true as const) : undefined),
    content,
  };
  if (payload === "text") return { content: {} };
  if (payload === "element") return { ...shared, root: "" };
  const named = textAt(rootFacts, "name") ?? (convention === undefined ? undefined : `${operation}Request`);
  return { ...shared, root: named ?? referenceName(source.node) ?? namelessRoot };
}

/** Where a body has one property, that may be the root element itself, or the text that is the whole body. */
function payloadOf(
  schemas: Schemas,
  [name, node]: readonly [string, unknown],
  convention: XmlConvention | undefined,
): "text" | "element" | undefined {
  if (convention === undefined) return undefined;
  const schema = schemas.flatten(node);
  const isText = declaredType(schema) === "string" && convention.textPayloads;
  if (isText) return "text";
  return isObject(schema["properties"]) && convention.isPayload(name) ? "element" : undefined;
}

interface Walk {
  readonly depth: number;
  readonly above: ReadonlySet<JsonObject>;
  readonly convention: XmlConvention | undefined;
  /** The property that the node is the value of. */
  readonly property?: string;
}

/** Only what differs from the plain form is written down; a schema within itself ends there. */
function nodeOf(schemas: Schemas, node: unknown, at: Walk): XmlNode {
  const schema = schemas.flatten(node);
  if (at.depth > maximumDepth || at.above.has(schema)) return {};
  const below = { ...at, depth: at.depth + 1, above: new Set([...at.above, schema]) };
  if (isArraySchema(schema)) return listNode(schemas, node, schema, below);
  const properties: Record<string, XmlNode> = {};
  const owner = referenceName(node) ?? "";
  for (const [name, property] of schemas.properties(schema)) {
    const facts = {
      ...at.convention?.elements[`${owner}.${name}`],
      ...propertyFacts(schemas, property),
      ...nodeOf(schemas, property, { ...below, property: name }),
    };
    if (Object.keys(facts).length > 0) properties[name] = facts;
  }
  return Object.keys(properties).length === 0 ? {} : { properties };
}

function propertyFacts(schemas: Schemas, node: unknown): XmlNode {
  const xml = objectAt(schemas.flatten(node), "xml");
  return {
    ...optional("name", textAt(xml, "name")),
    ...optional("namespace", textAt(xml, "namespace")),
    ...optional("prefix", textAt(xml, "prefix")),
    ...optional("attribute", xml["attribute"] === true ? true : undefined),
  };
}

/** OpenAPI: a list is not wrapped unless `xml.wrapped` says so, and its items have the name of the property. */
function listNode(schemas: Schemas, node: unknown, schema: JsonObject, below: Walk): XmlNode {
  const itemNode = schema["items"];
  const own = textAt(memberOf(schemas.flatten(itemNode), "xml"), "name");
  const list = referenceName(node) ?? "";
  const isConventional = below.convention !== undefined && schema["xml"] === undefined;
  const name = own ?? (isConventional ? below.convention?.itemName(list, referenceName(itemNode) ?? "") : undefined);
  const isFlat = isConventional
    ? below.convention?.isFlat(list, below.property ?? "")
    : objectAt(schema, "xml")["wrapped"] !== true;
  const items: XmlNode = { ...optional("name", name), ...nodeOf(schemas, itemNode, below) };
  return {
    ...optional("flat", isFlat === true ? true : undefined),
    ...(Object.keys(items).length === 0 ? {} : { items }),
  };
}
