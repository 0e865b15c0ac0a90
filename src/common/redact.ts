const secretName =
  /(^|[_\-.])(authorization|[a-z]*(password|passwd|passphrase)|secret|token|api[_-]?key|private[_-]?key|client[_-]?secret|access[_-]?key|credential|signature)s?($|[_\-.])|[_\-.](pass|pwd)$/i;

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

/** Remembers a secret value, so that `redact` blanks it wherever it turns up; very short values are not kept. */
export function rememberSecret(value: string): void {
  if (value.length >= 6) knownSecrets.add(value);
}

/** The password of `scheme://user:password@host`, but for what is named by a variable. */
const addressPassword = /(:\/\/[^\s:/@']*:)((?!\$\{)[^\s/@']+)(?=@)/g;
/** The password of `host=… password=…`. */
const pairPassword = /(\b(?:host|dbname|user|port)\s*=\s*[^\n;]*?\bpassword\s*=\s*)((?!\$\{)[^\s';]+)/gi;

/** SQL with the passwords of the databases it names blanked, character for character: places in it stay the same. */
export function hidePasswords(sql: string): string {
  const blank = (_all: string, before: string, password: string): string => before + "*".repeat(password.length);
  return sql.replaceAll(addressPassword, blank).replaceAll(pairPassword, blank);
}

/** `text` with every remembered secret replaced by the mask. */
export function redact(text: string): string {
  let result = text;
  for (const secret of knownSecrets) {
    if (result.includes(secret)) result = result.replaceAll(secret, mask);
  }
  return result;
}
