/** `tributary provider build|lint|test`: providers of one's own. */
import type { CommandLine } from "../read-flags.ts";
import { buildCommand } from "../provider/build.ts";
import { lintCommand } from "../provider/lint.ts";
import { testCommand } from "../provider/test.ts";
import { usage } from "../usage.ts";

/** Resolves with 1 where lint finds an error or a test fails. Throws `invalid_provider_document` as building does. */
export async function provider({ positionals, flags }: CommandLine): Promise<number | "help"> {
  const [action, ...files] = positionals;
  if (action === undefined) return "help";
  switch (action) {
    case "build":
      if (files.length === 0) throw usage("provider build needs an OpenAPI document");
      return buildCommand(files, flags);
    case "lint":
      if (files.length === 0) throw usage("provider lint needs the folder of a provider");
      return lintCommand(files);
    case "test": {
      const [folder, ...more] = files;
      if (folder === undefined || more.length > 0) throw usage("provider test takes the folder of one provider");
      return testCommand(folder);
    }
    default:
      throw usage(`provider cannot ${action}`, "It can build, lint and test.");
  }
}
