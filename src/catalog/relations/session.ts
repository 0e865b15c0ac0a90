/** `tributary.settings`, `requests` and `journal`: what the session that asks is set to, has sent and has changed. */
import { Json } from "../../common/value.ts";
import type { SystemRelation } from "../catalog.ts";
import type { JournalFact, RequestFact, SessionFacts, SettingFact } from "../session-facts.ts";
import { systemRelation, type RelationDefinition } from "./relation.ts";

interface FactsDefinition<T> extends Pick<RelationDefinition<T>, "name" | "columns"> {
  facts(session: SessionFacts): readonly T[];
}

/** A relation over facts of the session; without a session it has no rows. */
function factsRelation<T>({ name, columns, facts }: FactsDefinition<T>): SystemRelation {
  return systemRelation<T>({
    name,
    keys: [],
    columns,
    items: async function* items(_catalog, _keys, session) {
      if (session !== undefined) yield facts(session);
    },
  });
}

export const settingsRelation = factsRelation<SettingFact>({
  name: "tributary.settings",
  columns: {
    name: ["text", ({ name }) => name],
    value: ["text", ({ value }) => value],
    default: ["text", (setting) => setting.default],
    source: ["text", ({ source }) => source],
    description: ["text", ({ description }) => description],
  },
  facts: (session) => session.settings(),
});

export const requestsRelation = factsRelation<RequestFact>({
  name: "tributary.requests",
  columns: {
    id: ["integer", ({ id }) => id],
    attempt: ["integer", ({ attempt }) => attempt],
    started_at: ["timestamp", ({ startedAt }) => startedAt.toISOString()],
    provider: ["text", ({ operation }) => operation?.split(".")[0]],
    method: ["text", ({ operation }) => operation],
    http_method: ["text", ({ httpMethod }) => httpMethod],
    url: ["text", ({ url }) => url],
    status: ["integer", ({ status }) => status],
    milliseconds: ["integer", ({ milliseconds }) => milliseconds],
    bytes: ["integer", ({ bytes }) => bytes],
  },
  facts: (session) => session.requests(),
});

export const journalRelation = factsRelation<JournalFact>({
  name: "tributary.journal",
  columns: {
    session: ["text", ({ session }) => session],
    number: ["integer", ({ number }) => number],
    started_at: ["timestamp", ({ startedAt }) => startedAt],
    ended_at: ["timestamp", ({ endedAt }) => endedAt],
    statement: ["text", ({ statement }) => statement],
    verb: ["text", ({ verb }) => verb],
    method: ["text", ({ operation }) => operation],
    http_method: ["text", ({ httpMethod }) => httpMethod],
    url: ["text", ({ url }) => url],
    state: ["text", ({ state }) => state],
    status: ["integer", ({ status }) => status],
    identity: ["json", ({ identity }) => (identity === null ? null : Json.ofText(identity))],
    undo: ["text", ({ undo }) => undo],
    undoes: ["integer", ({ undoes }) => undoes],
    error: ["text", ({ error }) => error],
  },
  facts: (session) => session.journal(),
});
