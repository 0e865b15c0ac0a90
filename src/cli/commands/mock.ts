/** `tributary mock confluent`: the mock cloud until Ctrl-C. */
import { join } from "node:path";
import { demoCredentials, startMockConfluent } from "../../mock/server.ts";
import { listenForInterrupt } from "../interrupt.ts";
import { distFolder } from "../paths.ts";
import type { CommandLine } from "../read-flags.ts";
import { usage } from "./exec.ts";

export async function mock({ positionals, flags }: CommandLine): Promise<number> {
  if (positionals[0] !== "confluent") throw usage("mock needs the name of a cloud", "Write tributary mock confluent.");
  const server = await startMockConfluent({
    factsDirectory: join(distFolder(), "facts", "confluent"),
    port: flags.port,
    latencyMilliseconds: flags.latency,
    scale: flags.scale,
  });
  const interruption = listenForInterrupt();
  const { apiKey, apiSecret, partnerClientId, partnerClientSecret } = demoCredentials;
  process.stderr.write(
    [
      `A mock of Confluent Cloud listens on ${server.url}; Ctrl-C ends it. In another terminal:`,
      "",
      `export TRIBUTARY_ENDPOINT=confluent=${server.url}`,
      `export CONFLUENT_CLOUD_API_KEY=${apiKey} CONFLUENT_CLOUD_API_SECRET=${apiSecret}`,
      `export CONFLUENT_PARTNER_CLIENT_ID=${partnerClientId} CONFLUENT_PARTNER_CLIENT_SECRET=${partnerClientSecret}`,
      'tributary exec "SELECT id, display_name FROM confluent.org.environments LIMIT 5"',
      "",
    ].join("\n"),
  );
  await new Promise<void>((ended) => interruption.signal.addEventListener("abort", () => ended(), { once: true }));
  interruption.end();
  await server.close();
  return 0;
}
