/** The flags of every command: one table, from which parsing, the config file, the environment and help all come. */

/** What flags are about, in the order of help; a command shows the groups that it obeys. */
export const flagGroups = {
  statements: "Statements",
  results: "Results",
  clouds: "Clouds and credentials",
  requests: "Requests",
  authoring: "Providers of one's own",
  layout: "Layout",
  mock: "Mock",
  general: "General",
} as const;

export type FlagGroup = keyof typeof flagGroups;

export interface Flag {
  readonly kind: "boolean" | "text" | "integer" | "list";
  readonly group: FlagGroup;
  readonly short?: string;
  /** What stands for the value in help. */
  readonly value?: string;
  readonly description: string;
  readonly default?: string | number;
  /** The only values there are. */
  readonly choices?: readonly string[];
}

/** Names follow the incumbent where the flag has the same effect. */
export const flags = {
  auth: {
    kind: "text",
    group: "clouds",
    value: "JSON",
    description:
      'credentials in place of what the providers declare: {"confluent": {"type": "basic", …}}; a key may name provider.service',
  },
  "env.file": {
    kind: "text",
    group: "clouds",
    value: "FILE",
    description: "read environment variables from a file of KEY=value lines; they win over the process environment",
  },
  endpoint: {
    kind: "list",
    group: "clouds",
    value: "PROVIDER=URL",
    description: "send every request of a provider to another origin, keeping paths; may be given several times",
  },
  connections: {
    kind: "text",
    group: "clouds",
    value: "FILE",
    description: "YAML or JSON file of named accounts; by default connections.yaml in the user's configuration folder",
  },
  provider: {
    kind: "text",
    group: "clouds",
    value: "NAME",
    description: "provider of names that are written without one",
  },
  source: {
    kind: "list",
    group: "clouds",
    value: "FOLDER",
    description: "take providers from the documents in a folder as they stand; may be given several times",
  },
  registry: {
    kind: "text",
    group: "clouds",
    value: "URL",
    description: 'where REGISTRY LIST and PULL read: an http or file URL, or {"url": "…", "verifyConfig": …}',
  },
  approot: {
    kind: "text",
    group: "clouds",
    value: "FOLDER",
    description: "folder for pulled providers; by default the user's state folder",
  },
  configfile: {
    kind: "text",
    group: "general",
    value: "FILE",
    description: "JSON object or KEY=value lines of flags; by default config.json in the user's configuration folder",
  },
  infile: {
    kind: "text",
    group: "statements",
    short: "i",
    value: "FILE",
    description: "read the statements from a file; - or stdin reads standard input",
  },
  outfile: {
    kind: "text",
    group: "results",
    short: "f",
    value: "FILE",
    description: "write results to a file instead of standard output; - or stdout means standard output",
  },
  output: {
    kind: "text",
    group: "results",
    short: "o",
    value: "FORMAT",
    default: "auto",
    description: "auto, box, table, json, jsonl, csv, text, pptext or markdown; auto is box on a terminal, else table",
  },
  hideheaders: {
    kind: "boolean",
    group: "results",
    short: "H",
    description: "leave out the header line of csv and text",
  },
  delimiter: {
    kind: "text",
    group: "results",
    short: "d",
    value: "CHAR",
    default: ",",
    description: "delimiter of csv",
  },
  "json-strings": {
    kind: "boolean",
    group: "results",
    description: "print JSON columns as strings inside json output",
  },
  "json-document": {
    kind: "boolean",
    group: "results",
    description: "print the results of a script as one JSON document",
  },
  dryrun: {
    kind: "boolean",
    group: "statements",
    description: "send nothing: show the requests of writes and the plans of queries",
  },
  store: {
    kind: "text",
    group: "statements",
    value: "FILE",
    description: "keep views and tables in a file; without it they end with the command",
  },
  "keep-going": {
    kind: "boolean",
    group: "statements",
    description: "go on with the next statement after one that failed",
  },
  "exit-zero": { kind: "boolean", group: "statements", description: "exit with 0 even where a statement failed" },
  param: {
    kind: "list",
    group: "statements",
    value: "NAME=VALUE",
    description:
      "value of :name, @name, $1 or ?, bound and not pasted; numbers, true, false, null and JSON are typed, NAME:text=VALUE is not; may be given several times",
  },
  iqldata: {
    kind: "text",
    group: "statements",
    short: "q",
    value: "FILE",
    description: "JSON object of data, or jsonnet that computes one; the script is rendered with them as a template",
  },
  var: {
    kind: "list",
    group: "statements",
    value: "NAME=VALUE",
    description: "one more value for the template and std.extVar, as text; may be given several times",
  },
  keep: {
    kind: "list",
    group: "statements",
    value: "NAME=TTL",
    description:
      "keep rows of relations of this name (* stands for anything) for so many seconds, or 30m, 1h, 1d, in the store; may be given several times",
  },
  namespaces: {
    kind: "text",
    group: "statements",
    value: "JSON",
    description: "the same by regular expressions, as scripts for StackQL have it",
  },
  "max-requests": {
    kind: "integer",
    group: "statements",
    value: "N",
    description: "requests of one statement; it fails instead of sending one more",
  },
  "request-budget": {
    kind: "integer",
    group: "statements",
    value: "N",
    description: "requests of all statements together; the one that needs one more fails",
  },
  "max-rows": {
    kind: "integer",
    group: "statements",
    value: "N",
    description: "rows of one statement, with a warning where there were more",
  },
  "statement-timeout": {
    kind: "integer",
    group: "statements",
    value: "SECONDS",
    description: "limit for each statement, its local SQL included; 0 means none",
  },
  "on-error": {
    kind: "text",
    group: "statements",
    value: "WHAT",
    default: "fail",
    choices: ["fail", "warn", "partial"],
    description:
      "what a failing request of a query does: fail the statement, or warn and leave its rows out (exit code 3); partial also keeps such rows in tables and files",
  },
  session: {
    kind: "text",
    group: "statements",
    value: "JSON",
    description:
      'what becomes of writes in transactions: {"rollback_type": "nop"} queues them, "undo" also undoes a COMMIT that fails, "eager" sends them at once and ROLLBACK undoes them',
  },
  acid: {
    kind: "text",
    group: "statements",
    value: "JSON",
    description: 'how deep transactions nest: {"maxTransactionDepth": 3}; by default, and with -1, without limit',
  },
  yes: {
    kind: "boolean",
    group: "statements",
    short: "y",
    description: "do not ask on a terminal before a statement of more than 1000 requests",
  },
  "max-rate": {
    kind: "integer",
    group: "requests",
    value: "N",
    description: "requests per second and host; those above it wait",
  },
  "execution.concurrency.limit": {
    kind: "integer",
    group: "requests",
    value: "N",
    default: 32,
    description: "requests in flight per host; negative means no limit",
  },
  apirequesttimeout: {
    kind: "integer",
    group: "requests",
    value: "SECONDS",
    default: 45,
    description: "limit for each request; 0 means none",
  },
  "http.retries": {
    kind: "integer",
    group: "requests",
    value: "N",
    default: 4,
    description: "attempts after the first, where a request may be repeated",
  },
  "http.response.pageLimit": {
    kind: "integer",
    group: "requests",
    value: "N",
    description: "pages read of one list, with a warning where there were more; by default all",
  },
  "http.log.enabled": {
    kind: "boolean",
    group: "requests",
    description: "log requests and responses on standard error, without secrets",
  },
  "log.format": {
    kind: "text",
    group: "requests",
    value: "FORMAT",
    default: "text",
    choices: ["text", "json"],
    description:
      "how standard error tells of warnings, errors, messages and what is logged: text, or one JSON object a line",
  },
  "http.proxy.host": {
    kind: "text",
    group: "requests",
    value: "HOST",
    description: "proxy in place of HTTPS_PROXY and HTTP_PROXY",
  },
  "http.proxy.port": { kind: "integer", group: "requests", value: "PORT", description: "port of the proxy" },
  "http.proxy.scheme": {
    kind: "text",
    group: "requests",
    value: "SCHEME",
    default: "http",
    choices: ["http", "https"],
    description: "how the proxy itself is reached: http or https",
  },
  "http.proxy.user": { kind: "text", group: "requests", value: "NAME", description: "user name for the proxy" },
  "http.proxy.password": { kind: "text", group: "requests", value: "TEXT", description: "password for the proxy" },
  "http.timeout": {
    kind: "list",
    group: "requests",
    value: "[HOST:]PART=S",
    description:
      "seconds that a part of a request may take: connect (15 where not given), headers, idle or total; a host may hold *; may be given several times",
  },
  "tls.CABundle": { kind: "text", group: "requests", value: "FILE", description: "PEM certificates to trust" },
  "tls.CAMode": {
    kind: "text",
    group: "requests",
    value: "MODE",
    default: "extra",
    choices: ["extra", "replace"],
    description: "trust them beside the usual ones (extra) or alone (replace)",
  },
  "tls.certificate": {
    kind: "text",
    group: "requests",
    value: "FILE",
    description: "PEM certificate that servers are shown",
  },
  "tls.key": {
    kind: "text",
    group: "requests",
    value: "FILE",
    description: "PEM key of that certificate, where it is in a file of its own",
  },
  "tls.keyPassword": { kind: "text", group: "requests", value: "TEXT", description: "password of that key" },
  "tls.allowInsecure": { kind: "boolean", group: "requests", description: "accept any certificate" },
  offline: {
    kind: "boolean",
    group: "requests",
    description: "open no socket: kept rows, the catalog and local files answer, all else is an error",
  },
  record: {
    kind: "text",
    group: "requests",
    value: "FILE",
    description: "write every exchange with a server to a HAR file, secrets masked",
  },
  replay: {
    kind: "text",
    group: "requests",
    value: "FILE",
    description: "answer from such a file in place of the servers; opens no socket and needs no credentials",
  },
  "telemetry.sql": {
    kind: "text",
    group: "requests",
    value: "WHAT",
    default: "shape",
    choices: ["shape", "full"],
    description:
      "what traces tell of statements, where OTEL_EXPORTER_OTLP_ENDPOINT asks for them: shape leaves out literals, values in URLs and messages",
  },
  progress: {
    kind: "text",
    group: "general",
    value: "WHEN",
    default: "auto",
    choices: ["auto", "always", "never"],
    description: "progress on standard error: auto (on a terminal), always or never",
  },
  verbose: { kind: "boolean", group: "general", short: "v", description: "tell on standard error what is done" },
  overlay: {
    kind: "text",
    group: "authoring",
    value: "FILE",
    description: "what OpenAPI documents do not say: name, address, credentials, resources, views",
  },
  into: {
    kind: "text",
    group: "authoring",
    value: "FOLDER",
    default: "registry",
    description: "registry to write the provider into, below its src folder",
  },
  check: {
    kind: "boolean",
    group: "layout",
    description: "print the names of the files that are not in the layout, and exit with 1 where there is one",
  },
  write: { kind: "boolean", group: "layout", description: "write the layout back to the files" },
  lint: {
    kind: "boolean",
    group: "layout",
    description: "print what likely does not mean what it says, and exit with 1 where there is something",
  },
  port: {
    kind: "integer",
    group: "mock",
    value: "PORT",
    default: 0,
    description: "port of the mock; 0 takes a free one",
  },
  latency: {
    kind: "integer",
    group: "mock",
    value: "MS",
    default: 0,
    description: "milliseconds that the mock waits before it answers",
  },
  scale: {
    kind: "integer",
    group: "mock",
    value: "N",
    default: 1,
    description: "multiplies the data that the mock starts with",
  },
  help: { kind: "boolean", group: "general", short: "h", description: "show help" },
  version: { kind: "boolean", group: "general", description: "show the version" },
} as const satisfies { readonly [name: string]: Flag };

export type FlagName = keyof typeof flags;

/** What a flag holds, by its kind; flags without a default may be absent. */
export type FlagValue<N extends FlagName> = (typeof flags)[N]["kind"] extends "boolean"
  ? boolean
  : (typeof flags)[N]["kind"] extends "list"
    ? readonly string[]
    : (typeof flags)[N] extends { readonly default: string | number }
      ? (typeof flags)[N]["kind"] extends "integer"
        ? number
        : string
      : ((typeof flags)[N]["kind"] extends "integer" ? number : string) | undefined;

export type FlagValues = { readonly [N in FlagName]: FlagValue<N> };

/** The environment variable that sets a flag: `TRIBUTARY_` and the name in upper case, `.` and `-` as `_`. */
export function environmentName(flag: string): string {
  return `TRIBUTARY_${flag.replaceAll(/[.-]/g, "_").toUpperCase()}`;
}
