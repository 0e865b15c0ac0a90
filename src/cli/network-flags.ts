/** The flags of the network as settings. */
import { rememberSecret } from "../common/redact.ts";
import { didYouMean } from "../common/suggest.ts";
import { caModes, type NetworkConfig, type TimeoutRule, timeoutPhases } from "../connector/network.ts";
import type { FlagValues } from "./flags.ts";
import { splitOnce } from "./read-arguments.ts";
import { usage } from "./usage.ts";

/** Throws `configuration_error` naming the flag that cannot be obeyed. */
export function networkSettings(flags: FlagValues): NetworkConfig {
  const keyPassword = flags["tls.keyPassword"];
  if (keyPassword !== undefined) rememberSecret(keyPassword);
  if (flags.record !== undefined && flags.replay !== undefined) {
    throw usage("--record and --replay do not go together", "What is replayed has been recorded already.");
  }
  return {
    timeoutMilliseconds: Math.max(0, flags.apirequesttimeout) * 1000,
    timeouts: flags["http.timeout"].map(timeoutRule),
    proxy: proxyUrl(flags),
    caBundle: flags["tls.CABundle"],
    caMode: caModes.find((mode) => mode === flags["tls.CAMode"]),
    certificate: flags["tls.certificate"],
    key: flags["tls.key"],
    keyPassword,
    allowInsecureTls: flags["tls.allowInsecure"],
    offline: flags.offline,
    record: flags.record,
    replay: flags.replay,
  };
}

/** `connect=5`, or `*.acme.test:headers=2.5`. */
function timeoutRule(text: string): TimeoutRule {
  const [part, seconds = ""] = splitOnce(text);
  const [, host, name = ""] = /^(?:(.*):)?([^:]*)$/.exec(part) ?? [];
  const phase = timeoutPhases.find((known) => known === name);
  const example = "For example: --http.timeout connect=5 --http.timeout '*.acme.test:headers=90'";
  if (phase === undefined) {
    throw usage(`--http.timeout has no part ${JSON.stringify(name)}`, didYouMean(name, timeoutPhases) ?? example);
  }
  if (!/^\d{1,6}(\.\d+)?$/.test(seconds)) throw usage("--http.timeout takes [HOST:]PART=SECONDS", example);
  return {
    ...(host !== undefined && host !== "" && { host }),
    phase,
    milliseconds: Math.round(Number(seconds) * 1000),
  };
}

function proxyUrl(flags: FlagValues): string | undefined {
  const host = flags["http.proxy.host"];
  if (host === undefined) return undefined;
  const address = `${flags["http.proxy.scheme"]}://${host}`;
  if (!/^[^/@]+$/.test(host) || !URL.canParse(address)) throw usage("--http.proxy.host takes the name of a host");
  const url = new URL(address);
  const port = flags["http.proxy.port"];
  if (port !== undefined && port > 0) url.port = String(port);
  url.username = flags["http.proxy.user"] ?? "";
  url.password = flags["http.proxy.password"] ?? "";
  if (url.password !== "") [url.password, flags["http.proxy.password"] ?? ""].forEach(rememberSecret);
  return url.href;
}
