/** Which variables were looked at for credentials, and where those that are set were. */
import type { Connection } from "../../connection.ts";
import type { ConnectorConfig } from "../../call.ts";
import type { Environment } from "../secrets.ts";
import type { VariableReader } from "../sources/connection-variables.ts";
import { describeSource } from "../sources/source.ts";

export interface Trace {
  /** Reads as the given one does, and notes what is asked. */
  readonly variables: VariableReader;
  /** Where each of these variables that was asked and is set was found, as `place: NAME, NAME`. */
  sources(relevant: ReadonlySet<string>): readonly string[];
  isSet(name: string): boolean;
}

type Places = Pick<ConnectorConfig, "environment" | "environmentPlace">;

/** A trace of what is asked of the variables of a connection. */
export function traceOf(
  variables: VariableReader,
  connection: Connection | undefined,
  { environmentPlace }: Places,
): Trace {
  const asked = new Map<string, boolean>();
  const traced =
    (environment: Environment): Environment =>
    (name) => {
      const value = environment(name);
      asked.set(name, value !== undefined && value.trim() !== "");
      return value;
    };
  const placeOf = (name: string): string => {
    const own = connection !== undefined && Object.hasOwn(connection.variables, name);
    if (own) return describeSource(connection.variables[name] ?? "");
    return environmentPlace?.(name) ?? "environment";
  };
  return {
    variables: {
      readings: () => variables.readings(),
      isNewerThan: (readings) => variables.isNewerThan(readings),
      read: async (...given) => {
        const own = await variables.read(...given);
        return { ...own, environment: traced(own.environment) };
      },
    },
    sources: (relevant) => {
      const names = [...asked].flatMap(([name, isSet]) => (isSet && relevant.has(name) ? [name] : []));
      const places = new Set(names.map(placeOf));
      return [...places].map((place) => `${place}: ${names.filter((name) => placeOf(name) === place).join(", ")}`);
    },
    isSet: (name) => asked.get(name) === true,
  };
}
