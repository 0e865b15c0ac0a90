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
    kind: "error invalid_provider_document",
    of: /made no valid JSON/,
    reason: "the template of the document is one that Go's own engine refuses too",
  },
  {
    kind: "body",
    of: /github\.gists/,
    reason: "`public` may be a boolean or its text: what is written as a text that says true is sent as a boolean",
  },
];
