/** What a rule of `provider lint` says. */
export interface Finding {
  /** What the rule is called. */
  readonly rule: string;
  /** An error is what cannot work. */
  readonly severity: "error" | "remark";
  readonly file: string;
  /** The keys that lead to it. */
  readonly key: string;
  readonly message: string;
  /** How to mend it, as a sentence. */
  readonly remedy: string;
}
