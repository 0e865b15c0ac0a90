/**
 * What SQL can name, compiled: plain JSON data, so that it can be written once and read back without any YAML. Every
 * `$ref` is resolved, every SQL name decided, every rule of the provider document format applied.
 */
import type { ColumnType, JsonValue } from "../common/value.ts";

export const sqlVerbs = ["select", "insert", "update", "replace", "delete", "exec"] as const;
export type SqlVerb = (typeof sqlVerbs)[number];

/** The index of a provider: enough for SHOW and DESCRIBE of names, small enough to read at every start. */
export interface Provider {
  readonly name: string;
  readonly version: string;
  readonly title: string;
  readonly description: string;
  readonly auth?: AuthConfig;
  /** True where the package shipped it, false where the user pulled it. */
  readonly shipped: boolean;
  readonly services: readonly ServiceSummary[];
  readonly identity?: IdentityCall;
}

/** A cheap call that tells whose credentials they are. Source: `x-tributary-identity` of a provider document. */
export interface IdentityCall {
  /** Absolute, or a path on the provider's server; `{user}` stands for the user of Basic credentials. */
  readonly url: string;
  /** Where the answer names who one is, and what that belongs to: names of properties. */
  readonly principal: readonly string[];
  readonly account?: readonly string[];
}

export interface ServiceSummary {
  readonly name: string;
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly version: string;
  readonly preferred: boolean;
  /** Set where the document that the provider names is absent or broken: the reason. */
  readonly unavailable?: string | undefined;
  readonly resources: readonly ResourceSummary[];
  /** The same by columns, where an index has them so: a search makes no object of what it passes over. */
  readonly columns?: () => SummaryColumns;
}

/** The resources of a service: what belongs to one stands at the same place in each list. */
export interface SummaryColumns {
  readonly names: readonly string[];
  /** Absent where each is `provider.service.name`. */
  readonly ids?: readonly string[] | undefined;
  readonly titles: readonly string[];
  readonly descriptions: readonly string[];
}

export interface ResourceSummary {
  readonly name: string;
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Other names it answers to. */
  readonly aliases?: readonly string[];
  /** Set where a query of the document stands for it. */
  readonly view?: true;
}

/** A service compiled whole: read when a statement names it. */
export interface Service {
  readonly provider: string;
  readonly name: string;
  readonly auth?: AuthConfig;
  readonly resources: readonly Resource[];
}

export interface Resource {
  readonly name: string;
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly aliases?: readonly string[];
  /** All methods, in document order. */
  readonly methods: readonly Method[];
  /** Method names by verb, in document order (`sqlVerbs`). A method under no verb is called with EXEC only. */
  readonly verbs: { readonly [verb in Exclude<SqlVerb, "exec">]: readonly string[] };
  /** Queries that stand for the resource in FROM, before its select methods; the first that is given all it needs. */
  readonly views?: readonly DocumentView[];
  readonly await?: Await;
  /** By parameter: a query of the values that `'*'` means. Source: `x-tributary-values`. */
  readonly lookups?: { readonly [parameter: string]: string };
  /** What its writes begin is an operation of the API, followed by this protocol. */
  readonly operation?: Operation;
}

/**
 * How an API tells of the operation that a write began. link: the response is the operation and has its URL in
 * `selfLink`; name: it has its path in `name`, and `done`; header: `Azure-AsyncOperation`, `Operation-Location` or
 * `Location` has its URL; token: `ProgressEvent.RequestToken` names it to the method that tells of requests.
 */
export const operationProtocols = ["link", "name", "header", "token"] as const;
export type OperationProtocol = (typeof operationProtocols)[number];

/** Source: `operation` in `x-tributary-await`. */
export interface Operation {
  readonly protocol: OperationProtocol;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
}

/** When what a write begins has ended. Source: `x-tributary-await`. */
export interface Await {
  /** Where the rows of the resource show their phase: a column, then names of properties. */
  readonly phase: readonly string[];
  /** Phases on the way, at the end, and of failure; any other is an error. */
  readonly pending: readonly string[];
  readonly done: readonly string[];
  readonly failed: readonly string[];
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  /** Where a response has the arguments of the method that reads the object, other than in the column of their name. */
  readonly arguments?: { readonly [parameter: string]: readonly string[] };
}

/** A query of a provider document. Source: `config.views`. */
export interface DocumentView {
  /** In the dialect of the local engine. */
  readonly sql: string;
  /** Names that WHERE around it must give: they replace the literals that the query compares columns of that name with. */
  readonly required: readonly string[];
}

