/** `tributary provider build`: OpenAPI documents and an overlay → a provider in a registry on disk. */
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { buildUserProvider, countOf } from "../../authoring/user/build.ts";
import { readApiDocument, readYaml } from "../../authoring/user/documents.ts";
import { readUserOverlay } from "../../authoring/user/overlay.ts";
import { writeProviderFolder } from "../../authoring/provider-folder.ts";
import { counted } from "../../common/counted.ts";
import { standardStream } from "../standard-streams.ts";
import type { FlagValues } from "../flags.ts";

/** Resolves with 0. Throws `invalid_provider_document`, naming file and key. */
export async function buildCommand(files: readonly string[], { overlay: file, into }: FlagValues): Promise<number> {
  const value = file === undefined ? {} : await readYaml(file);
  const overlay = readUserOverlay({ file: file ?? "", key: "", value });
  const documents = buildUserProvider(await Promise.all(files.map(readApiDocument)), overlay);
  const folder = await writeProviderFolder(documents, join(into, "src"));
  const { name } = documents;
  const { resources, methods } = countOf(documents);
  standardStream("stdout").write(
    [
      `${folder}: ${counted(resources, "resource")}, ${counted(methods, "method")}`,
      "",
      `tributary provider lint ${folder}`,
      `tributary provider test ${folder}`,
      `tributary exec --source ${folder} "SHOW SERVICES FROM ${name}"`,
      `tributary registry pull ${name} --registry ${pathToFileURL(resolve(into)).href}`,
      "",
    ].join("\n"),
  );
  return 0;
}
