/** What a statement may ask of, and change in, the session that runs it. */
import type { AuthConfig } from "../catalog/model.ts";
import type { SessionFacts } from "../catalog/session-facts.ts";
import type { Span } from "../common/span.ts";
import type { Value } from "../common/value.ts";

export interface SessionPort extends SessionFacts {
  /**
   * Changes a setting from the next statement on; `undefined` stands for what is no constant. Throws
   * `feature_not_supported` at `span` for settings that a statement cannot change, `configuration_error` for values
   * that they cannot have.
   */
  set(name: string, value: Value | undefined, span: Span): void;
  /**
   * Gives a provider other credentials until the session ends, or with `undefined` those that it declares; true where a
   * statement had done so. Throws `file_access_denied` at `span` where statements may name no files.
   */
  signIn(provider: string, auth: AuthConfig | undefined, span: Span): boolean;
}
