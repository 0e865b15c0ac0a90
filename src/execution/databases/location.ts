/** Where a database is: the text after ATTACH, or of `--auth`, read without letting its password out. */
import { EngineError } from "../../common/error.ts";
import { rememberSecret } from "../../common/redact.ts";

export type Environment = (name: string) => string | undefined;

export interface PostgresLocation {
  /** For the client; what it leaves out comes from `PG…` variables or their usual values. */
  readonly connection: { readonly connectionString?: string };
  /** Without the password. */
  readonly shown: string;
}

/** The kind of database that a location tells by itself. */
export function typeOfLocation(location: string): "sqlite" | "postgres" {
  return /^(postgres|postgresql):\/\//i.test(location) || /^\s*(host|hostaddr|dbname|service)\s*=/i.test(location)
    ? "postgres"
    : "sqlite";
}

/**
 * A URL or `key=value` pairs, with `${VARIABLE}` for what an environment variable holds; '' leaves all to variables.
 * Throws `missing_credentials` for a variable that is not set, `invalid_parameter_value` for what is neither form.
 */
export function postgresLocation(text: string, environment: Environment): PostgresLocation {
  const whole = /^\s*\$\{(\w+)\}\s*$/.exec(text)?.[1];
  const given = whole === undefined ? text : variable(whole, environment);
  if (given.trim() === "") return { connection: {}, shown: "postgresql://" };
  if (/^(postgres|postgresql):\/\//i.test(given)) {
    return urlLocation(given.replaceAll(/\$\{(\w+)\}/g, (_, name) => encodeURIComponent(secret(name, environment))));
  }
  if (/^\s*\w+\s*=/.test(given)) return pairLocation(given, environment);
  throw invalid("the address of a PostgreSQL database is postgresql://user@host:port/database");
}

function urlLocation(text: string): PostgresLocation {
  if (!URL.canParse(text)) {
    const password = /^[^:]+:\/\/[^:/]*:(.*)@/.exec(text)?.[1];
    if (password !== undefined) rememberSecret(password);
    throw invalid(
      "the address of the PostgreSQL database is no valid URL; special characters in it are percent-encoded",
    );
  }
  const url = new URL(text);
  for (const password of [url.password, url.searchParams.get("password") ?? ""]) {
    if (password === "") continue;
    rememberSecret(password);
    rememberSecret(decoded(password));
  }
  checkCertificates(url.searchParams);
  return { connection: { connectionString: url.href }, shown: shownOf(url) };
}

/** These modes mean a full check to the client today; it warns that they may not later. */
function checkCertificates(parameters: URLSearchParams): void {
  const mode = parameters.get("sslmode") ?? "";
  if (parameters.has("uselibpqcompat") || !["prefer", "require", "verify-ca"].includes(mode)) return;
  parameters.set("sslmode", "verify-full");
}

function shownOf({ username, hostname, port, pathname, searchParams }: URL): string {
  const user = searchParams.get("user") ?? decoded(username);
  const [host, at] = [searchParams.get("host") ?? hostname, searchParams.get("port") ?? port];
  return `postgresql://${user === "" ? "" : `${user}@`}${host}${at === "" ? "" : `:${at}`}${decoded(pathname)}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const pair = /\s*(\w+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|([^\s']*))/gy;

function pairLocation(text: string, environment: Environment): PostgresLocation {
  const found = [...text.matchAll(pair)];
  if (
    found
      .map(([matched]) => matched)
      .join("")
      .trim() !== text.trim()
  ) {
    throw invalid("the address of a PostgreSQL database is a URL, or key=value pairs");
  }
  const given = new Map(
    found.map(([, key = "", quoted, bare]) => {
      const value = quoted?.replaceAll(/\\(.)/g, "$1") ?? bare ?? "";
      return [key.toLowerCase(), value.replaceAll(/\$\{(\w+)\}/g, (_, name) => secret(name, environment))] as const;
    }),
  );
  const { dbname = "", ...others } = Object.fromEntries(given);
  return urlLocation(`postgresql:///${encodeURIComponent(dbname)}?${new URLSearchParams(others).toString()}`);
}

function secret(name: string, environment: Environment): string {
  const value = variable(name, environment);
  rememberSecret(value);
  return value;
}

function variable(name: string, environment: Environment): string {
  const value = environment(name);
  if (value !== undefined) return value;
  throw new EngineError({
    condition: "missing_credentials",
    stage: "execute",
    message: `the address of the database needs the environment variable ${name}, which is not set`,
    hint: `Set it: export ${name}=…`,
  });
}

function invalid(message: string): EngineError {
  return new EngineError({ condition: "invalid_parameter_value", stage: "execute", message });
}
