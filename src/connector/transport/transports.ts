/**
 * The transports of a connector: that of the session, and one for each connection, with limits and buckets of its own;
 * with sockets of its own too where it has its own way through the network.
 */
import { readFile } from "node:fs/promises";
import type { ConnectorConfig } from "../call.ts";
import type { Connection, ConnectionNetwork, VariableSource } from "../connection.ts";
import { reasonOf } from "../../common/error.ts";
import { requestFailure } from "../failure.ts";
import { createTape } from "../recording/tape.ts";
import type { Send } from "./message.ts";
import { Sockets } from "./sockets.ts";
import { createTransport } from "./transport.ts";

export interface Transports {
  /** Sends requests of a connection; those of none as the session says. */
  of(connection: Connection | undefined): Send;
  /** Destroys every socket, also those in use, and ends the recording. */
  close(): Promise<void>;
}

/** Equal connections share a transport, so that their limits hold for all statements. */
export function createTransports(config: ConnectorConfig): Transports {
  const shared = new Sockets(config);
  const tape = createTape(config);
  const pools = [shared];
  const usual = createTransport(config, shared, tape);
  const known = new Map<string, Send>();
  const open = ({ network, limits }: Connection): Send => {
    const sockets = hasOwnWay(network) ? new Sockets(withNetwork(config, network)) : shared;
    if (sockets !== shared) pools.push(sockets);
    return createTransport(withLimits(config, limits), sockets, tape);
  };
  return {
    of: (connection) => {
      if (connection === undefined) return usual;
      const { provider, name, network, limits } = connection;
      const key = JSON.stringify([provider, name, network, limits]);
      const send = known.get(key) ?? open(connection);
      known.set(key, send);
      return send;
    },
    close: () => {
      for (const sockets of pools) sockets.close();
      return tape.close();
    },
  };
}

function hasOwnWay(network: ConnectionNetwork): boolean {
  return Object.values(network).some((value) => value !== undefined);
}

/** A certificate of the session is not shown to servers of a connection that has its own, nor is its key. */
function withNetwork(config: ConnectorConfig, network: ConnectionNetwork): ConstructorParameters<typeof Sockets>[0] {
  const { certificate, keyPassword } = network;
  const client =
    certificate === undefined
      ? { certificate: config.certificate, key: config.key, keyPassword: config.keyPassword }
      : {
          certificate,
          key: network.key,
          keyPassword: keyPassword === undefined ? undefined : () => passwordFrom(keyPassword, config),
        };
  return {
    environment: config.environment,
    offline: config.offline,
    replay: config.replay,
    proxy: network.proxy ?? config.proxy,
    caBundle: network.caBundle ?? config.caBundle,
    caMode: network.caMode ?? config.caMode,
    allowInsecureTls: network.allowInsecureTls ?? config.allowInsecureTls,
    ...client,
  };
}

function withLimits(config: ConnectorConfig, limits: Connection["limits"]): ConnectorConfig {
  const { concurrency, rate, retries, timeoutMilliseconds, timeouts = [] } = limits;
  return {
    ...config,
    concurrency: concurrency ?? config.concurrency,
    maxRate: rate ?? config.maxRate,
    retries: retries ?? config.retries,
    timeoutMilliseconds: timeoutMilliseconds ?? config.timeoutMilliseconds,
    timeouts: [...(config.timeouts ?? []), ...timeouts],
  };
}

/** Throws `missing_credentials` where there is none. */
async function passwordFrom(source: VariableSource, config: ConnectorConfig): Promise<string> {
  if (typeof source === "string") return source;
  const found = await sought(source, config);
  if (found !== undefined && found !== "") return found;
  throw requestFailure(
    "missing_credentials",
    "the password of the client key is not where the connection looks for it",
    {
      hint: "env" in source ? `Set the variable ${source.env}.` : "See key_password of the connection.",
    },
  );
}

async function sought(source: Exclude<VariableSource, string>, config: ConnectorConfig): Promise<string | undefined> {
  if (config.readVariable !== undefined) return await config.readVariable(source);
  if ("env" in source) return config.environment(source.env);
  if (!("file" in source)) return undefined;
  try {
    return (await readFile(source.file, "utf8")).replace(/\r?\n$/, "");
  } catch (cause) {
    throw requestFailure("missing_credentials", `the password of the client key cannot be read: ${reasonOf(cause)}`);
  }
}
