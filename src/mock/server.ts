// The mock server of Confluent Cloud on loopback: start, look at, provoke, stop.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { EngineError } from "../common/error.ts";
import { answerControl } from "./control.ts";
import { readFacts } from "./facts.ts";
import type { FaultRule } from "./faults.ts";
import type { JournalEntry } from "./journal.ts";
import { kindsOf } from "./kinds.ts";
import { Mock } from "./mock.ts";
import type { MockOptions } from "./options.ts";
import { Problem } from "./problem.ts";
import { hasBody, parseBody, readText } from "./read-body.ts";
import { writeAnswer, writeCut } from "./respond.ts";
import { buildRoutes } from "./route.ts";
import { createValidator } from "./validate.ts";

export { demoCredentials } from "./auth.ts";

export interface MockServer {
  /** `http://127.0.0.1:<port>`, without a slash at its end. */
  readonly url: string;
  readonly port: number;
  /** The organization that the data set belongs to. */
  readonly organizationId: string;
  /** What has been asked so far, oldest first, secrets masked; requests to `/__mock` are not part of it. */
  readonly requests: readonly JournalEntry[];
  /** Back to the data set of the seed and the faults of the options, with an empty journal. */
  reset(): void;
  /** Provokes a fault in requests to come. */
  fail(rule: FaultRule): void;
  /** Lets the mock's clock skip this time. */
  advance(milliseconds: number): void;
  /** Ends the server and all its connections. */
  close(): Promise<void>;
}

/**
 * Starts a stateful mock of Confluent Cloud on loopback. Rejects with configuration_error where the facts cannot be
 * read, and with io_error where the port cannot be opened.
 */
export async function startMockConfluent(options: MockOptions): Promise<MockServer> {
  const apis = readFacts(options.factsDirectory);
  const mock = new Mock({
    options,
    kinds: kindsOf(apis),
    routes: buildRoutes(apis.flatMap((api) => api.operations)),
    validator: createValidator("request"),
  });
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => void serve(mock, request, response));
  const port = await listen(server, options.port ?? 0);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    organizationId: mock.cloud.organization,
    get requests() {
      return mock.journal.entries;
    },
    reset: () => mock.reset(),
    fail: (rule) => mock.faults.add(rule),
    advance: (milliseconds) => mock.cloud.clock.advance(milliseconds),
    close: () => close(server),
  };
}

async function serve(mock: Mock, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const text = hasBody(request) ? await readText(request) : "";
    const [path = "/", query = ""] = splitUrl(request.url ?? "/");
    if (path.startsWith("/__mock/")) {
      writeAnswer(request, response, answerControl(mock, { method: request.method ?? "GET", path, text }));
      return;
    }
    await serveApi(mock, { request, response, text, path, query });
  } catch (thrown) {
    const problem = thrown instanceof Problem ? thrown : undefined;
    // Nothing else may fall: a broken connection is the client's affair, any other fault must not end the server.
    if (!response.headersSent) writeAnswer(request, response, mock.answerProblem(problem ?? thrown));
    else response.destroy();
  }
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly text: string;
  readonly path: string;
  readonly query: string;
}

async function serveApi(mock: Mock, { request, response, text, path, query }: Exchange): Promise<void> {
  const outcome = mock.answer({
    method: request.method ?? "GET",
    path,
    query,
    host: request.headers.host ?? "127.0.0.1",
    authorization: request.headers.authorization,
    readBody: () => parseBody(text, request.headers["content-type"]),
  });
  if (outcome.delayMilliseconds > 0) await sleep(outcome.delayMilliseconds);
  if (outcome.connection === "reset") return reset(request.socket);
  if (outcome.connection === "cut") return writeCut(response, outcome.answer);
  return writeAnswer(request, response, outcome.answer);
}

/** Ends a connection so that the client sees it reset, not closed. */
function reset(socket: Socket): void {
  socket.resetAndDestroy();
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((done) => void setTimeout(done, milliseconds).unref());
}

function splitUrl(url: string): [string, string] {
  const mark = url.indexOf("?");
  return mark < 0 ? [url, ""] : [url.slice(0, mark), url.slice(mark + 1)];
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((done, fail) => {
    server.once("error", (cause) => {
      const message = `the mock server cannot listen on port ${port}: ${cause.message}`;
      const hint = "Choose another port, or none to take any free one.";
      fail(new EngineError({ condition: "io_error", stage: "config", message, hint, cause }));
    });
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      done(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
}