/** One API operation mapped to SQL. */
export interface Method {
  readonly name: string;
  /** `provider.service.resource.method`. */
  readonly id: string;
  readonly aliases?: readonly string[];
  /** The verb it is listed under; exec where none. */
  readonly verb: SqlVerb;
  readonly description: string;
  readonly parameters: readonly Parameter[];
  readonly request: RequestShape;
  readonly response: ResponseShape;
  readonly pagination?: Pagination;
  readonly pushdown?: Pushdown;
  readonly retry?: Retry;
  /** Overrides the service's and the provider's. */
  readonly auth?: AuthConfig;
  /** What AWS calls the service in signatures. Source: `serviceName` of the method, else `info.x-serviceName`. */
  readonly signingName?: string;
  readonly inverse?: Inverse;
}

/** The method that undoes a call, with arguments from the response; others are those of the call. Source: `inverse`. */
export interface Inverse {
  /** Names within the service. */
  readonly resource: string;
  readonly method: string;
  readonly tokens: readonly InverseToken[];
}

/** Where in the response an argument of the inverse is: names and indexes in the body, or the name of a header. */
export interface InverseToken {
  readonly parameter: string;
  readonly in: "body" | "header";
  readonly path: readonly string[];
}

export type ParameterLocation = "path" | "query" | "header" | "cookie" | "server" | "body";

/** Something a method takes. Its SQL name is unique within the method, but for body twins of a parameter (`also`). */
export interface Parameter {
  readonly name: string;
  /** The name on the wire: of the template variable, query key, header, or property of the body. */
  readonly wireName: string;
  readonly in: ParameterLocation;
  /** A body property that has the same SQL name as this parameter and gets the same value. */
  readonly alsoBody?: string;
  readonly required: boolean;
  readonly type: ColumnType;
  readonly description: string;
  /** Other SQL names it is accepted under: `data__x` beside `x`, older names. */
  readonly aliases?: readonly string[];
  /** Used where the user gives none (headers, server variables). Query defaults are the server's business. */
  readonly default?: JsonValue;
  /** Environment variable that gives the default of a server variable. */
  readonly environment?: string;
  readonly enum?: readonly JsonValue[];
  /** Values are a secret: masked in every output. Source: `x-redact`. */
  readonly secret?: boolean;
  /** Cannot be changed after creation. Source: `x-immutable`. */
  readonly immutable?: boolean;
  /** How a list or object is written. Source: OpenAPI `style`/`explode`, `queryParamTranspose`. */
  readonly style?: ParameterStyle;
  /** Several values may be sent at once, so that an IN list is one request. Source: `x-multiple`. */
  readonly multiple?: boolean;
  /** The schema of an object-valued body property, for local checks and DESCRIBE METHOD. */
  readonly shape?: Shape;
}

/**
 * comma: `k=a,b`; space, pipe: the same with these; repeat: `k=a&k=b`; spread: each property is a key of its own;
 * deepObject: `k[p]=v`; numbered: `k.1.P=v`; members: `k.member.1.P=v`, maps as `k.entry.1.key=p&k.entry.1.value=v`;
 * prefix: a header for each property, its name behind that of the parameter.
 */
const parameterStyles = [
  "comma",
  "space",
  "pipe",
  "repeat",
  "spread",
  "deepObject",
  "numbered",
  "members",
  "prefix",
] as const;
export type ParameterStyle = (typeof parameterStyles)[number];

/** A JSON schema reduced to what is checked before sending and shown by DESCRIBE METHOD. */
export type Shape = (
  | {
      readonly kind: "object";
      readonly required: readonly string[];
      readonly closed: boolean;
      readonly properties: { readonly [name: string]: Shape };
    }
  | { readonly kind: "array"; readonly items: Shape }
  | {
      readonly kind: "oneOf";
      readonly discriminator?: string;
      readonly branches: readonly { readonly name: string; readonly value?: string; readonly shape: Shape }[];
    }
  | {
      readonly kind: "scalar";
      readonly type: ColumnType;
      readonly pattern?: string;
      readonly enum?: readonly JsonValue[];
      readonly secret?: boolean;
    }
) & {
  /** Cannot be changed after creation. Source: `x-immutable`. */
  readonly immutable?: boolean;
};

