// What has been asked of the mock, for tests and people; secrets are masked before they are kept.
import { isSecretName, mask } from "../common/redact.ts";
import { isObject } from "./values.ts";

export interface JournalEntry {
  readonly method: string;
  readonly path: string;
  /** The query string without its question mark. */
  readonly query: string;
  /** How the request named its caller (`Basic`, `Bearer`), without the credentials; absent where it did not. */
  readonly scheme?: string;
  /** 0 where the connection was reset instead of answered. */
  readonly status: number;
  /** The request body with secrets masked; absent where there was none. */
  readonly body?: unknown;
}

const mostKept = 20_000;

export class Journal {
  #entries: JournalEntry[] = [];

  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  /** Keeps an entry; of very many only the latest stay. */
  add(entry: JournalEntry): void {
    if (this.#entries.length >= mostKept) this.#entries = this.#entries.slice(mostKept / 2);
    this.#entries.push(entry);
  }

  clear(): void {
    this.#entries = [];
  }
}

/** A body with the values of secret properties replaced; text that is neither JSON nor a form is not kept. */
export function maskedBody(body: unknown): unknown {
  if (Array.isArray(body)) return body.map(maskedBody);
  if (body instanceof URLSearchParams) return maskedBody(Object.fromEntries(body));
  if (!isObject(body)) return body;
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, isSecretName(name) ? mask : maskedBody(value)]),
  );
}
