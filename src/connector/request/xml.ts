/** Bodies in XML. */
import type { Method, XmlBody, XmlNode } from "../../catalog/model.ts";
import type { JsonValue } from "../../common/value.ts";
import { requestFailure } from "../failure.ts";
import { isJsonArray, isJsonObject, jsonAsText, type JsonObject } from "../../common/json.ts";

const emptyNode: XmlNode = {};

/** An element to write. */
interface Element {
  readonly name: string;
  readonly node: XmlNode;
  readonly value: JsonValue;
  /** Texts are markup already. */
  readonly markup: boolean;
}

/**
 * The body as XML. Texts are escaped; where markup stands for what the document calls an object or a list, it is taken
 * as it is. Throws `invalid_parameter_value` for names that no element can have, and for characters that XML cannot hold.
 */
export function writeXml(method: Method, value: JsonValue): string {
  const xml = method.request.xml ?? { root: "body", content: emptyNode };
  const single = isJsonObject(value) ? Object.entries(value)[0] : undefined;
  if (xml.root === undefined) return single === undefined ? "" : jsonAsText(single[1]);
  if (xml.root !== "" || single === undefined) return framed(xml, element(method, rootElement(xml, value)));
  const node = nodeOf(xml.content, single[0]);
  return framed(xml, element(method, { ...rootElement(xml, single[1]), name: node.name ?? single[0], node }));
}

function rootElement({ root = "", content, markup }: XmlBody, value: JsonValue): Element {
  return { name: root, node: content, value, markup: markup === true };
}

/** The namespace and what else the document wants at the root. */
function framed({ namespace, annotation, declaration = "" }: XmlBody, root: string): string {
  const extras = [namespace === undefined ? "" : ` xmlns="${escapeAttribute(namespace)}"`];
  if (annotation !== undefined) extras.push(` ${annotation.trim()}`);
  return declaration + root.replace(/^<[^\s/>]+/, (start) => `${start}${extras.join("")}`);
}

function element(method: Method, { name, node, value, markup }: Element): string {
  const qualified = qualifiedName(node, name);
  const attributes = isJsonObject(value) ? attributesOf(method, node, value) : [];
  const declared =
    node.namespace !== undefined && node.attribute !== true ? [namespaceDeclaration(node, node.namespace)] : [];
  const tag = [checkedName(method, qualified), ...declared, ...attributes].join(" ");
  const content = contentOf(method, { name: qualified, node, value, markup });
  return content === "" ? `<${tag}/>` : `<${tag}>${content}</${qualified}>`;
}

function contentOf(method: Method, { name, node, value, markup }: Element): string {
  if (isJsonArray(value)) return items(method, { name, node, value, markup });
  if (isJsonObject(value)) return children(method, { node, value, markup });
  if (value === null) return "";
  const isMarkup = markup || (typeof value === "string" && isStructured(node) && /^\s*</.test(value));
  const text = checkedText(method, jsonAsText(value));
  return isMarkup ? text : escapeText(text);
}

/** True where the document says that the value has parts. */
function isStructured(node: XmlNode): boolean {
  return node.properties !== undefined || node.items !== undefined || node.flat === true;
}

function children(
  method: Method,
  { node, value, markup }: { readonly node: XmlNode; readonly value: JsonObject; readonly markup: boolean },
): string {
  return Object.entries(value)
    .map(([name, inner]) => {
      const its = nodeOf(node, name);
      if (its.attribute === true || inner === null) return "";
      if (its.flat !== true) return element(method, { name: its.name ?? name, node: its, value: inner, markup });
      // Markup in place of a list without an element of its own is the items.
      if (typeof inner === "string" && /^\s*</.test(inner)) return inner;
      const list = isJsonArray(inner) ? inner : [inner];
      return items(method, { name: its.name ?? name, node: its, value: list, markup });
    })
    .join("");
}

function items(
  method: Method,
  { name, node, value, markup }: Element & { readonly value: readonly JsonValue[] },
): string {
  const itemNode = node.items ?? emptyNode;
  return value
    .map((item) => element(method, { name: itemNode.name ?? name, node: itemNode, value: item, markup }))
    .join("");
}

function nodeOf(node: XmlNode, name: string): XmlNode {
  const { properties = {} } = node;
  return (Object.hasOwn(properties, name) ? properties[name] : undefined) ?? emptyNode;
}

function attributesOf(method: Method, node: XmlNode, value: JsonObject): readonly string[] {
  return Object.entries(value).flatMap(([name, inner]) => {
    const its = nodeOf(node, name);
    if (its.attribute !== true || inner === null) return [];
    const qualified = checkedName(method, qualifiedName(its, its.name ?? name));
    const declaration = its.namespace === undefined ? [] : [namespaceDeclaration(its, its.namespace)];
    return [...declaration, `${qualified}="${escapeAttribute(checkedText(method, jsonAsText(inner)))}"`];
  });
}

function qualifiedName({ prefix }: XmlNode, name: string): string {
  return prefix === undefined ? name : `${prefix}:${name}`;
}

function namespaceDeclaration({ prefix }: XmlNode, namespace: string): string {
  return `xmlns${prefix === undefined ? "" : `:${prefix}`}="${escapeAttribute(namespace)}"`;
}

/** Names come from documents and from the keys of objects that users give. */
function checkedName(method: Method, name: string): string {
  if (/^[\p{L}_][\p{L}\p{N}._:-]*$/u.test(name)) return name;
  throw requestFailure(
    "invalid_parameter_value",
    `${method.id}: ${JSON.stringify(name)} cannot be the name of an XML element`,
    {
      hint: "The names of properties become elements: letters, digits, dots, dashes and underscores.",
    },
  );
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\r", "&#13;");
}

function escapeAttribute(text: string): string {
  return escapeText(text).replaceAll('"', "&quot;").replaceAll("\n", "&#10;").replaceAll("\t", "&#9;");
}

/** XML 1.0 has no way to write other control characters than tabs and line breaks. */
function checkedText(method: Method, text: string): string {
  const forbidden = text.match(/\p{Cc}/gu)?.find((character) => character < " " && !"\t\n\r".includes(character));
  if (forbidden === undefined) return text;
  const code = forbidden.charCodeAt(0).toString(16).padStart(4, "0");
  throw requestFailure("invalid_parameter_value", `${method.id}: XML cannot hold the control character U+${code}`, {
    hint: "Remove it from the value, or send the value in base64 where the API takes that.",
  });
}
