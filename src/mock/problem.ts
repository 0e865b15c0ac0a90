// An error answer of the API, thrown by any part of the mock and written in the shape of the API group.
import type { JsonObject } from "./values.ts";

interface Source {
  /** JSON pointer into the request body. */
  readonly pointer?: string;
  /** Name of the query parameter. */
  readonly parameter?: string;
}

export interface ProblemDetails {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly source?: Source;
  readonly headers?: Readonly<Record<string, string>>;
}

const titles: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  402: "Payment Required",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Entity",
  429: "Too Many Requests",
  500: "Internal Server Error",
};

/** What the API refuses; carries the status and everything that the error body says. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly source: Source | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(details: ProblemDetails) {
    super(details.detail);
    this.status = details.status;
    this.code = details.code;
    this.source = details.source;
    this.headers = details.headers ?? {};
  }
}

/** 400 for a query parameter. */
export function badParameter(parameter: string, detail: string): Problem {
  return new Problem({ status: 400, code: "invalid_filter", detail, source: { parameter } });
}

/** 400 for a place in the request body. */
export function badBody(pointer: string, detail: string): Problem {
  return new Problem({ status: 400, code: "invalid_request_body", detail, source: { pointer } });
}

export function notFound(what: string): Problem {
  return new Problem({ status: 404, code: "resource_not_found", detail: `${what} was not found` });
}

export function forbidden(detail: string): Problem {
  return new Problem({ status: 403, code: "forbidden_access", detail });
}

/** 409 for something that exists; `location` is the URL of the existing object. */
export function alreadyExists(detail: string, location?: string): Problem {
  const headers = location === undefined ? {} : { Location: location };
  return new Problem({ status: 409, code: "resource_already_exists", detail, headers });
}

/** The error body of the control plane: a list of errors with id, status, code, title, detail and source. */
export function controlPlaneBody(problem: Problem, requestId: string): JsonObject {
  const { status, code, message: detail, source } = problem;
  const error = { id: requestId, status: String(status), code, title: titles[status] ?? "Error", detail };
  return { errors: [source === undefined ? error : { ...error, source }] };
}

/** The error body of role bindings: a code of five digits and a message. */
export function roleBindingBody(problem: Problem): JsonObject {
  return { error_code: problem.status * 100 + 1, message: problem.message };
}
