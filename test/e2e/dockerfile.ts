/** Reads the recipe of the container: its stages and their instructions. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./harness.ts";

export interface Instruction {
  readonly name: string;
  readonly text: string;
}

export type DockerStage = readonly Instruction[];

/** Each stage begins with its FROM; lines that go on with `\` are one. */
export function dockerStages(file = "Dockerfile"): readonly DockerStage[] {
  const lines = readFileSync(join(root, file), "utf8")
    .replaceAll(/^\s*#.*\n/gm, "")
    .replaceAll(/\\\n\s*/g, "")
    .split("\n")
    .filter((line) => line.trim() !== "");
  const stages: Instruction[][] = [];
  for (const line of lines) {
    const [, name = "", text = ""] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    if (name === "FROM") stages.push([]);
    stages.at(-1)?.push({ name, text });
  }
  return stages;
}

/** What the instructions of a name say, in their order. */
export function said(stage: DockerStage | undefined, name: string): readonly string[] {
  return (stage ?? []).filter((one) => one.name === name).map(({ text }) => text);
}

/** What a stage copies from the checkout: of `COPY a b target` a and b. */
export function copiedBy(stage: DockerStage | undefined): readonly string[] {
  const copies = said(stage, "COPY").filter((text) => !text.startsWith("--from="));
  return copies.flatMap((text) => text.split(/\s+/).slice(0, -1));
}

/** The variables that a stage sets. */
export function environmentSetBy(stage: DockerStage | undefined): Readonly<Record<string, string>> {
  const pairs = said(stage, "ENV").flatMap((text) => text.split(/\s+/));
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]));
}
