/** `tributary demo`: a tour of real statements against the mock cloud, no account needed. */
import { join } from "node:path";
import { demoCredentials, startMockConfluent } from "../../mock/server.ts";
import { openSession } from "../../session/session.ts";
import { listenForInterrupt } from "../interrupt.ts";
import { distFolder } from "../paths.ts";
import type { CommandLine } from "../read-flags.ts";
import { runScript } from "../run-script.ts";
import { settingsOf } from "../settings.ts";
import { openTerminal } from "../terminal.ts";
import { tour } from "../tour.ts";

export async function demo({ flags }: CommandLine): Promise<number> {
  const server = await startMockConfluent({
    factsDirectory: join(distFolder(), "facts", "confluent"),
    port: flags.port,
  });
  const interruption = listenForInterrupt();
  const terminal = openTerminal(flags);
  const session = openSession(demoSettings(flags, server.url), (event) => {
    interruption.onEvent(event);
    terminal.onEvent(event);
  });
  try {
    terminal.say(`A mock of Confluent Cloud listens on ${server.url}. The tour queries and changes it with SQL.`);
    for (const { about, sql } of tour) {
      terminal.say(`\n-- ${about}\n${sql};`);
      const code = await runScript(sql, session, terminal, { flags, signal: interruption.signal });
      if (code !== 0) return code;
    }
    terminal.say(
      "\nThat was the tour. `tributary mock confluent` keeps such a cloud running for statements of your own.",
    );
    await terminal.end();
    return 0;
  } finally {
    interruption.end();
    await session.close();
    await server.close();
  }
}

/** The user's settings, but for where requests go and who sends them. */
function demoSettings(flags: CommandLine["flags"], url: string): ReturnType<typeof settingsOf> {
  const settings = settingsOf(flags);
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
    environment: (name) => credentials[name] ?? (/proxy$/i.test(name) ? undefined : settings.environment(name)),
  };
}