export interface RequestShape {
  /** Upper case. */
  readonly httpMethod: string;
  /** The path with `{variables}`; may hold a query string of its own. */
  readonly path: string;
  readonly servers: readonly Server[];
  /** Absent where the method sends no body. */
  readonly mediaType?: string;
  readonly accept?: string;
  /** The path variable whose slashes stay, though it has a neighbour: the name of an object in a bucket. */
  readonly greedy?: string;
  /** JSON merged under the user's body properties. */
  readonly base?: JsonValue;
  /** The body is the single body parameter itself (array roots, free-form bodies), not an object of properties. */
  readonly wholeBody?: boolean;
  /** Body properties are sent inside this property of the body; `asText`: as a JSON text. */
  readonly envelope?: { readonly property: string; readonly asText: boolean };
  /** The body where nothing at all is given for it. Source: `request.default`; `{}` where a body must be sent. */
  readonly default?: JsonValue;
  /** Body properties are those of an object that is sent as the one element of a list; the whole list may be given too. */
  readonly oneElement?: true;
  /** The query, that of the path included, is sent as a form. Source: `requestTranslate`. */
  readonly queryAsForm?: true;
  readonly xml?: XmlBody;
  /** What the document says of parts of a multipart body, by property; those it says nothing of are told by their type. */
  readonly parts?: { readonly [property: string]: Part };
  /** A template over the assembled body that makes the bytes to send; of the type `graphql`, the text of its query. */
  readonly transform?: { readonly type: string; readonly body: string };
}

/** A part of a multipart body. */
export interface Part {
  readonly mediaType?: string;
  /** Sent as a file. */
  readonly file?: true;
}

/** How a body is written as XML. */
export interface XmlBody {
  /** The element around the body; absent where the value of the one property is the text of the body. */
  readonly root?: string;
  readonly namespace?: string;
  /** What precedes the root element. */
  readonly declaration?: string;
  /** Markup that follows the name of the root element. */
  readonly annotation?: string;
  /** Texts are markup, sent as they are. */
  readonly markup?: true;
  readonly content: XmlNode;
}

/** What the XML of a value has other than an element by the name of its property. */
export interface XmlNode {
  readonly name?: string;
  readonly namespace?: string;
  readonly prefix?: string;
  readonly attribute?: true;
  /** Of a list: the items stand without an element around them. */
  readonly flat?: true;
  readonly items?: XmlNode;
  readonly properties?: { readonly [name: string]: XmlNode };
}

export interface Server {
  /** Absolute URL with `{variables}`, no trailing slash. */
  readonly url: string;
  readonly variables: readonly ServerVariable[];
}

export interface ServerVariable {
  readonly name: string;
  readonly default?: string;
  /** Environment variable that gives the value where no argument does. */
  readonly environment?: string;
  /** Domains that a URL given as an argument must lie within. Source: `x-tributary-hosts`. */
  readonly hosts?: readonly string[];
  /** What it may be, where there are several servers: by it the one that is meant is told from the others. */
  readonly enum?: readonly string[];
}

export interface ResponseShape {
  /** Where the rows are: property names from the root of the body; [] is the root itself. */
  readonly rowPath: readonly string[];
  /** Names of columns, on the wire, that what lies around the rows has as well: they do not tell a row from it. */
  readonly beside?: readonly string[];
  /** Visible columns, in document order; [] where the method returns nothing. */
  readonly columns: readonly ResponseColumn[];
  /** Same for methods whose rows have the same shape (get and list of one thing). */
  readonly itemSchema?: string;
  readonly mediaType?: string;
  /**
   * Run before the rows are located: the template is `body`, `protocol` the service's `info.x-protocol`. Beside the
   * types of the format there are `flatten_list` and `flatten_row`, which stand for two templates that thousands share.
   */
  readonly transform?: { readonly type: string; readonly body: string; readonly protocol?: string };
}

export interface ResponseColumn {
  readonly name: string;
  /** Property on the wire; "" is the row itself, where rows are no objects or objects without known properties. */
  readonly wireName: string;
  readonly type: ColumnType;
  readonly description: string;
  readonly secret?: boolean;
  /** Properties of an object column, as far as the schema knows them: dot paths bind against these. */
  readonly fields?: readonly ResponseColumn[];
}

/**
 * Parameters by which the server leaves out what a query does not need; each names one of the method's. `columns` are
 * properties on the wire, absent where all may be named. Source: `queryParamPushdown`.
 */
export interface Pushdown {
  /** The properties that rows have. */
  readonly select?: { readonly parameter: string; readonly delimiter: string; readonly columns?: readonly string[] };
  /** A condition in OData; `operators` absent where all of the format are known. */
  readonly filter?: {
    readonly parameter: string;
    readonly columns?: readonly string[];
    readonly operators?: readonly string[];
  };
  /** How many rows, on each page where there are pages. */
  readonly top?: { readonly parameter: string; readonly maximum?: number };
}

