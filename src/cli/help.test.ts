import { expect, test } from "vitest";
import { commands } from "./commands.ts";
import { flags } from "./flags.ts";
import { commandHelpText, helpText } from "./help.ts";

const pages = { tributary: helpText(commands), ...mapped() };

function mapped(): { readonly [name: string]: string } {
  return Object.fromEntries(Object.entries(commands).map(([name, command]) => [name, commandHelpText(command)]));
}

test.each(Object.entries(pages))("the page of %s fits 100 columns, with no loose blanks", (_name, page) => {
  const lines = page.split("\n");
  expect(lines.filter((line) => line.length > 100 || line.endsWith(" "))).toEqual([]);
  expect(page.endsWith("\n") && !page.endsWith("\n\n")).toBe(true);
});

test("the first page names every command and every flag once", () => {
  for (const { usage, hidden } of Object.values(commands)) {
    expect(pages.tributary.includes(`  ${usage[0]}`)).toBe(hidden !== true);
  }
  for (const name of Object.keys(flags)) {
    expect(pages.tributary.match(new RegExp(`--${name.replaceAll(".", "\\.")}(?![\\w.-])`, "g"))).toHaveLength(1);
  }
});

test("the page of a command shows how to call it, examples, and its flags only", () => {
  const [command] = Object.values({ mock: commands["mock"] });
  expect(command && commandHelpText(command)).toBe(`tributary mock confluent

Run a mock of Confluent Cloud on this machine until Ctrl-C.

Examples
  tributary mock confluent
  tributary mock confluent --port 8080 --latency 50 --scale 10

Mock
      --port PORT                       port of the mock; 0 takes a free one (default 0)
      --latency MS                      milliseconds that the mock waits before it answers (default
                                        0)
      --scale N                         multiplies the data that the mock starts with (default 1)

General
      --configfile FILE                 JSON object or KEY=value lines of flags; by default
                                        config.json in the user's configuration folder
      --progress WHEN                   progress on standard error: auto (on a terminal), always or
                                        never (default auto)
  -v, --verbose                         tell on standard error what is done
  -h, --help                            show help
      --version                         show the version
`);
});
