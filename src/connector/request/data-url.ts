/** Bytes within text: `data:image/png;name=logo.png;base64,iVBOR…`, the form of RFC 2397. */
import { percentDecode } from "../percent.ts";

export interface Data {
  readonly bytes: Uint8Array;
  readonly mediaType: string | undefined;
  /** Source: the attribute `name`, which browsers and mail programs use. */
  readonly fileName: string | undefined;
}

/** What a data URL in base64 holds; undefined for any other text. */
export function dataIn(text: string): Data | undefined {
  const match = /^data:([\w.+-]+\/[\w.+-]+)?((?:;[\w-]+=[^;,]*)*);base64,([A-Za-z0-9+/_=\s-]*)$/.exec(text);
  if (match === null) return undefined;
  const [, mediaType, attributes = "", encoded = ""] = match;
  const name = /;name=([^;,]*)/.exec(attributes)?.[1];
  return {
    bytes: Buffer.from(encoded, "base64"),
    mediaType,
    fileName: name === undefined ? undefined : percentDecode(name),
  };
}
