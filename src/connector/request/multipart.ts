/** Bodies of parts: multipart/form-data. Source: RFC 7578, and OpenAPI on the media types of parts. */
import { bareType } from "../../common/media-type.ts";
import { createHash } from "node:crypto";
import type { Method, Part } from "../../catalog/model.ts";
import type { JsonValue } from "../../common/value.ts";
import { isJsonArray, isJsonObject, jsonAsText } from "../../common/json.ts";
import type { RequestBody } from "../transport/message.ts";
import { dataIn } from "./data-url.ts";

interface WrittenPart {
  readonly head: string;
  readonly content: Uint8Array;
  /** Of a file that holds bytes: what people see of it. */
  readonly summary: string | undefined;
}

/**
 * The properties of `value` as parts, in their order: files where the document says so, objects as JSON, lists as a part
 * for each item, the rest as text. The boundary comes from the content, so that one body is always written in one way.
 * `shown` is the same with secrets masked.
 */
export function writeMultipart(method: Method, value: JsonValue, shown: JsonValue): RequestBody {
  const parts = partsOf(method, value);
  const hash = createHash("sha256");
  for (const { head, content } of parts) hash.update(head).update(content);
  const boundary = `tributary-${hash.digest("hex").slice(0, 32)}`;
  const bytes = assembled(parts, boundary);
  const masked = partsOf(method, shown).map(({ head, content, summary }) => ({
    head,
    content: summary === undefined ? content : Buffer.from(summary),
  }));
  const subtype = bareType(method.request.mediaType) || "multipart/form-data";
  return {
    text: bytes.toString("utf8"),
    bytes,
    shown: assembled(masked, boundary).toString("utf8"),
    mediaType: `${subtype}; boundary=${boundary}`,
  };
}

function assembled(parts: readonly Pick<WrittenPart, "head" | "content">[], boundary: string): Buffer {
  const chunks = parts.flatMap(({ head, content }) => [
    Buffer.from(`--${boundary}\r\n${head}\r\n\r\n`),
    content,
    lineBreak,
  ]);
  return Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]);
}

const lineBreak = Buffer.from("\r\n");

function partsOf({ request }: Method, value: JsonValue): readonly WrittenPart[] {
  return Object.entries(isJsonObject(value) ? value : {}).flatMap(([name, inner]) => {
    const said = partNamed(request.parts ?? {}, name);
    const isList = isJsonArray(inner) && (said.file === true || inner.every((item) => typeof item !== "object"));
    const items = isList ? inner : [inner];
    return items.filter((item) => item !== null).map((item) => partOf(name, said, item));
  });
}

function partNamed(parts: { readonly [property: string]: Part }, name: string): Part {
  return (Object.hasOwn(parts, name) ? parts[name] : undefined) ?? {};
}

function partOf(name: string, { file, mediaType }: Part, value: JsonValue): WrittenPart {
  const data = typeof value === "string" ? dataIn(value) : undefined;
  const isFile = file === true || data !== undefined;
  const natural = typeof value === "object" ? "application/json" : undefined;
  const type = data?.mediaType ?? mediaType ?? natural ?? (isFile ? "application/octet-stream" : undefined);
  const fileName = isFile ? `; filename="${quoted(data?.fileName ?? name)}"` : "";
  const disposition = `Content-Disposition: form-data; name="${quoted(name)}"${fileName}`;
  return {
    head: type === undefined ? disposition : `${disposition}\r\nContent-Type: ${type}`,
    content: data?.bytes ?? Buffer.from(jsonAsText(value), "utf8"),
    summary: data === undefined ? undefined : `(${data.bytes.length} bytes)`,
  };
}

/** A quote or line break would end the name. */
function quoted(name: string): string {
  return name.replaceAll("\r", "%0D").replaceAll("\n", "%0A").replaceAll('"', "%22");
}
