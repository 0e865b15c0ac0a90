/** The library: `import { open } from "tributary-sql"`. */
export { open, type OpenOptions, type Tributary } from "./library.ts";
export { EngineError, errorCodes, type ErrorCondition, type Stage } from "./common/error.ts";
export type { EngineEvent, EventSink, Warning } from "./common/event.ts";
export type { ResultSet } from "./common/result.ts";
export {
  type Batch,
  type Column,
  type ColumnType,
  Json,
  type JsonValue,
  type Row,
  type Value,
} from "./common/value.ts";
export type { AuthConfig } from "./catalog/model.ts";
export type { Parameters } from "./session/parameters.ts";
export type { ExecuteOptions } from "./session/session.ts";
