// The mock apart from the socket: one request in, one outcome out. Read `Mock.answer` first.
import { reasonOf } from "../common/error.ts";
import { Authority } from "./auth.ts";
import type { Answer, Call } from "./call.ts";
import { Cloud } from "./cloud.ts";
import { Faults, type FaultRule } from "./faults.ts";
import { Journal, maskedBody } from "./journal.ts";
import type { Kind } from "./kinds.ts";
import { tokenEndpoints } from "./oauth.ts";
import type { MockOptions } from "./options.ts";
import { controlPlaneBody, notFound, Problem, roleBindingBody } from "./problem.ts";
import { requireValidQuery } from "./query.ts";
import { RateLimiter } from "./rate-limit.ts";
import { matchRoute, type Match, type RouteTable } from "./route.ts";
import { plantDataSet } from "./seed/data-set.ts";
import { handlerOf } from "./special.ts";
import type { Validator } from "./validate.ts";
import type { JsonObject } from "./values.ts";

export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly host: string;
  readonly authorization: string | undefined;
  /** Parses the body; throws a Problem where it is malformed. */
  readonly readBody: () => unknown;
}

/** An answer and what is to become of its connection. */
export interface Outcome {
  readonly answer: Answer;
  readonly delayMilliseconds: number;
  readonly connection: FaultRule["connection"];
}

export interface MockParts {
  readonly options: MockOptions;
  readonly kinds: ReadonlyMap<string, Kind>;
  readonly routes: RouteTable;
  readonly validator: Validator;
}

/** High enough never to be met by chance, so that clients always see the headers. */
const generousLimit = { requests: 1_000_000, seconds: 60 };
const defaultSeed = 20_250_801;

export class Mock {
  readonly journal = new Journal();
  readonly faults = new Faults();
  readonly #parts: MockParts;
  #cloud: Cloud;
  #authority: Authority;
  #limiter: RateLimiter;
  #requestCount = 0;

  constructor(parts: MockParts) {
    this.#parts = parts;
    this.#cloud = this.#newCloud();
    this.#authority = new Authority(this.#cloud, parts.options.keyLagMilliseconds ?? 0);
    this.#limiter = new RateLimiter(parts.options.rateLimit ?? generousLimit, this.#cloud.clock);
    for (const rule of parts.options.faults ?? []) this.faults.add(rule);
  }

  get cloud(): Cloud {
    return this.#cloud;
  }

  reset(): void {
    const { options } = this.#parts;
    this.#cloud = this.#newCloud();
    this.#authority = new Authority(this.#cloud, options.keyLagMilliseconds ?? 0);
    this.#limiter = new RateLimiter(options.rateLimit ?? generousLimit, this.#cloud.clock);
    this.journal.clear();
    this.faults.clear();
    for (const rule of options.faults ?? []) this.faults.add(rule);
  }

