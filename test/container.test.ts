/** The recipe of the container as it is written. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isSecretName } from "../src/common/redact.ts";
import { copiedBy, dockerStages, environmentSetBy, said } from "./e2e/dockerfile.ts";
import { root } from "./e2e/harness.ts";

const stages = dockerStages();
const [build, image] = stages;

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  readonly engines: { readonly node: string };
  readonly bin: object;
  readonly scripts: object;
};

test("it has a stage that builds and one that runs, on the oldest Node that is supported", () => {
  const oldest = /\d+/.exec(manifest.engines.node)?.[0];
  expect(stages.map((stage) => said(stage, "FROM"))).toEqual([
    [`node:${oldest}-slim AS build`],
    [`node:${oldest}-slim`],
  ]);
});

test("what it copies is there, and is what leaves the checkout", () => {
  const copied = copiedBy(build);
  expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  const rules = readFileSync(join(root, ".dockerignore"), "utf8").split("\n");
  expect(rules.filter((rule) => rule !== "" && !rule.startsWith("#"))[0]).toBe("*");
  expect(rules.filter((rule) => rule.startsWith("!")).map((rule) => rule.slice(1))).toEqual(copied);
});

test("it copies nothing from the checkout into the image", () => {
  expect(copiedBy(image)).toEqual([]);
});

test("the scripts that it runs are those of the package", () => {
  const scripts = [
    ...said(build, "RUN")
      .join(" && ")
      .matchAll(/npm run ([\w-]+)/g),
  ].map(([, name]) => name);
  expect(scripts).toEqual(["build"]);
  expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(scripts));
});

test("it runs the command, as somebody who is not root", () => {
  expect(said(image, "ENTRYPOINT")).toEqual([JSON.stringify(Object.keys(manifest.bin))]);
  expect(said(image, "USER")).toHaveLength(1);
  expect(said(image, "USER")[0]).toMatch(/^[1-9]\d*:[1-9]\d*$/);
});

test("all that is kept is on the volume", () => {
  const [volume] = said(image, "VOLUME");
  const { NODE_ENV, ...places } = environmentSetBy(image);
  expect(NODE_ENV).toBe("production");
  expect(Object.keys(places)).toEqual(["XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "TRIBUTARY_STORE"]);
  expect(Object.values(places).filter((place) => !place.startsWith(`${volume}/`))).toEqual([]);
});

test("it holds no secret", () => {
  expect(stages.flatMap((stage) => Object.keys(environmentSetBy(stage))).filter(isSecretName)).toEqual([]);
  expect(stages.flatMap((stage) => said(stage, "ARG"))).toEqual([]);
});
