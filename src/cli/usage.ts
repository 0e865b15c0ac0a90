/** The error of a command line, config file or environment that cannot be obeyed. */
import { EngineError } from "../common/error.ts";

/** A `configuration_error`: the command ends with exit code 2. */
export function usage(message: string, hint?: string): EngineError {
  return new EngineError({ condition: "configuration_error", stage: "config", message, hint });
}
