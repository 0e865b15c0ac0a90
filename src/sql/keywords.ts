/** Which words are names only when quoted, and which end a clause. Every other word of the language is a plain name. */

/**
 * Words that cannot stand bare where an expression, a table or an alias is expected: the grammar needs each of them
 * there to know where a clause begins or ends. After a dot, and in quotes, they are names like any other.
 */
export const reservedWords: ReadonlySet<string> = new Set([
  "ALL",
  "AND",
  "AS",
  "BETWEEN",
  "CASE",
  "DISTINCT",
  "ELSE",
  "END",
  "EXCEPT",
  "FALSE",
  "FROM",
  "GROUP",
  "HAVING",
  "IN",
  "INTERSECT",
  "IS",
  "JOIN",
  "LIMIT",
  "NOT",
  "NULL",
  "ON",
  "OR",
  "ORDER",
  "SELECT",
  "THEN",
  "TRUE",
  "UNION",
  "USING",
  "WHEN",
  "WHERE",
  "WITH",
]);

/** Words that are names everywhere except as an alias without AS, because there they go on with the statement. */
const continuingWords: ReadonlySet<string> = new Set([
  "COLLATE",
  "CROSS",
  "DIV",
  "ESCAPE",
  "EXCLUDE",
  "FETCH",
  "FILTER",
  "FOR",
  "FULL",
  "GLOB",
  "ILIKE",
  "INNER",
  "ISNULL",
  "LEFT",
  "LIKE",
  "LOCK",
  "MOD",
  "NATURAL",
  "NOTNULL",
  "OFFSET",
  "OVER",
  "QUALIFY",
  "REGEXP",
  "RETURNING",
  "RIGHT",
  "RLIKE",
  "SET",
  "SIMILAR",
  "STRAIGHT_JOIN",
  "WINDOW",
  "XOR",
]);

/** True where this upper-case word may be an alias that is written without AS. */
export function isBareAlias(word: string): boolean {
  return !reservedWords.has(word) && !continuingWords.has(word);
}

/** Words that begin or continue a clause: what a misspelt word after a complete clause may have meant. */
export const clauseWords: readonly string[] = [
  "AND",
  "CROSS",
  "EXCEPT",
  "FROM",
  "FULL",
  "GROUP",
  "HAVING",
  "INNER",
  "INTERSECT",
  "JOIN",
  "LEFT",
  "LIMIT",
  "NATURAL",
  "OFFSET",
  "ORDER",
  "QUALIFY",
  "RETURNING",
  "RIGHT",
  "UNION",
  "USING",
  "VALUES",
  "WHERE",
  "WINDOW",
];

/** Verbs after which a comment that begins with `/*+` is a hint. */
export const hintVerbs: ReadonlySet<string> = new Set(["SELECT", "INSERT", "UPDATE", "REPLACE", "DELETE", "EXEC"]);
