/** The connector: one API call as a stream of pages. `call` below is the whole story; read it first. */
import type { Method } from "../catalog/model.ts";
import { authenticate, authOf } from "./auth/authenticate.ts";
import { ownKey } from "./auth/own-key.ts";
import { ConnectionVariables } from "./auth/sources/connection-variables.ts";
import { TokenCache } from "./auth/token-cache.ts";
import type { Call, CallOptions, Connector, ConnectorConfig, Page } from "./call.ts";
import type { Connection, VariableSource } from "./connection.ts";
import { identityOf } from "./identity.ts";
import { fetchBytes } from "./fetch.ts";
import { paginate, type ReadRequest } from "./paginate/paginate.ts";
import { preview } from "./preview.ts";
import { withoutCredentials } from "./recording/without-credentials.ts";
import { buildRequest } from "./request/request.ts";
import { signable } from "./request/signable.ts";
import { pageReader } from "./response/read.ts";
import { rowMaker } from "./response/rows.ts";
import type { Send } from "./transport/message.ts";
import { isCutOff, refuseSockets } from "./transport/offline.ts";
import { createTransports } from "./transport/transports.ts";

/** Variables that parts of addresses come from. */
function isOfServer({ request }: Method): (name: string) => boolean {
  return (name) => request.servers.some((one) => one.variables.some(({ environment }) => environment === name));
}

/** A connector with its own sockets, limits and tokens; close it when done. */
export function createConnector(config: ConnectorConfig): Connector {
  const variables = new ConnectionVariables(config.environment, config.refreshEnvironment);
  const readVariable = (source: VariableSource) => variables.secret(source, "the password of the client key");
  const transports = createTransports({ ...config, readVariable });
  const tokens = new TokenCache();
  const closing = new AbortController();
  let lastId = 0;
  const sendOf = (connection: Connection | undefined): Send => {
    const transport = transports.of(connection);
    return (request, context) => transport(request, { ...context, id: ++lastId });
  };

  async function* call(call: Call, options: CallOptions): AsyncGenerator<Page, void, undefined> {
    const { method } = call;
    const abandoned = new AbortController();
    const signal = AbortSignal.any([options.signal, closing.signal, abandoned.signal]);
    // Before credentials are looked for, which nothing would be sent with.
    if (isCutOff(config)) refuseSockets(method.id, config);
    const { onEvent, beforeRequest } = options;
    const operation = { operation: method.id, template: method.request.path };
    const context = { signal, onEvent, beforeRequest, id: 0, ...operation, reach: config };

    const { environment } = await variables.read(call.connection, isOfServer(method), signal);
    const first = signable(call, buildRequest(call, { ...config, environment }));
    const auth = ownKey(authOf(call, config), call, config.environment);
    const send = sendOf(call.connection);
    const authenticated = authenticate({ auth, call, variables, tokens, send });
    const sendAuthenticated = (config.replay === undefined ? authenticated : withoutCredentials(authenticated))(send);
    const readPage = await pageReader(method, options.onWarning);
    const read: ReadRequest = async (request) =>
      readPage({ call, request, response: await sendAuthenticated(request, context), auth });
    const toRow = rowMaker(method.response);
    try {
      for await (const page of paginate(method, first, read, options)) {
        const { status, headers, body } = page;
        yield { rows: page.located.items.map(toRow), response: { status, headers, body } };
      }
    } finally {
      abandoned.abort();
    }
  }

  return {
    call,
    preview: (call) => preview(call, config),
    identity: (call) => identityOf(call, config),
    credentials: async (question, { signal, onEvent }) => {
      const { checkCredentials } = await import("./auth/check/check.ts");
      const sending = { signal: AbortSignal.any([signal, closing.signal]), onEvent, id: 0, reach: config };
      return checkCredentials(question, { config, variables, send: sendOf(question.connection), sending });
    },
    fetchBytes: (url, signal) => fetchBytes(url, signal, sendOf(undefined)),
    close: () => {
      closing.abort();
      return transports.close();
    },
  };
}
