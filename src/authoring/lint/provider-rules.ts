/** Rules about `provider.yaml` and the files beside it. */
import { basename } from "node:path";
import { authTypeNames } from "../../catalog/auth-types.ts";
import { memberOf, objectAt, textAt } from "../../catalog/compile/json.ts";
import type { ProviderFolder } from "../provider-folder.ts";
import type { Finding } from "./finding.ts";

export const providerRules: readonly ((provider: ProviderFolder) => readonly Finding[])[] = [
  readable,
  named,
  strayFiles,
  sameCase,
  twinFiles,
  credentials,
];

function readable({ services, document }: ProviderFolder): Finding[] {
  return services.flatMap(({ name, file, problem }) => {
    if (problem === undefined) return [];
    const isAbsent = problem === "is absent";
    const reference = textAt(document, "providerServices", name, "service", "$ref") ?? "nothing";
    return {
      rule: isAbsent ? "absent-document" : "unreadable-document",
      severity: "error",
      file,
      key: `providerServices.${name}`,
      message: `the document of the service ${name} ${isAbsent ? `(${reference}) is absent` : `cannot be read: ${problem}`}`,
      remedy: isAbsent ? "Add the file, or take the service out of provider.yaml." : "Correct the YAML at this place.",
    };
  });
}

function named({ document, file, name }: ProviderFolder): Finding[] {
  const id = textAt(document, "id");
  if (name === "") {
    return [finding({ file, key: "name", rule: "no-name", severity: "error", message: "the provider has no name", remedy: "Add name: and id: to it." })]; // prettier-ignore
  }
  if (id === name || id === undefined) return [];
  return [finding({ file, key: "id", rule: "id-is-not-name", severity: "remark", message: `the id ${id} is not the name ${name}`, remedy: "Make them one: SQL knows the name." })]; // prettier-ignore
}

function strayFiles({ strays }: ProviderFolder): Finding[] {
  return strays.map(
    (file) =>
    finding({ file, key: "", rule: "stray-file", severity: "remark", message: "no service of provider.yaml has this document", remedy: "Add it to providerServices, or take the file away." }), // prettier-ignore
  );
}

/** A document that only a disk without regard to case finds under the name that it is given. */
function sameCase({ services, file }: ProviderFolder): Finding[] {
  return services.flatMap(({ name, file: own, named }) => {
    if (named === undefined) return [];
    const message = `${named} is ${basename(own)} on disk`;
    return finding({ file, key: `providerServices.${name}.service.$ref`, rule: "case-clash", severity: "remark", message, remedy: "Write it as the file is named: not every reader looks for it in another case." }); // prettier-ignore
  });
}

/** Two files that a disk without regard to case takes for one. */
function twinFiles({ services, strays }: ProviderFolder): Finding[] {
  const files = [...services.map(({ file }) => file), ...strays];
  return files.flatMap((file, index) => {
    const twin = files.slice(0, index).find((other) => other !== file && other.toLowerCase() === file.toLowerCase());
    if (twin === undefined) return [];
    const message = `${twin} has the same name but for its case`;
    return finding({ file, key: "", rule: "case-clash", severity: "remark", message, remedy: "Rename one: many disks hold only one of them." }); // prettier-ignore
  });
}

function credentials({ document, file }: ProviderFolder): Finding[] {
  const auth = memberOf(objectAt(document, "config"), "auth");
  const type = textAt(auth, "type");
  if (type !== undefined && authTypeNames.some((name) => name === type)) return [];
  const message = type === undefined ? "nothing says how requests are signed" : `no requests are signed by ${type}`;
  const remedy = `Set it to one of ${authTypeNames.join(", ")}.`;
  return [finding({ file, key: "config.auth.type", rule: "auth-type", severity: type === undefined ? "remark" : "error", message, remedy })]; // prettier-ignore
}

function finding(one: Finding): Finding {
  return one;
}
