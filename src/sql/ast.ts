/**
 * The tree that the parser yields: readonly data with a `kind` and a span on every node, no methods. Nodes are
 * rewritten by making new ones. Absent parts are `undefined` properties that are left out.
 */
import type { Attach, Detach } from "./ast-attach.ts";
import type { ConnectionOption, ConnectionStatement } from "./ast-connection.ts";
import type { Span } from "../common/span.ts";
import type { ColumnDefinition, FunctionParameter, References, StoreStatement, TableConstraint } from "./ast-store.ts";

export interface Node {
  readonly span: Span;
}

/** A name as written. `quoted` names keep their case and are never keywords. */
export interface Identifier extends Node {
  readonly kind: "identifier";
  readonly name: string;
  readonly quoted: boolean;
}

/** A dotted name of one to four parts: `provider.service.resource[.method]`. */
export interface QualifiedName extends Node {
  readonly kind: "qualified-name";
  readonly parts: readonly Identifier[];
}

/** A comment; `leading` ones stand before the node they belong to. Hints are comments that begin with `+`. */
export interface Comment extends Node {
  /** The text with its markers, as written. */
  readonly text: string;
}

// ---------------------------------------------------------------- expressions

export type Expression =
  | Literal
  | ColumnRef
  | Star
  | Unary
  | Binary
  | Between
  | InList
  | InQuery
  | Quantified
  | Like
  | Is
  | Case
  | Cast
  | FunctionCall
  | Exists
  | ScalarSubquery
  | RowValue
  | ParameterRef
  | Interval
  | Collate;

export interface Literal extends Node {
  readonly kind: "literal";
  /** Whole numbers beyond 2^53 are bigint; `x'…'` is kept as its hexadecimal text with type blob. */
  readonly value: null | boolean | number | bigint | string;
  readonly type: "null" | "boolean" | "number" | "string" | "blob";
  /** The text as written; numbers are printed from it. Absent on nodes that a rule made. */
  readonly raw?: string;
}

/** `a`, `t.a`, `t.a.b.c`, `p.s.r.a`: what each part means is for the binder to say. */
export interface ColumnRef extends Node {
  readonly kind: "column-ref";
  readonly parts: readonly Identifier[];
}

/** `*` or `t.*`, with `EXCLUDE (a, b)` and `REPLACE (e AS c)`. */
export interface Star extends Node {
  readonly kind: "star";
  readonly qualifier?: QualifiedName;
  readonly exclude?: readonly Identifier[];
  /** Each has an alias: the column that it stands for. */
  readonly replace?: readonly SelectItem[];
}

export interface Unary extends Node {
  readonly kind: "unary";
  readonly operator: UnaryOperator;
  readonly operand: Expression;
}
export type UnaryOperator = "-" | "+" | "~" | "NOT";

export interface Binary extends Node {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}
/** Written forms are folded: `!=` is `<>`, `==` is `=`, `&&` is AND, `MOD` is `%`. `<=>` is null-safe equality. */
export type BinaryOperator =
  | "OR"
  | "XOR"
  | "AND"
  | "="
  | "<>"
  | "<"
  | "<="
  | ">"
  | ">="
  | "<=>"
  | "|"
  | "&"
  | "^"
  | "<<"
  | ">>"
  | "+"
  | "-"
  | "*"
  | "/"
  | "%"
  | "DIV"
  | "||"
  | "->"
  | "->>";

export interface Between extends Node {
  readonly kind: "between";
  readonly negated: boolean;
  readonly operand: Expression;
  readonly low: Expression;
  readonly high: Expression;
}

export interface InList extends Node {
  readonly kind: "in-list";
  readonly negated: boolean;
  readonly operand: Expression;
  readonly items: readonly Expression[];
}

export interface InQuery extends Node {
  readonly kind: "in-query";
  readonly negated: boolean;
  readonly operand: Expression;
  readonly query: Query;
}

