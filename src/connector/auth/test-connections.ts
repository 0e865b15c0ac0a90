/** What tests of connections share: a connection of `acme`, and calls through it. */
import type { AuthConfig } from "../../catalog/model.ts";
import type { Connector } from "../call.ts";
import type { Connection, VariableSource } from "../connection.ts";
import { callOf, method, read, type MethodFacts, type Outcome } from "../test-server.ts";

export type Sources = { readonly [name: string]: VariableSource };

/** A connection of the provider `acme`, with what is given in place of nothing. */
export function connectionWith(variables: Sources, given: Partial<Connection> = {}): Connection {
  return {
    name: "acme_eu",
    provider: "acme",
    auth: {},
    variables,
    parameters: {},
    values: {},
    network: {},
    limits: {},
    ignore: [],
    tags: {},
    source: "a test",
    ...given,
  };
}

export interface Place {
  readonly connector: Connector;
  readonly origin: string;
}

/** Calls `list` of the API with what documents declare, through a connection. */
export function callThrough(
  { connector, origin }: Place,
  connection: Connection | undefined,
  auth: AuthConfig,
  facts: MethodFacts = {},
): Promise<Outcome> {
  return read(connector, callOf(method(origin, facts), {}, { auth, connection }));
}
