/** `tributary provider lint`: what is wrong in a provider, with the place and the remedy. */
import { lintProvider } from "../../authoring/lint/lint.ts";
import { readProviderFolder } from "../../authoring/provider-folder.ts";
import { counted } from "../../common/counted.ts";
import { standardStream } from "../standard-streams.ts";

/** Resolves with 1 where something cannot work. */
export async function lintCommand(folders: readonly string[]): Promise<number> {
  let errors = 0;
  for (const folder of folders) {
    const findings = lintProvider(await readProviderFolder(folder));
    errors += findings.filter(({ severity }) => severity === "error").length;
    const lines = findings.map(
      ({ file, key, severity, rule, message, remedy }) =>
        `${file}: ${key}: ${severity} ${rule}: ${message}. ${remedy}\n`,
    );
    const remarks = findings.filter(({ severity }) => severity === "remark").length;
    lines.push(`${folder}: ${counted(findings.length - remarks, "error")}, ${counted(remarks, "remark")}\n`);
    standardStream("stdout").write(lines.join(""));
  }
  return errors > 0 ? 1 : 0;
}