/** `a < ANY (query)`, `a >= ALL (query)`. `= ANY` is IN, `<> ALL` is NOT IN. */
export interface Quantified extends Node {
  readonly kind: "quantified";
  readonly operator: "=" | "<>" | "<" | "<=" | ">" | ">=";
  readonly quantifier: "ANY" | "ALL";
  readonly operand: Expression;
  readonly query: Query;
}

export interface Like extends Node {
  readonly kind: "like";
  /** `~*` is REGEXP without regard to case. */
  readonly operator: "LIKE" | "ILIKE" | "REGEXP" | "~*" | "GLOB" | "SIMILAR TO";
  readonly negated: boolean;
  readonly operand: Expression;
  readonly pattern: Expression;
  readonly escape?: Expression;
}

/** `IS [NOT] NULL|TRUE|FALSE` (a literal on the right) and `IS [NOT] DISTINCT FROM` (`distinct`). */
export interface Is extends Node {
  readonly kind: "is";
  readonly negated: boolean;
  readonly distinct: boolean;
  readonly operand: Expression;
  readonly right: Expression;
}

export interface Case extends Node {
  readonly kind: "case";
  readonly operand?: Expression;
  readonly branches: readonly CaseBranch[];
  readonly otherwise?: Expression;
}
export interface CaseBranch extends Node {
  readonly kind: "case-branch";
  readonly when: Expression;
  readonly then: Expression;
}

/** `CAST(x AS t)`, `CONVERT(x, t)` and `x::t`. */
export interface Cast extends Node {
  readonly kind: "cast";
  readonly operand: Expression;
  readonly type: TypeName;
}
export interface TypeName extends Node {
  readonly kind: "type-name";
  /** Upper case, single blanks: `DOUBLE PRECISION`, `VARCHAR`. */
  readonly name: string;
  readonly arguments: readonly number[];
}

export interface FunctionCall extends Node {
  readonly kind: "function-call";
  readonly name: QualifiedName;
  readonly distinct: boolean;
  /** `COUNT(*)` has a single Star. */
  readonly arguments: readonly Expression[];
  readonly orderBy: readonly OrderItem[];
  readonly filter?: Expression;
  readonly over?: WindowSpec | Identifier;
}

export interface WindowSpec extends Node {
  readonly kind: "window-spec";
  /** The named window that this one starts from. */
  readonly base?: Identifier;
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly OrderItem[];
  readonly frame?: WindowFrame;
}
export interface WindowFrame extends Node {
  readonly kind: "window-frame";
  readonly unit: "ROWS" | "RANGE" | "GROUPS";
  readonly start: FrameBound;
  /** Absent where the frame was written without BETWEEN. */
  readonly end?: FrameBound;
  readonly exclude?: "NO OTHERS" | "CURRENT ROW" | "GROUP" | "TIES";
}
export interface FrameBound extends Node {
  readonly kind: "frame-bound";
  readonly bound: "UNBOUNDED PRECEDING" | "PRECEDING" | "CURRENT ROW" | "FOLLOWING" | "UNBOUNDED FOLLOWING";
  readonly offset?: Expression;
}

export interface Exists extends Node {
  readonly kind: "exists";
  readonly query: Query;
}

export interface ScalarSubquery extends Node {
  readonly kind: "scalar-subquery";
  readonly query: Query;
}

/** `(a, b)`; never of one item, that is just the item. */
export interface RowValue extends Node {
  readonly kind: "row-value";
  readonly items: readonly Expression[];
}

/** `?`, `$1`, `:name`, `@name`: a value given beside the text. */
export interface ParameterRef extends Node {
  readonly kind: "parameter-ref";
  readonly style: "?" | "$" | ":" | "@";
  /** Empty for `?`; digits for `$`. */
  readonly name: string;
}

/** `INTERVAL '1 day'`, `INTERVAL 1 DAY`. */
export interface Interval extends Node {
  readonly kind: "interval";
  readonly amount: Expression;
  /** Upper case; absent where the text holds it. */
  readonly unit?: string;
}

