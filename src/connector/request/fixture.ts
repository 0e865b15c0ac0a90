/** For tests: a method compiled from a document, called on a real server, and the request that this received. */
import { compileMethodOf, type MethodFixture } from "../../catalog/compile/fixture.ts";
import type { Method } from "../../catalog/model.ts";
import type { Value } from "../../common/value.ts";
import type { Call, RequestPreview } from "../call.ts";
import { callOf, connect, read, serve, type Received } from "../test-server.ts";

export type Values = { readonly [name: string]: Value };

/** The one request that a call of the method sends, whatever host its document names. */
export async function sentBy(method: Method, values: Values = {}, rest: Partial<Call> = {}): Promise<Received> {
  const server = await serve(() => ({ status: 204 }));
  await read(connect({ endpoints: { acme: server.origin } }), callOf(method, values, rest));
  const [request] = server.received;
  if (request === undefined || server.received.length > 1) throw new Error("not one request was sent");
  return request;
}

/** The same of a method in YAML. */
export function sent(fixture: MethodFixture, values: Values = {}, rest: Partial<Call> = {}): Promise<Received> {
  return sentBy(compileMethodOf(fixture), values, rest);
}

/** What a person would see of the call before it is sent. */
export function shown(fixture: MethodFixture, values: Values = {}): RequestPreview {
  return connect().preview(callOf(compileMethodOf(fixture), values));
}
