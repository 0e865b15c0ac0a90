/** The variables of an env file over those of the process: read at the start, and again where somebody asks. */
import { EngineError } from "../common/error.ts";
import { readEnvFile } from "./setting-files.ts";

type Variables = Readonly<Record<string, string | undefined>>;

export interface EnvFile {
  /** An empty variable counts as one that is not set. */
  readonly environment: (name: string) => string | undefined;
  /** Reads the file again; true where it says something else now. A file that cannot be read stays as it was. */
  readonly refresh: () => boolean;
  /** The path where the file sets the variable; undefined where the process does. */
  readonly placeOf: (name: string) => string | undefined;
}

/** The variables of the process alone, where the path is empty. Throws `configuration_error`. */
export function openEnvFile(path: string, processVariables: Variables): EnvFile {
  let own: Variables = path === "" ? {} : readEnvFile(path);
  return {
    environment: (name) => {
      const value = Object.hasOwn(own, name) ? own[name] : processVariables[name];
      return value === "" ? undefined : value;
    },
    refresh: () => {
      const read = path === "" ? own : readAgain(path, own);
      const isChanged = JSON.stringify(read) !== JSON.stringify(own);
      own = read;
      return isChanged;
    },
    placeOf: (name) => (Object.hasOwn(own, name) ? path : undefined),
  };
}

function readAgain(path: string, known: Variables): Variables {
  try {
    return readEnvFile(path);
  } catch (error) {
    // It may be written at this moment; what failed for want of it is told anyway.
    if (error instanceof EngineError) return known;
    throw error;
  }
}