  /** Limits, provoked faults, then what the API itself says; errors become error bodies here and nowhere else. */
  answer(request: ApiRequest): Outcome {
    const requestId = this.#nextRequestId();
    const allowance = this.#limiter.take(request.authorization ?? "");
    const rule = this.faults.take(request.method, request.path);
    let body: unknown;
    let answer: Answer;
    try {
      body = request.readBody();
      if (!allowance.allowed) throw new Problem({ status: 429, code: "rate_limited", detail: "too many requests" });
      answer = this.#answerWithFault(request, body, { rule, requestId });
    } catch (thrown) {
      answer = problemAnswer(thrown, request.path, requestId);
    }
    this.#record(request, body, rule?.connection === "reset" ? 0 : answer.status);
    const headers = { "X-Request-Id": requestId, ...allowance.headers, ...answer.headers };
    return {
      answer: { ...answer, headers },
      delayMilliseconds: (this.#parts.options.latencyMilliseconds ?? 0) + (rule?.delayMilliseconds ?? 0),
      connection: rule?.connection,
    };
  }

  /** The error answer for what broke before a request could be understood. */
  answerProblem(thrown: unknown): Answer {
    return problemAnswer(thrown, "", this.#nextRequestId());
  }

  #record({ method, path, query, authorization }: ApiRequest, body: unknown, status: number): void {
    const scheme = authorization === undefined ? {} : { scheme: authorization.split(" ", 1)[0] ?? "" };
    const shown = body === undefined ? {} : { body: maskedBody(body) };
    this.journal.add({ method, path, query, ...scheme, status, ...shown });
  }

  #answerWithFault(request: ApiRequest, body: unknown, { rule, requestId }: FaultyRequest): Answer {
    const status = rule?.status;
    if (status === undefined) return withHeaders(this.#answerApi(request, body, rule?.phase), rule?.headers);
    if (rule?.afterCommit === true) this.#answerApi(request, body, rule.phase);
    const provoked = new Problem({
      status,
      code: "provoked_fault",
      detail: "this answer was asked for by a fault rule",
    });
    const plain = status < 300 ? { status } : problemAnswer(provoked, request.path, requestId);
    const given = rule?.body;
    const shown =
      given === undefined ? plain : { status, body: typeof given === "string" ? given : JSON.stringify(given) };
    return withHeaders(shown, rule?.headers);
  }

  #answerApi(request: ApiRequest, body: unknown, endPhase: string | undefined): Answer {
    const { method, path } = request;
    const token = tokenEndpoints[path];
    if (token !== undefined) return this.#answerToken(request, body, token);
    const match = matchRoute(this.#parts.routes, method, path);
    const { operation, pathParameters } = requireRoute(match, method, path);
    if (this.#parts.options.requireCredentials !== false)
      this.#authority.requireAccess(request.authorization, method, path);
    const query = new URLSearchParams(request.query);
    requireValidQuery(operation, query);
    const call: Call = {
      cloud: this.#cloud,
      validator: this.#parts.validator,
      pageStyle: this.#parts.options.pages ?? {},
      origin: `http://${request.host}`,
      operation,
      pathParameters,
      path,
      query,
      body,
      endPhase,
    };
    return handlerOf(operation)(call);
  }

  #answerToken(request: ApiRequest, body: unknown, endpoint: (typeof tokenEndpoints)[string]): Answer {
    if (request.method !== "POST") throw wrongMethod(["POST"], request.method, request.path);
    return endpoint({
      cloud: this.#cloud,
      authority: this.#authority,
      form: body instanceof URLSearchParams ? body : new URLSearchParams(),
      authorization: request.authorization,
      lifetimeSeconds: this.#parts.options.tokenLifetimeSeconds ?? 3600,
    });
  }

  #newCloud(): Cloud {
    const { options, kinds } = this.#parts;
    const cloud = new Cloud({ seed: options.seed ?? defaultSeed, kinds, provisioning: options.provisioning ?? {} });
    plantDataSet(cloud, options.scale ?? 1);
    return cloud;
  }

  #nextRequestId(): string {
    return (++this.#requestCount).toString(16).padStart(32, "0");
  }
}

interface FaultyRequest {
  readonly rule: FaultRule | undefined;
  readonly requestId: string;
}

function withHeaders(answer: Answer, headers: Readonly<Record<string, string>> | undefined): Answer {
  return headers === undefined ? answer : { ...answer, headers: { ...answer.headers, ...headers } };
}

function requireRoute(match: Match, method: string, path: string): Extract<Match, { kind: "found" }> {
  if (match.kind === "found") return match;
  if (match.kind === "wrong-method") throw wrongMethod(match.allowed, method, path);
  throw notFound(`the path ${path}`);
}

function wrongMethod(allowed: readonly string[], method: string, path: string): Problem {
  const headers = { Allow: allowed.join(", ") };
  return new Problem({
    status: 405,
    code: "method_not_allowed",
    detail: `${method} is not allowed on ${path}`,
    headers,
  });
}

/** Role bindings say what is wrong with them in a shape of their own; what a gateway says is the same everywhere. */
function problemAnswer(thrown: unknown, path: string, requestId: string): Answer {
  const problem = thrown instanceof Problem ? thrown : internalProblem(thrown);
  const isGateway = problem.status === 401 || problem.status === 429;
  const ownShape = path.startsWith("/iam/v2/role-bindings") && !isGateway;
  const body: JsonObject = ownShape ? roleBindingBody(problem) : controlPlaneBody(problem, requestId);
  return { status: problem.status, body, headers: problem.headers };
}

function internalProblem(thrown: unknown): Problem {
  const detail = `a defect of the mock: ${reasonOf(thrown)}`;
  return new Problem({ status: 500, code: "internal_error", detail });
}
