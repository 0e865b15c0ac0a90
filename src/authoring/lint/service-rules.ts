/** Rules about a service document as a whole. */
import { listAt, textAt } from "../../catalog/compile/json.ts";
import { refsIn } from "../user/refs.ts";
import type { Finding } from "./finding.ts";
import type { LintedService } from "./source.ts";

export const serviceRules: readonly ((service: LintedService) => readonly Finding[])[] = [
  resourcesThere,
  refsResolve,
  compiles,
  servers,
];

function resourcesThere({ file, resources }: LintedService): Finding[] {
  if (resources.length > 0) return [];
  return [
    {
      rule: "no-resources",
      severity: "error",
      file,
      key: "components.x-stackQL-resources",
      message: "the document has no resources",
      remedy: "Add some, or make the document anew with provider build.",
    },
  ];
}

/** References that rules about methods and resources look at. */
const ofMethods = /^components\.x-stackQL-resources\..*(\.operation|\.sqlVerbs\.\w+\.\d+)$/;

function refsResolve({ file, document }: LintedService): Finding[] {
  return refsIn(document)
    .filter(({ target, key }) => target === undefined && !ofMethods.test(key))
    .map(({ ref, key }) => ({
      rule: "unresolved-ref",
      severity: "error",
      file,
      key,
      message: `$ref ${ref} leads nowhere`,
      remedy: ref.startsWith("#")
        ? "Write what it names, or correct it."
        : "Documents stand alone: bring what it names into this one.",
    }));
}

/** What the engine says when it reads the document; broken references are told of above. */
function compiles({ file, failure, resources }: LintedService): Finding[] {
  if (failure === undefined || resources.length === 0) return [];
  return [
    {
      rule: "unusable-document",
      severity: "error",
      file,
      key: "components.x-stackQL-resources",
      message: failure.message,
      remedy: failure.hint ?? "Correct the resource that is named; until then the service is unavailable.",
    },
  ];
}

/** An address without a scheme, or with a variable that nothing gives a value. */
function servers({ file, document }: LintedService): Finding[] {
  return listAt(document, "servers").flatMap((server, index): Finding[] => {
    const url = textAt(server, "url") ?? "";
    if (/^(https?:\/\/|\{)/.test(url)) return [];
    return [
      {
        rule: "server-address",
        severity: "error",
        file,
        key: `servers[${index}].url`,
        message: `${url === "" ? "an empty address" : url} is no address to send requests to`,
        remedy: "Write it whole, with https://.",
      },
    ];
  });
}
