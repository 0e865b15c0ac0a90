/**
 * What the `confluent` command line keeps in `~/.confluent/config.json`: API keys of Kafka clusters, and the token of its
 * session. Later versions encrypt both for the machine; what is encrypted is not ours to open.
 */
import { isJsonObject, jsonOf, property, textAt, valueAt } from "../../common/json.ts";
import type { JsonValue } from "../../common/value.ts";
import { nearestNames } from "../../common/suggest.ts";
import { requestFailure } from "../failure.ts";
import type { Credentials } from "../transport/message.ts";
import { authorization, type AuthContext } from "./auth-type.ts";
import { inHome, readIfThere } from "./files.ts";
import { encodePair, remember } from "./secrets.ts";

const instead =
  "Make an API key with confluent api-key create, and set CONFLUENT_CLOUD_API_KEY and CONFLUENT_CLOUD_API_SECRET.";

/**
 * The key of the cluster that the request goes to, else the token of the session; of the context `profile`, else the
 * current one. Throws `missing_credentials` that says what is there and why it cannot be used.
 */
export async function confluentCli(context: AuthContext): Promise<Credentials> {
  const file = inHome(context.environment, ".confluent", "config.json");
  const text = await readIfThere(file);
  if (text === undefined) throw none(context, `${file} is not there`, `Run confluent login. ${instead}`);
  const json = jsonOf(text);
  const { name, entry } = contextIn(json, file, context);
  context.onFound?.(`the context ${name} of ${file}`);
  const key = keyOfHost(entry, context.declaredHost);
  if (key !== undefined) return keyCredentials(key, name, context);
  const token = textAt(valueAt(json, ["context_states", name]), "auth_token");
  if (token === undefined) throw none(context, `nobody is signed in to the context ${name}`, "Run confluent login.");
  remember(token);
  if (!isJwt(token))
    throw none(context, `the session of the context ${name} is encrypted by the confluent CLI`, instead);
  if (endOf(token) <= Date.now())
    throw none(context, `the session of the context ${name} has ended`, "Run confluent login.");
  return authorization(`Bearer ${token}`);
}

function none({ owner }: AuthContext, problem: string, hint: string): Error {
  return requestFailure("missing_credentials", `no credentials for ${owner}: ${problem}`, { hint });
}

interface NamedContext {
  readonly name: string;
  readonly entry: JsonValue;
}

function contextIn(json: JsonValue | undefined, file: string, context: AuthContext): NamedContext {
  const contexts = property(json, "contexts");
  const name = context.config.profile ?? textAt(json, "current_context");
  if (name === undefined) throw none(context, `${file} has no current context`, "Run confluent login.");
  const entry = property(contexts, name);
  if (entry !== undefined) return { name, entry };
  const [near] = nearestNames(name, isJsonObject(contexts) ? Object.keys(contexts) : []);
  const hint = near === undefined ? "confluent context list shows those there are." : `Did you mean ${near}?`;
  throw none(context, `${file} has no context ${name}`, hint);
}

interface ClusterKey {
  readonly id: string;
  readonly key: string;
  readonly secret: string | undefined;
}

/** The active key of the cluster at a host. Clusters stand in the context itself, or below its environments. */
function keyOfHost(entry: JsonValue, host: string): ClusterKey | undefined {
  const kafka = property(entry, "kafka_cluster_context");
  const environments = property(kafka, "kafka_environment_contexts");
  const maps = [
    property(kafka, "kafka_cluster_configs"),
    ...valuesOf(environments).map((environment) => property(environment, "kafka_cluster_infos")),
  ];
  for (const cluster of maps.flatMap(valuesOf)) {
    const hosts = [textAt(cluster, "rest_endpoint"), textAt(cluster, "bootstrap_servers")].map(hostOf);
    const key = textAt(cluster, "api_key");
    if (!hosts.includes(host) || key === undefined) continue;
    const secret = textAt(valueAt(cluster, ["api_keys", key]), "api_secret");
    return { id: textAt(cluster, "id") ?? host, key, secret };
  }
  return undefined;
}

function valuesOf(value: JsonValue | undefined): readonly JsonValue[] {
  return isJsonObject(value) ? Object.values(value) : [];
}

/** Of `https://host:443`, `SASL_SSL://host:9092` or `host:9092`. */
function hostOf(address: string | undefined): string | undefined {
  return /^(?:\w+:\/\/)?([^:/,]+)/.exec(address ?? "")?.[1];
}

function keyCredentials({ id, key, secret }: ClusterKey, name: string, context: AuthContext): Credentials {
  if (secret === undefined || /^(AES|DPAPI)\b/i.test(secret)) {
    const problem = `the secret of the API key ${key} of ${id} is ${secret === undefined ? "not kept" : "encrypted"} by the confluent CLI (context ${name})`;
    throw none(context, problem, "Set the key and its secret as variables; the CLI keeps them for itself.");
  }
  const pair = encodePair({ user: key, password: secret });
  for (const text of [secret, pair]) remember(text);
  return authorization(`Basic ${pair}`);
}

function isJwt(token: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]*$/.test(token);
}

/** Milliseconds since 1970; those that say nothing do not end. */
function endOf(token: string): number {
  const claims = jsonOf(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
  const seconds = Number(property(claims, "exp") ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : Number.POSITIVE_INFINITY;
}