export interface Collate extends Node {
  readonly kind: "collate";
  readonly operand: Expression;
  readonly collation: Identifier;
}

// ---------------------------------------------------------------- queries

export interface Query extends Node {
  readonly kind: "query";
  readonly with?: With;
  readonly body: QueryBody;
  readonly orderBy: readonly OrderItem[];
  readonly limit?: Expression;
  readonly offset?: Expression;
}
/** A Query as body is one in parentheses. */
export type QueryBody = Select | SetOperation | Values | Query;

export interface With extends Node {
  readonly kind: "with";
  readonly recursive: boolean;
  readonly tables: readonly CommonTable[];
}
export interface CommonTable extends Node {
  readonly kind: "common-table";
  readonly name: Identifier;
  readonly columns: readonly Identifier[];
  readonly materialized?: boolean;
  readonly query: Query;
}

export interface Select extends Node {
  readonly kind: "select";
  readonly hints: readonly string[];
  readonly distinct: boolean;
  readonly distinctOn: readonly Expression[];
  readonly items: readonly SelectItem[];
  /** Comma-separated entries are cross joins in the tree. Absent where there is no FROM. */
  readonly from?: TableRef;
  readonly where?: Expression;
  readonly groupBy: readonly GroupItem[];
  readonly having?: Expression;
  readonly windows: readonly NamedWindow[];
  readonly qualify?: Expression;
}
export interface SelectItem extends Node {
  readonly kind: "select-item";
  readonly expression: Expression;
  readonly alias?: Identifier;
}
export type GroupItem = Expression | GroupingSets;
export interface GroupingSets extends Node {
  readonly kind: "grouping-sets";
  readonly form: "GROUPING SETS" | "ROLLUP" | "CUBE";
  readonly sets: readonly (readonly Expression[])[];
}
export interface NamedWindow extends Node {
  readonly kind: "named-window";
  readonly name: Identifier;
  readonly spec: WindowSpec;
}
export interface OrderItem extends Node {
  readonly kind: "order-item";
  readonly expression: Expression;
  readonly descending: boolean;
  readonly nulls?: "FIRST" | "LAST";
}

export interface SetOperation extends Node {
  readonly kind: "set-operation";
  readonly operator: "UNION" | "EXCEPT" | "INTERSECT";
  readonly all: boolean;
  readonly left: QueryBody;
  readonly right: QueryBody;
}

export interface Values extends Node {
  readonly kind: "values";
  readonly rows: readonly (readonly Expression[])[];
}

export type TableRef = NamedTable | DerivedTable | TableFunction | ExecTable | Join;

export interface Alias extends Node {
  readonly kind: "alias";
  readonly name: Identifier;
  readonly columns: readonly Identifier[];
}
export interface NamedTable extends Node {
  readonly kind: "named-table";
  readonly name: QualifiedName;
  readonly alias?: Alias;
}
export interface DerivedTable extends Node {
  readonly kind: "derived-table";
  readonly lateral: boolean;
  readonly query: Query;
  readonly alias?: Alias;
}
export interface TableFunction extends Node {
  readonly kind: "table-function";
  readonly lateral: boolean;
  readonly call: FunctionCall;
  /** WITH ORDINALITY: one more column counts the rows. */
  readonly ordinality?: boolean;
  readonly alias?: Alias;
}
/** `(EXEC p.s.r.m @a = 1) t` in FROM. */
export interface ExecTable extends Node {
  readonly kind: "exec-table";
  readonly exec: Exec;
  readonly alias?: Alias;
}
export interface Join extends Node {
  readonly kind: "join";
  readonly join: "INNER" | "LEFT" | "RIGHT" | "FULL" | "CROSS";
  readonly natural: boolean;
  /** True for a comma between FROM entries. */
  readonly comma: boolean;
  readonly left: TableRef;
  readonly right: TableRef;
  readonly on?: Expression;
  readonly using: readonly Identifier[];
}

