/** Catalog relations, functions, and what stands around the language. */
import { kept, later, mended, type Requirement } from "./requirement.ts";

const server = "wire server";

export const system: readonly Requirement[] = [
  later("wire.catalog", "canned catalog answers", server),
  later("wire.protocol", "simple and extended protocol", server),
  later("wire.types", "OIDs of columns", server),
  later("wire.auth", "mTLS and passwords", server),
  later("wire.clients", "psql, psycopg and SQLAlchemy", server),
  later("backend.postgres", "PostgreSQL as the local engine", "PostgreSQL backend"),
  mended("catalog.relations", "providers, services, resources, methods, parameters and columns as relations"),
  mended("catalog.information-schema", "information_schema"),
  mended("catalog.session", "settings, requests and views as relations"),
  mended("catalog.functions", "functions of the engine and of users as a relation, SHOW FUNCTIONS"),
  mended("catalog.journal", "every call that changed something, kept over a crash with --store"),
  kept("catalog.budget", "listing every resource of the registry within the start-up budget"),

  kept("function.aggregate", "avg, count, group_concat, max, min, sum, total"),
  kept("function.date", "date, time, datetime, julianday, strftime with modifiers"),
  kept("function.general", "coalesce, ifnull, iif, nullif"),
  kept("function.json", "the JSON functions"),
  mended("function.json-equal", "json_equal and aws_policy_equal"),
  kept("function.math", "the mathematical functions"),
  mended("function.regex", "regexp, regexp_like, regexp_substr and regexp_replace with real regular expressions"),
  kept("function.string", "the text functions, split_part among them"),
  kept("function.window", "the window functions"),
  mended("function.interval", "dates and intervals"),
  mended("function.common", "the functions in common use in PostgreSQL, DuckDB and SQLite"),
  mended("function.series", "generate_series of numbers and moments"),
  mended("function.hash", "hashes, base64, uuid, url and cidr functions"),
  mended("function.user", "CREATE FUNCTION … AS expression"),
  mended("function.reference", "a reference page whose examples are executed"),

  mended("file.read", "read_csv, read_json and read_parquet"),
  mended("file.copy", "COPY (query) TO a file"),
  kept("file.attach", "PostgreSQL and SQLite databases joined with providers"),

  mended("guard.requests", "--max-requests and --max-rows"),
  mended("guard.timeout", "a statement timeout"),
  mended("guard.on-error", "on_error = warn with a status for each source"),
  mended("explain.analyze", "EXPLAIN ANALYZE with requests, pages, rows, bytes and times"),
  mended("format.fmt", "tributary fmt"),

  mended("auth.tokens", "tokens kept until they end, fetched once for all requests that wait"),
  kept("auth.aws", "aws_signing_v4 and aws_assume_role, with profiles and roles of machines"),
  mended("auth.azure", "azure_default, with the audience of the service that a host belongs to"),
  mended("auth.google", "service_account for every provider, with the application default credentials"),
  kept("auth.oci", "oci_signing_v1"),
  kept("auth.interactive", "tokens of the provider's command line"),
];
