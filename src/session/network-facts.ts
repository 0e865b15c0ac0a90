/** The settings of the network as `tributary.settings` shows them. */
import type { NetworkConfig } from "../connector/network.ts";
import { mask } from "../common/redact.ts";
import type { JsonValue } from "../common/value.ts";
import type { Shown } from "./setting-facts.ts";

/** One entry for each, by the name of its field. */
export const networkFacts: { readonly [K in keyof NetworkConfig]-?: Shown<NetworkConfig[K]> } = {
  allowInsecureTls: { name: "allow_insecure_tls", description: "Certificates are not checked" },
  caBundle: { name: "ca_bundle", description: "File of certificates that are trusted" },
  caMode: {
    name: "ca_mode",
    description: "Whether those are trusted beside the usual ones (extra) or alone (replace)",
  },
  certificate: { name: "client_certificate", description: "File of the certificate that servers are shown" },
  key: { name: "client_key", description: "File of the key of that certificate" },
  keyPassword: {
    name: "client_key_password",
    description: "Whether a password for that key is given",
    show: (password) => password !== undefined,
  },
  offline: { name: "offline", description: "No socket is opened" },
  proxy: { name: "proxy", description: "The proxy that requests go through", show: (url) => url && withoutUser(url) },
  record: { name: "record", description: "File that every exchange with a server is written to" },
  replay: { name: "replay", description: "File of such exchanges that answers in place of servers" },
  timeoutMilliseconds: { name: "timeout_milliseconds", description: "How long a request may take; 0 is for ever" },
  timeouts: {
    name: "timeouts",
    description: "How long parts of a request may take, by host",
    show: (rules) => rules?.map((rule): JsonValue => ({ ...rule, host: rule.host ?? "*" })),
  },
};

/** A URL without the user and password that may stand in it. */
export function withoutUser(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, `$1${mask}@`).replace(/[?#].*$/s, "");
}
