/** The closed list of what may fail, each with its reason: whatever else fails is a defect. */

export interface FailureClass {
  /** Of the problem: what stands before its first colon. */
  readonly kind: string;
  /** Which problems, by the id of the method and the whole text. */
  readonly of?: RegExp;
  readonly reason: string;
}

export const failureClasses: readonly FailureClass[] = [
  {
    kind: "error invalid_parameter_value",
    of: /^(aws\.dataexchange\.jobs\.create_job|awscc\.amplify\.domains\.create_resource) /,
    reason: "a pattern of the document fits no text: it has a slash or a quote before the beginning that it asks for",
  },
  {
    kind: "body",
    of: /^github\.gists\.gists\.create /,
    reason: "`public` may be a boolean or its text: what is written as a text that says true is sent as a boolean",
  },
  {
    kind: "body",
    of: /^cloudflare\.hostnames\.tls\.update /,
    reason: "the template writes a text as it is, which makes a number of the version `1.0`: it is sent as a text",
  },
  {
    kind: "body",
    of: /^cloudflare\.spectrum\.apps\.(create|update) /,
    reason: "the schema of the body has a property that its template leaves out: what is given for it is sent",
  },
];
