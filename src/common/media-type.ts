/** What media types say of the content. */

/** The type alone, without its parameters, in lower case; empty where there is none. */
export function bareType(mediaType: string | undefined): string {
  return mediaType?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

/** JSON as one value; AWS puts a version behind it, GitHub has a type of its own for the objects of a repository. */
export function isJson(mediaType: string): boolean {
  return /(^|[/+])([\w.-]*json(-[\d.]+)?|vnd\.github(\.v3)?\.object)\s*(;|$)/i.test(mediaType) && !isLines(mediaType);
}

/** JSON in lines, which text and lists can be. */
export function isLines(mediaType: string): boolean {
  return /([/+](x-)?(ndjson|jsonl|jsonlines|json-seq)|\/stream\+json)\s*(;|$)/i.test(mediaType);
}

export function isMultipart(mediaType: string | undefined): boolean {
  return mediaType?.startsWith("multipart/") === true;
}
