const secretName =
  /(^|[_\-.])(authorization|[a-z]*(password|passwd|passphrase)|secret|token|api[_-]?key|private[_-]?key|client[_-]?secret|access[_-]?key|credential|signature)s?($|[_\-.])|(^(pg|my|mysql|db|redis|smtp|ssh|ftp|ldap|root|admin|user)|[_\-.])_?(pass|pwd)$/i;

/** What stands for a secret in everything a person or a log sees. */
export const mask = "***";

/** Names that look secret but name no secret: page tokens, token types and the like. */
const harmlessName = /(page[_-]?token|token[_-]?(type|url)|next[_-]?token|secret[_-]?name|key[_-]?id)/i;

/** True where a header, query parameter or body property of this name is never shown. */
export function isSecretName(name: string): boolean {
  const separated = name.replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2");
  return secretName.test(separated) && !harmlessName.test(separated);
}

/** Secrets seen in this process: values that must not leave it in any text. */
const knownSecrets = new Set<string>();

/** What is shorter may stand anywhere by chance. */
const shortestSecret = 6;

/** How texts write a value that is a part of them. */
const writings: readonly ((text: string) => string)[] = [
  (text) => text,
  // Halves of characters have no bytes, and would be no URL.
  (text) => encodeURIComponent(Buffer.from(text).toString("utf8")),
  (text) => new URLSearchParams([["", text]]).toString().slice(1),
  (text) => JSON.stringify(text).slice(1, -1),
];

/**
 * Remembers a secret value, so that `redact` blanks it wherever it turns up: as it is, in URLs, forms and JSON, in those
 * within one another, in base64 at any place of a longer text, and line by line. Very short values are not kept.
 */
export function rememberSecret(value: string): void {
  if (value.length < shortestSecret || knownSecrets.has(value)) return;
  const written = new Set(writings.map((write) => write(value)));
  const forms = [...written, ...linesOf(value)];
  for (const one of written) forms.push(...writings.map((write) => write(one)), ...base64Forms(one));
  for (const one of forms) if (one.length >= shortestSecret) knownSecrets.add(one);
}

/** The whole, and the digits that a text has in base64 whatever stands before and after it. */
function base64Forms(value: string): readonly string[] {
  const whole = Buffer.from(value).toString("base64");
  const inside = [0, 2, 3].map((head, offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(value)]);
    const digits = bytes.toString("base64").replace(/=+$/, "");
    return digits.slice(head, bytes.length % 3 === 0 ? undefined : -1);
  });
  const forms = [whole, whole.replace(/=+$/, ""), ...inside.filter((digits) => digits.length >= 8)];
  return forms.flatMap((text) => [text, text.replaceAll("+", "-").replaceAll("/", "_")]);
}

/** Those of a key in PEM, but for the lines around it, which any key has. */
function linesOf(value: string): readonly string[] {
  return value
    .split(/\r?\n|\\n/)
    .filter((line, _index, all) => all.length > 1 && line.length >= 16 && !line.startsWith("-----"));
}

/** `text` with every remembered secret replaced by the mask. */
export function redact(text: string): string {
  let result = text;
  for (const secret of knownSecrets) {
    if (result.includes(secret)) result = result.replaceAll(secret, mask);
  }
  return result;
}
