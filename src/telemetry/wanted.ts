/** Whether anybody wants telemetry: all that a run without it needs to know. */

export type Environment = (name: string) => string | undefined;

const endpointVariables = [
  "OTEL_EXPORTER_OTLP_ENDPOINT",
  "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
  "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
] as const;

/** True where a variable names a collector, and none says that nothing shall be sent. */
export function isTelemetryWanted(environment: Environment): boolean {
  if (!endpointVariables.some((name) => environment(name) !== undefined)) return false;
  return environment("OTEL_SDK_DISABLED")?.toLowerCase() !== "true";
}
