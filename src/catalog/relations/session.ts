/** `tributary.settings`, `.requests`, `.statement_sources`, `.journal`: what the session that asks is set to, sent, read, changed. */
import type { SourceOutcome } from "../../common/source.ts";
import { Json } from "../../common/value.ts";
import type { SystemRelation } from "../catalog.ts";
import type { DatabaseFact, JournalFact, KeptFact, RequestFact, SessionFacts, SettingFact } from "../session-facts.ts";
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

export const databasesRelation = factsRelation<DatabaseFact>({
  name: "tributary.databases",
  columns: {
    name: ["text", ({ name }) => name],
    type: ["text", ({ type }) => type],
    location: ["text", ({ location }) => location],
    read_only: ["boolean", ({ readOnly }) => readOnly],
    source: ["text", ({ source }) => source],
  },
  facts: (session) => session.databases?.() ?? [],
});

export const requestsRelation = factsRelation<RequestFact>({
  name: "tributary.requests",
  columns: {
    id: ["integer", ({ id }) => id],
    attempt: ["integer", ({ attempt }) => attempt],
    started_at: ["timestamp", ({ startedAt }) => startedAt.toISOString()],
    provider: ["text", ({ operation }) => operation?.split(".")[0]],
    connection: ["text", ({ connection }) => connection],
    method: ["text", ({ operation }) => operation],
    http_method: ["text", ({ httpMethod }) => httpMethod],
    url: ["text", ({ url }) => url],
    status: ["integer", ({ status }) => status],
    milliseconds: ["integer", ({ milliseconds }) => milliseconds],
    bytes: ["integer", ({ bytes }) => bytes],
  },
  facts: (session) => session.requests(),
});

export const sourcesRelation = factsRelation<SourceOutcome>({
  name: "tributary.statement_sources",
  columns: {
    relation: ["text", ({ relation }) => relation],
    alias: ["text", ({ alias }) => alias],
    provider: ["text", ({ provider }) => provider],
    connection: ["text", ({ connection }) => connection],
    method: ["text", ({ method }) => method],
    arguments: ["json", (source) => source.arguments && Json.ofValue(source.arguments)],
    status: ["text", ({ status }) => status],
    http_status: ["integer", ({ httpStatus }) => httpStatus],
    code: ["text", ({ code }) => code],
    condition: ["text", ({ condition }) => condition],
    message: ["text", ({ message }) => message],
    calls: ["integer", ({ calls }) => calls],
    requests: ["integer", ({ requests }) => requests],
    rows: ["integer", ({ rows }) => rows],
  },
  facts: (session) => session.sources(),
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

export const keptRelation = factsRelation<KeptFact>({
  name: "tributary.kept_calls",
  columns: {
    relation: ["text", ({ relation }) => relation],
    kept: ["timestamp", ({ kept }) => new Date(kept).toISOString()],
    expires: ["timestamp", ({ expires }) => new Date(expires).toISOString()],
    rows: ["integer", ({ rows }) => rows],
  },
  facts: (session) => session.kept(),
});
