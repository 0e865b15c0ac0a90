/** `tributary mock confluent`: the mock cloud until Ctrl-C. */
import { join } from "node:path";
import { didYouMean } from "../../common/suggest.ts";
import { demoCredentials, startMockConfluent } from "../../mock/server.ts";
import { distFolder } from "../../paths.ts";
import { listenForInterrupt } from "../interrupt.ts";
import { standardStream } from "../standard-streams.ts";
import type { CommandLine } from "../read-flags.ts";
import { usage } from "../usage.ts";

const clouds = ["confluent"];

export async function mock({ positionals, flags }: CommandLine): Promise<number | "help"> {
  const [cloud, ...more] = positionals;
  if (cloud === undefined) return "help";
  if (more.length > 0) throw usage("mock takes the name of one cloud");
  if (!clouds.includes(cloud)) throw usage(`there is no mock of ${cloud}`, didYouMean(cloud, clouds));
  const { port, latency, scale } = flags;
  for (const [name, number] of Object.entries({ port, latency, scale })) {
    if (number < 0) throw usage(`--${name} is not negative`);
  }
  if (port > 65_535) throw usage("--port is at most 65535");
  const server = await startMockConfluent({
    factsDirectory: join(distFolder(), "facts", "confluent"),
    port,
    latencyMilliseconds: latency,
    scale,
  });
  const interruption = listenForInterrupt();
  standardStream("stderr").write(greeting(server.url));
  await new Promise<void>((ended) => interruption.signal.addEventListener("abort", () => ended(), { once: true }));
  interruption.end();
  await server.close();
  return 0;
}

function greeting(url: string): string {
  const { apiKey, apiSecret, partnerClientId, partnerClientSecret } = demoCredentials;
  return [
    `A mock of Confluent Cloud listens on ${url}; Ctrl-C ends it. In another terminal:`,
    "",
    `export TRIBUTARY_ENDPOINT=confluent=${url}`,
    `export CONFLUENT_CLOUD_API_KEY=${apiKey} CONFLUENT_CLOUD_API_SECRET=${apiSecret}`,
    `export CONFLUENT_PARTNER_CLIENT_ID=${partnerClientId} CONFLUENT_PARTNER_CLIENT_SECRET=${partnerClientSecret}`,
    'tributary exec "SELECT id, display_name FROM confluent.org.environments LIMIT 5"',
    "",
  ].join("\n");
}
