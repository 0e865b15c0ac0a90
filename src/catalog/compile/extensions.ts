/**
 * The keys of ours that a provider document may carry beside those of the StackQL format. All are optional; a document
 * without them compiles too.
 *
 * | key | where | value |
 * |---|---|---|
 * | `x-tributary-aliases` | resource, method, OpenAPI parameter, property of a request body | list of further names |
 * | `x-tributary-auth` | document root, method | an `AuthConfig` in the keys of `config.auth` |
 * | `x-tributary-multiple` | OpenAPI parameter | true: several values may be sent in one request |
 * | `x-tributary-pagination` | document root, resource, method | a `Pagination` of `model.ts` as is, or `none` |
 * | `x-tributary-await` | resource | phase (path), pending, done, failed (lists), interval, timeout (seconds), arguments (paths); or operation (a protocol), interval, timeout |
 * | `x-tributary-identity` | root of the provider document | url, principal, account (dotted paths): the call that tells whose credentials are used |
 * | `x-tributary-column` | `response` of a method | name of the one column of rows that are no objects |
 * | `x-tributary-hosts` | server variable that is a whole URL | list of domains: an argument for it has to lie within one |
 * | `x-tributary-values` | resource | by parameter: `{select: …}`, a query of one column that yields the values that `'*'` means |
 * | `x-redact` | schema of a parameter, body or response property | true: the value is a secret |
 * | `x-immutable` | schema of a parameter or body property | true: cannot be changed after creation |
 *
 * "Resource" and "method" are the entries of `components.x-stackQL-resources` and their `methods`.
 */
export const extensions = {
  aliases: "x-tributary-aliases",
  auth: "x-tributary-auth",
  await: "x-tributary-await",
  identity: "x-tributary-identity",
  column: "x-tributary-column",
  hosts: "x-tributary-hosts",
  multiple: "x-tributary-multiple",
  pagination: "x-tributary-pagination",
  values: "x-tributary-values",
  secret: "x-redact",
  immutable: "x-immutable",
} as const;

/** Switches off every pagination rule, the conventions included, at the level where it stands. */
export const noPagination = "none";
