/** Completion in the shells themselves; those that this machine lacks are left out with a message. */
import { spawnSync } from "node:child_process";
import { chmod } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { describe, expect, test } from "vitest";
import { command, folderWith, runProcess, tributary } from "./harness.ts";

function isThere(shell: string): boolean {
  const there = spawnSync(shell, ["--version"]).status === 0;
  if (!there) process.stderr.write(`${shell} is not installed: its completion is not tested\n`);
  return there;
}

/** Runs a script in a shell that finds `tributary`; resolves with its lines. */
async function linesOf(shell: string, flags: readonly string[], script: string): Promise<readonly string[]> {
  const folder = await folderWith({ script, tributary: `#!/bin/sh\nexec "${process.execPath}" "${command}" "$@"\n` });
  await chmod(join(folder, "tributary"), 0o700);
  const env = { PATH: `${folder}${delimiter}${process.env["PATH"] ?? ""}`, HOME: folder, TERM: "dumb" };
  const run = await runProcess(shell, [...flags, join(folder, "script")], { env, cwd: folder });
  expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: "" });
  return run.stdout.trimEnd().split("\n");
}

describe.skipIf(!isThere("bash"))("bash", () => {
  const completed = (...words: readonly string[]): Promise<readonly string[]> => {
    const quoted = words.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(" ");
    return linesOf(
      "bash",
      ["--norc"],
      `source <(tributary completion bash)
       complete -p tributary
       COMP_WORDS=(tributary ${quoted}); COMP_CWORD=${words.length}
       _tributary tributary "\${COMP_WORDS[COMP_CWORD]}" ""
       printf '%s\\n' "\${COMPREPLY[@]}"`,
    );
  };
  const registered = "complete -F _tributary tributary";

  test.each([
    [["re"], ["registry"]],
    [
      ["exec", "--out"],
      ["--outfile", "--output"],
    ],
    [
      ["exec", "--output", "=", "js"],
      ["json", "jsonl"],
    ],
    [
      ["exec", '"SELECT * FROM confluent.i'],
      ["SELECT * FROM confluent.iam.", "SELECT * FROM confluent.inventory."],
    ],
    [
      ["registry", "pull", ""],
      ["confluent", "kafka"],
    ],
    [["exec", "-i", "scr"], ["script"]],
  ])("completes %j with %j", async (words, expected) => {
    expect(await completed(...words)).toEqual([registered, ...expected]);
  });
});

describe.skipIf(!isThere("fish"))("fish", () => {
  test.each([
    ["tributary re", ["registry"]],
    ["tributary exec --output=js", ["--output=json", "--output=jsonl"]],
    [
      'tributary exec "SELECT * FROM confluent.o',
      ["environments", "organizations"].map((name) => `SELECT * FROM confluent.org.${name}`),
    ],
    ["tributary exec -i scr", ["script"]],
  ])("completes %j with %j", async (line, expected) => {
    const script = `tributary completion fish | source\ncomplete -C '${line}'`;
    const found = await linesOf("fish", ["--no-config"], script);
    expect(found.map((one) => one.split("\t")[0])).toEqual(expected);
  });
});

describe.skipIf(!isThere("zsh"))("zsh", () => {
  /** Types a line and a tab into a shell on a terminal of its own, until the line holds what is expected. */
  const typed = (line: string, expected: string): string => `
    zmodload zsh/zpty
    zpty shell zsh -f -i
    zpty -w shell 'PS1=; autoload -Uz compinit; compinit -u -d zcompdump; source <(tributary completion zsh); echo REA""DY'
    while zpty -r shell out; do [[ $out == *READY* ]] && break; done
    zpty -w -n shell ${JSON.stringify(line)}$'\\t'
    seen=
    while zpty -r shell out '*' && seen+=$out && [[ $seen != *${JSON.stringify(expected)}* ]]; do :; done
    print -r -- completed
    zpty -d shell`;

  test.each([
    ["tributary re", "registry"],
    ["tributary exec --js", "--json-"],
    ["tributary exec --on-error=pa", "--on-error=partial"],
    ["tributary exec 'SELECT * FROM confluent.org.env", "FROM confluent.org.environments"],
    ["tributary exec -i scr", "-i script"],
  ])("completes %j to %j", async (line, expected) => {
    expect(await linesOf("zsh", ["-f"], typed(line, expected))).toEqual(["completed"]);
  });
});

test("a shell that is not known is told", async () => {
  expect(await tributary(["completion", "tcsh"])).toMatchObject({
    code: 2,
    stdout: "",
    stderr: "ERROR F0000 (configuration_error): there is no completion for tcsh\nHINT: Known: bash, zsh, fish.\n",
  });
});
