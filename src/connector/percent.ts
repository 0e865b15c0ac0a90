/** Percent-encoding in the variants that URLs and forms use. */

/** Everything but RFC 3986's unreserved characters. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, hexOf);
}

/** The same, but slashes stay. */
export function percentEncodePath(text: string): string {
  return percentEncode(text).replaceAll("%2F", "/");
}

/** A query parameter's name; the `$` of OData is more readable bare, and allowed. */
export function encodeName(name: string): string {
  return encodeURIComponent(name).replaceAll("%24", "$");
}

/** `name=value&…` as application/x-www-form-urlencoded writes it. */
export function formEncode(pairs: readonly (readonly [name: string, value: string])[]): string {
  return new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, value])).toString();
}

/** Decodes what is percent-encoded, and returns what is malformed as it is. */
export function percentDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The same of a query, where a plus is a space. */
export function decodeLeniently(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

function hexOf(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
