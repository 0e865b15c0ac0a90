/** What a statement may ask of, and change in, the session that runs it. */
import type { SessionFacts } from "../catalog/session-facts.ts";

export interface SessionPort extends SessionFacts {
  defaultProvider(): string | undefined;
  /** From the next statement on, `service.resource` stands for `provider.service.resource`. */
  use(provider: string): void;
}
