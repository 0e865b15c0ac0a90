/** The connector: one API call as a stream of pages. `call` below is the whole story; read it first. */
import { authenticate, authOf } from "./auth/authenticate.ts";
import { TokenCache } from "./auth/token-cache.ts";
import type { Call, CallOptions, Connector, ConnectorConfig, Page } from "./call.ts";
import { identityOf } from "./identity.ts";
import { fetchBytes } from "./fetch.ts";
import { paginate, type ReadRequest } from "./paginate/paginate.ts";
import { preview } from "./preview.ts";
import { buildRequest } from "./request/request.ts";
import { signable } from "./request/signable.ts";
import { pageReader } from "./response/read.ts";
import { rowMaker } from "./response/rows.ts";
import type { Send } from "./transport/message.ts";
import { Sockets } from "./transport/sockets.ts";
import { createTransport } from "./transport/transport.ts";

/** A connector with its own sockets, limits and tokens; close it when done. */
export function createConnector(config: ConnectorConfig): Connector {
  const sockets = new Sockets(config);
  const transport = createTransport(config, sockets);
  const tokens = new TokenCache();
  const closing = new AbortController();
  let lastId = 0;
  const send: Send = (request, context) => transport(request, { ...context, id: ++lastId });

  async function* call(call: Call, options: CallOptions): AsyncGenerator<Page, void, undefined> {
    const { method } = call;
    const abandoned = new AbortController();
    const signal = AbortSignal.any([options.signal, closing.signal, abandoned.signal]);
    const { onEvent, beforeRequest } = options;
    const context = { signal, onEvent, beforeRequest, id: 0, operation: method.id, template: method.request.path };

    const first = signable(call, buildRequest(call, config));
    const auth = authOf(call, config);
    const sendAuthenticated = authenticate({ auth, call, environment: config.environment, tokens, send })(send);
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
    fetchBytes: (url, signal) => fetchBytes(url, signal, send),
    close: () => {
      closing.abort();
      sockets.close();
      return Promise.resolve();
    },
  };
}