export interface Pagination {
  /**
   * token: the response holds a token for the next request; next-url: it holds the next URL; token-in-url: it holds a
   * URL of which only the token parameter is taken (Confluent's metadata.next); page-number: counts pages up; offset:
   * counts rows up; graphql: a part of the query is made of what the response holds.
   */
  readonly algorithm: "token" | "next-url" | "token-in-url" | "page-number" | "offset" | "graphql";
  /** Where the token goes in the next request. */
  readonly request: { readonly in: "query" | "body" | "header" | "url"; readonly name: string };
  /**
   * Where it is found: path of property names in the body, or a header (`Link` for next-url). `others` are paths to
   * look at where that has nothing. [] is nowhere: what the request asked for is counted on. Items of lists go by index.
   */
  readonly response: {
    readonly in: "body" | "header";
    readonly path: readonly string[];
    readonly others?: readonly (readonly string[])[];
  };
  /** Further parts of a token: path in the body → parameter at the same place. */
  readonly also?: readonly { readonly name: string; readonly path: readonly string[] }[];
  /** page-number: path of the number of the last page. */
  readonly lastPage?: readonly string[];
  /** Path of a boolean that is false on the last page. */
  readonly more?: readonly string[];
  /** page-number, offset: path of the number of all rows. */
  readonly total?: readonly string[];
  /** page-number, offset: the number that the first page or row has, where it is not 1 for pages and 0 for rows. */
  readonly first?: number;
  /**
   * page-number, offset: how many rows a full page has: as the response says at `path`, as the parameter `name` asks, or
   * as is usual without it.
   */
  readonly size?: { readonly name?: string; readonly default?: number; readonly path?: readonly string[] };
  /** graphql: how `.cursor` of the query is made of the value; a template over `.value` where the format is not the usual. */
  readonly cursor?: { readonly strategy: CursorStrategy; readonly format?: string };
  /** The parameter that sets the page size and the largest value it takes; sent unless the user sets it. */
  readonly pageSize?: { readonly name: string; readonly maximum: number };
}

/** cursor_after and page_info: `, after: "…"`; offset: `, offset: N`; keyset: the format alone. */
export type CursorStrategy = "cursor_after" | "keyset" | "offset" | "page_info";

/** How a failed call is repeated; what is absent is as usual. Source: `config.retry`. */
export interface Retry {
  /** The first one included. */
  readonly attempts?: number;
  readonly firstDelayMilliseconds?: number;
  readonly longestDelayMilliseconds?: number;
  /** What each delay is multiplied by for the next one. */
  readonly growth?: number;
  /** The part of a delay that chance takes away, 0 to 1. */
  readonly jitter?: number;
  /** HTTP methods, upper case: others are repeated on no status at all. */
  readonly methods?: readonly string[];
  /** HTTP statuses. */
  readonly statuses?: readonly number[];
}

/** How requests prove who sends them. Keys keep the names of the provider document format (`config.auth`). */
export interface AuthConfig {
  /** One of `authTypeNames`, or a type that is not known here. */
  readonly type: "null_auth" | "basic" | "bearer" | "api_key" | "custom" | "oauth2" | (string & {});
  readonly credentialsenvvar?: string;
  readonly credentialsfilepath?: string;
  readonly credentialsfilepathenvvar?: string;
  readonly username?: string;
  readonly password?: string;
  readonly username_var?: string;
  readonly password_var?: string;
  /** The argument by whose value variables of their own are looked at first: `KEY_LKC_1` before `KEY`. */
  readonly per?: string;
  readonly api_key?: string;
  readonly api_key_var?: string;
  readonly api_secret?: string;
  readonly api_secret_var?: string;
  readonly valuePrefix?: string;
  readonly location?: "header" | "query";
  readonly name?: string;
  readonly successor?: AuthConfig;
  readonly grant_type?: string;
  /** Absolute, or relative to the server of the method. */
  readonly token_url?: string;
  readonly client_id?: string;
  readonly client_id_env_var?: string;
  readonly client_secret?: string;
  readonly client_secret_env_var?: string;
  readonly scopes?: readonly string[];
  readonly values?: { readonly [name: string]: string };
  readonly auth_style?: number;
  readonly account_id?: string;
  readonly account_id_var?: string;
  /** The user that a Google service account acts for (domain-wide delegation). */
  readonly sub?: string;
  /** Where the OIDC token of a CI system is, and for whom it is made. */
  readonly id_token_var?: string;
  readonly id_token_file?: string;
  readonly id_token_audience?: string;
  readonly keyID?: string;
  readonly keyIDenvvar?: string;
  readonly aws_role_arn?: string;
  readonly aws_role_arn_env_var?: string;
  readonly aws_role_session_name?: string;
  readonly aws_role_external_id?: string;
  readonly aws_role_external_id_env_var?: string;
  readonly aws_role_duration_seconds?: number;
  readonly aws_sts_region?: string;
  readonly aws_sts_endpoint?: string;
  /** A section of the provider's configuration file: `~/.aws/config`, `~/.oci/config`. */
  readonly profile?: string;
}
