/** What SHOW shows: the relation behind each word and the columns of it that clients know. */
import type { Show } from "../../sql/ast.ts";

export interface Shown {
  readonly relation: string;
  readonly columns: string;
  readonly extended?: string;
  /** What LIKE compares. */
  readonly like: readonly string[];
  /** The keys of the relation that FROM gives, outermost first. */
  readonly keys: readonly string[];
  /** True where FROM may give fewer, or be absent: the rest is not narrowed. */
  readonly open?: true;
  /** True where the relation itself says which names there are. */
  readonly unchecked?: true;
  readonly where?: string;
}

const tableKeys = ["table_catalog", "table_schema"];

export const shown: { readonly [W in Show["what"]]: Shown } = {
  PROVIDERS: {
    relation: "tributary.providers",
    columns: "name, version",
    extended: "title, description, shipped",
    like: ["name"],
    keys: [],
  },
  SERVICES: {
    relation: "tributary.services",
    columns: "id, name, title",
    extended: "description, version, preferred",
    like: ["name", "id"],
    keys: ["provider"],
  },
  RESOURCES: {
    relation: "tributary.resources",
    columns: "name, id",
    extended: "description",
    like: ["name", "id"],
    keys: ["provider", "service"],
  },
  METHODS: {
    relation: "tributary.methods",
    columns: 'method AS "MethodName", required_params AS "RequiredParams", sql_verb AS "SQLVerb"',
    extended: "description",
    like: ["MethodName"],
    keys: ["provider", "service", "resource"],
  },
  TABLES: {
    relation: "information_schema.tables",
    columns: "table_catalog, table_schema, table_name",
    extended: "table_type, table_comment",
    like: ["table_name"],
    keys: tableKeys,
    open: true,
  },
  DATABASES: {
    relation: "tributary.databases",
    columns: "name, type, location",
    extended: "read_only, source",
    like: ["name"],
    keys: [],
  },
  VIEWS: {
    relation: "information_schema.views",
    columns: "table_catalog, table_schema, table_name",
    extended: "view_definition",
    like: ["table_name"],
    keys: tableKeys,
    open: true,
  },
  "MATERIALIZED VIEWS": {
    relation: "tributary.stored_relations",
    columns: "name, created, refreshed",
    extended: "temporary, ttl, definition",
    like: ["name"],
    keys: [],
    where: "kind = 'materialized view'",
  },
  COLUMNS: {
    relation: "tributary.columns",
    columns: "name, type",
    extended: "description",
    like: ["name"],
    keys: ["provider", "service", "resource"],
  },
  FUNCTIONS: {
    relation: "tributary.functions",
    columns: "name, arguments, returns, kind",
    extended: "origin, category, description, example, definition",
    like: ["name"],
    keys: [],
  },
  CONNECTIONS: {
    relation: "tributary.connections",
    columns: "name, provider, groups",
    extended: "parameters, tags, endpoint, source",
    like: ["name"],
    keys: [],
  },
  SETTINGS: {
    relation: "tributary.settings",
    columns: "name, value",
    extended: '"default", source, description',
    like: ["name"],
    keys: [],
  },
  AUTH: {
    relation: "tributary.auth",
    columns: "principal, type, source",
    extended: "provider, service",
    like: ["principal", "type"],
    keys: ["provider"],
    open: true,
  },
  CREDENTIALS: {
    relation: "tributary.credentials",
    columns: "name, services, type, status, principal, source, missing, expires, detail",
    extended: "provider, account, verified_by",
    like: ["name"],
    keys: ["name"],
    open: true,
    unchecked: true,
  },
  VERSION: {
    relation: "tributary.settings",
    columns: "value AS version",
    extended: ["commit", "build_date", "platform"].map(settingNamed).join(", "),
    like: ["version"],
    keys: [],
    where: "name = 'version'",
  },
  "TRANSACTION ISOLATION LEVEL": {
    relation: "(VALUES ('read committed')) AS level",
    columns: "column1 AS transaction_isolation",
    like: ["transaction_isolation"],
    keys: [],
  },
};

/** A setting as a column of its name. */
function settingNamed(name: string): string {
  return `(SELECT value FROM tributary.settings WHERE name = '${name}') AS "${name}"`;
}