// ---------------------------------------------------------------- statements

export type Statement =
  | Query
  | Insert
  | Update
  | Delete
  | Exec
  | Show
  | ShowInsert
  | SessionStatement
  | Describe
  | DescribeMethod
  | Explain
  | Transaction
  | Copy
  | RegistryList
  | RegistryPull
  | StoreStatement;

export interface Insert extends Node {
  readonly kind: "insert";
  readonly hints: readonly string[];
  readonly with?: With;
  readonly target: QualifiedName;
  readonly columns: readonly Identifier[];
  /** VALUES or any query. */
  readonly source: Query;
  /** True for DEFAULT VALUES: the source is one row without cells. */
  readonly defaults?: true;
  readonly onConflict?: OnConflict;
  readonly returning: readonly SelectItem[];
}

/** `ON CONFLICT (columns) DO UPDATE SET …`; DO NOTHING where there are no assignments. */
export interface OnConflict extends Node {
  readonly kind: "on-conflict";
  readonly columns: readonly Identifier[];
  readonly assignments: readonly Assignment[];
  readonly where?: Expression;
}

/** UPDATE and REPLACE differ by the method they call. */
export interface Update extends Node {
  readonly kind: "update";
  readonly verb: "UPDATE" | "REPLACE";
  readonly hints: readonly string[];
  readonly with?: With;
  readonly target: QualifiedName;
  readonly alias?: Alias;
  readonly assignments: readonly Assignment[];
  readonly from?: TableRef;
  readonly where?: Expression;
  /** Which rows LIMIT keeps. */
  readonly orderBy: readonly OrderItem[];
  readonly limit?: Expression;
  readonly offset?: Expression;
  readonly returning: readonly SelectItem[];
}
export interface Assignment extends Node {
  readonly kind: "assignment";
  readonly column: QualifiedName;
  readonly value: Expression;
}

export interface Delete extends Node {
  readonly kind: "delete";
  readonly hints: readonly string[];
  readonly with?: With;
  readonly target: QualifiedName;
  readonly alias?: Alias;
  /** USING, or FROM after the target. */
  readonly from?: TableRef;
  readonly where?: Expression;
  /** Which rows LIMIT keeps. */
  readonly orderBy: readonly OrderItem[];
  readonly limit?: Expression;
  readonly offset?: Expression;
  readonly returning: readonly SelectItem[];
}

export interface Exec extends Node {
  readonly kind: "exec";
  readonly hints: readonly string[];
  /** Four parts: provider, service, resource, method. */
  readonly target: QualifiedName;
  readonly arguments: readonly ExecArgument[];
  /** `@@json = '…'`: the whole body. */
  readonly json?: Expression;
}
export interface ExecArgument extends Node {
  readonly kind: "exec-argument";
  readonly name: Identifier;
  readonly value: Expression;
}

export interface Show extends Node {
  readonly kind: "show";
  readonly what:
    | "PROVIDERS"
    | "SERVICES"
    | "RESOURCES"
    | "METHODS"
    | "TABLES"
    | "DATABASES"
    | "VIEWS"
    | "MATERIALIZED VIEWS"
    | "COLUMNS"
    | "FUNCTIONS"
    | "CONNECTIONS"
    | "SETTINGS"
    | "AUTH"
    | "CREDENTIALS"
    | "VERSION"
    | "TRANSACTION ISOLATION LEVEL";
  readonly extended: boolean;
  /** FROM / IN: nothing for providers, provider, provider.service, provider.service.resource. */
  readonly from?: QualifiedName;
  readonly like?: Expression;
  readonly where?: Expression;
}

/** SHOW INSERT INTO: a statement to fill in. */
export interface ShowInsert extends Node {
  readonly kind: "show-insert";
  readonly hints: readonly string[];
  readonly target: QualifiedName;
  /** All where empty. */
  readonly columns: readonly Identifier[];
}

