/** What differs from run to run, made equal; docs/sql.md tells readers the rule. All but paths keep their width. */

/** The port that pages show in place of the mock's own. */
export const shownPort = "18080";

export interface Masked {
  readonly port: number;
  /** The folder that shell blocks run in. */
  readonly folder: string;
}

/** Shown text: the port, the time of what was made just now, request ids, durations and the working folder. */
export function mask(text: string, { port, folder }: Masked): string {
  return text
    .replaceAll(new RegExp(`\\b${port}\\b`, "g"), shownPort)
    .replaceAll(folder, "/home/me")
    .replaceAll(/20(?:2[6-9]|[3-9]\d)-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, "2026-01-01T00:00:00.000Z")
    .replaceAll(/request id [0-9a-f]{32}/g, `request id ${"0".repeat(32)}`)
    .replaceAll(/ in \d+ ms/g, " in 5 ms")
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")
    .trimEnd();
}

/** Text of a block as it is run: the shown port becomes the mock's. */
export function unmask(text: string, { port }: Masked): string {
  return text.replaceAll(shownPort, String(port));
}
