/** REGISTRY LIST and REGISTRY PULL. */
import { EngineError } from "../../common/error.ts";
import type { Batch, Column } from "../../common/value.ts";
import type { BoundRegistry } from "../../planner/bound.ts";
import type { Outcome } from "../outcome.ts";
import type { Run } from "../run.ts";

export function runRegistry({ statement }: BoundRegistry, run: Run): Outcome {
  const { registry, signal } = run;
  if (registry === undefined) {
    throw new EngineError({
      condition: "registry_error",
      stage: "registry",
      message: "no registry is configured",
      hint: "Give one with --registry URL.",
    });
  }
  if (statement.kind === "registry-list") {
    const provider = statement.provider?.name;
    const text = (name: string): Column => ({ name, type: "text" });
    return {
      columns: [text("provider"), text(provider === undefined ? "version" : "versions")],
      batches: listed(async () => {
        const entries = await registry.list(provider, signal);
        const shown = (versions: readonly string[]): string =>
          provider === undefined ? (versions.at(-1) ?? "") : versions.join(", ");
        return entries.map((entry) => [entry.provider, shown(entry.versions)]);
      }),
    };
  }
  let message: string | undefined;
  return {
    columns: [],
    batches: listed(async () => {
      const provider = await registry.pull(statement.provider.name, statement.version, signal);
      for (const service of provider.services) {
        if (service.unavailable === undefined) continue;
        run.warn({
          condition: "invalid_provider_document",
          message: `${provider.name}.${service.name} is unavailable: ${service.unavailable}`,
        });
      }
      message = `${provider.name} provider, version '${provider.version}' successfully installed`;
      return [];
    }),
    message: () => message,
  };
}

async function* listed(rows: () => Promise<Batch>): AsyncIterable<Batch> {
  const batch = await rows();
  if (batch.length > 0) yield batch;
}
