/**
 * What `provider lint` finds in each provider of the public registry (26.08), how often each rule speaks; a provider
 * that is not here has nothing to mend. Absent are the sixteen documents that the packages lack. Row keys that are not
 * in the schema, and statuses and media types that an operation does not have, are mistakes of the documents, of which
 * the engine makes the best.
 */
export const lintCounts: { readonly [folder: string]: { readonly [rule: string]: number } } = {
  aws: { "absent-document": 1, "no-pagination": 7, "no-select": 1, "request-type": 14, "row-key": 1 },
  awscc: { "id-is-not-name": 1 },
  azure: { "no-select": 29, "path-variable": 202 },
  azure_extras: { "no-select": 1 },
  cloudflare: { "no-response": 3, "path-variable": 6, "request-type": 14, "row-key": 2 },
  databricks_workspace: { "no-select": 1, "row-key": 2 },
  digitalocean: { "response-type": 3 },
  entra_id: { "absent-document": 13 },
  fivetran: { "no-select": 1, "path-variable": 2 },
  github: { "no-columns": 1, "no-select": 5, "response-type": 1 },
  googleadmin: { "no-response": 28, "no-select": 1 },
  "googleapis.com": {
    "absent-document": 1,
    "no-pagination": 4,
    "no-response": 23,
    "no-select": 23,
    "quoted-name": 15,
    "unreachable-method": 15,
  },
  googleworkspace: { "no-response": 24 },
  k8s: { "absent-document": 1 },
  netlify: { "no-select": 5 },
  okta: { "case-clash": 1 },
  pagerduty: { "row-key": 8, "unreachable-method": 1 },
  sumologic: { "no-response": 44, "no-select": 14, "response-type": 1 },
  vercel: { "no-response": 14, "no-select": 1, "row-key": 1 },
};