/** USE provider. */
export interface Use extends Node {
  readonly kind: "use";
  readonly provider: Identifier;
}
/** SLEEP milliseconds. */
export interface Sleep extends Node {
  readonly kind: "sleep";
  readonly milliseconds: number;
}
/** AUTH LOGIN provider [INTERACTIVE | SERVICEACCOUNT 'file'], AUTH REVOKE provider. */
export interface Auth extends Node {
  readonly kind: "auth";
  readonly action: "login" | "revoke";
  /** Of the session where absent. */
  readonly provider?: Identifier;
  readonly method?: "interactive" | "serviceaccount";
  /** Where the key of the service account is. */
  readonly file?: string;
}
/** PURGE what; everything where absent. */
export interface Purge extends Node {
  readonly kind: "purge";
  readonly what?: Identifier;
}
/** SET [SESSION | GLOBAL] name = value. */
export interface SetSetting extends Node {
  readonly kind: "set";
  readonly name: Identifier;
  readonly value: Expression;
}
/** Statements that change the session, not what it reads. */
export type SessionStatement = Use | Auth | Sleep | Purge | SetSetting | Attach | Detach | ConnectionStatement;

export interface Describe extends Node {
  readonly kind: "describe";
  readonly extended: boolean;
  readonly target: QualifiedName;
}
export interface DescribeMethod extends Node {
  readonly kind: "describe-method";
  readonly extended: boolean;
  readonly target: QualifiedName;
}

export interface Explain extends Node {
  readonly kind: "explain";
  readonly analyze: boolean;
  readonly format: "text" | "json";
  readonly statement: Statement;
}

/** Writes between BEGIN and COMMIT are sent by COMMIT. */
export interface Transaction extends Node {
  readonly kind: "transaction";
  readonly action: "begin" | "commit" | "rollback" | "savepoint" | "rollback-to" | "release" | "set";
  /** Of the savepoint. */
  readonly name?: Identifier;
  /** Of BEGIN and SET TRANSACTION, as written; absent where there are none. */
  readonly modes?: readonly TransactionMode[];
}

export type TransactionMode =
  | `ISOLATION LEVEL ${"SERIALIZABLE" | "REPEATABLE READ" | "READ COMMITTED" | "READ UNCOMMITTED"}`
  | "READ ONLY"
  | "READ WRITE"
  | "NOT DEFERRABLE"
  | "DEFERRABLE";

/** `COPY (query) TO 'path' (FORMAT csv, HEADER true, DELIMITER ';')`; options as written, lower case. */
export interface Copy extends Node {
  readonly kind: "copy";
  readonly query: Query;
  readonly path: string;
  readonly format?: string;
  readonly header?: boolean;
  readonly delimiter?: string;
}

export interface RegistryList extends Node {
  readonly kind: "registry-list";
  readonly provider?: Identifier;
}
export interface RegistryPull extends Node {
  readonly kind: "registry-pull";
  readonly provider: Identifier;
  readonly version?: string;
}

/** A script: its statements in order, and every comment that is not a hint, by position. */
export interface Script extends Node {
  readonly kind: "script";
  readonly text: string;
  readonly statements: readonly Statement[];
  readonly comments: readonly Comment[];
}

export type AnyNode =
  | Identifier
  | QualifiedName
  | Expression
  | CaseBranch
  | TypeName
  | WindowSpec
  | WindowFrame
  | FrameBound
  | Query
  | With
  | CommonTable
  | Select
  | SelectItem
  | GroupingSets
  | NamedWindow
  | OrderItem
  | SetOperation
  | Values
  | TableRef
  | Alias
  | Statement
  | Assignment
  | ExecArgument
  | ColumnDefinition
  | FunctionParameter
  | TableConstraint
  | References
  | OnConflict
  | ConnectionOption
  | Script;
