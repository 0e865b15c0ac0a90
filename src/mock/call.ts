// One request as the API operations see it, and their answer, both apart from the socket.
import type { Cloud } from "./cloud.ts";
import type { Operation } from "./facts.ts";
import type { PageStyle } from "./list.ts";
import type { JsonObject } from "./values.ts";
import type { Validator } from "./validate.ts";

export interface Call {
  readonly cloud: Cloud;
  readonly validator: Validator;
  readonly pageStyle: PageStyle;
  readonly operation: Operation;
  readonly pathParameters: ReadonlyMap<string, string>;
  readonly path: string;
  readonly query: URLSearchParams;
  /** The parsed body; undefined where there is none. */
  readonly body: unknown;
  /** `http://` and the Host that the client named: what links in answers start with. */
  readonly origin: string;
  /** The phase in which what this request makes is to end, where a fault rule says so. */
  readonly endPhase: string | undefined;
}

export interface Answer {
  readonly status: number;
  /** An object is written as JSON; text and bytes are JSON already. */
  readonly body?: JsonObject | string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Handler = (call: Call) => Answer;
