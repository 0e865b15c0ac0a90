/** `tributary demo`: a tour of real statements against the mock cloud, no account needed. */
import { join } from "node:path";
import { demoCredentials, startMockConfluent } from "../../mock/server.ts";
import { distFolder } from "../../paths.ts";
import type { Settings } from "../../session/settings.ts";
import type { CommandLine } from "../read-flags.ts";
import { inWorkplace, runScript, type Workplace } from "../run-script.ts";
import { noConnections } from "../../connector/connection.ts";
import { settingsOf } from "../settings.ts";
import { tour } from "../tour.ts";
import { usage } from "../usage.ts";

export async function demo(line: CommandLine): Promise<number> {
  if (line.positionals.length > 0) throw usage("demo takes no further words");
  // Narrative and results are one text for a person, also through a pipe.
  const flags = { ...line.flags, output: line.flags.output === "auto" ? "box" : line.flags.output };
  const server = await startMockConfluent({ factsDirectory: join(distFolder(), "facts", "confluent") });
  try {
    const settings = demoSettings(line, server.url);
    return await inWorkplace({ settings, flags, width: 110 }, (place) => runTour(server.url, place, flags));
  } finally {
    await server.close();
  }
}

async function runTour(url: string, place: Workplace, flags: CommandLine["flags"]): Promise<number> {
  const { print, closed } = place.terminal;
  await print(`${tour.welcome}\nThe mock listens on ${url}.\n`);
  for (const [index, { about, sql }] of tour.stops.entries()) {
    // Behind the first, the format itself puts a blank line between two results.
    await print(`\n-- ${index + 1}. ${about}\n${sql};\n${index === 0 ? "\n" : ""}`);
    const code = await runScript(sql, place, flags);
    if (code !== 0 || closed()) return code;
  }
  await print(`\n${tour.farewell}\n`);
  return 0;
}

/** The user's settings, but for where requests go and who sends them. */
function demoSettings(line: CommandLine, url: string): Settings {
  const settings = settingsOf(line);
  const credentials: Readonly<Record<string, string>> = {
    CONFLUENT_CLOUD_API_KEY: demoCredentials.apiKey,
    CONFLUENT_CLOUD_API_SECRET: demoCredentials.apiSecret,
    CONFLUENT_PARTNER_CLIENT_ID: demoCredentials.partnerClientId,
    CONFLUENT_PARTNER_CLIENT_SECRET: demoCredentials.partnerClientSecret,
  };
  return {
    ...settings,
    auth: {},
    endpoints: { confluent: url },
    connections: noConnections,
    proxy: undefined,
    environment: (name) => credentials[name] ?? (/proxy$/i.test(name) ? undefined : settings.environment(name)),
  };
}
