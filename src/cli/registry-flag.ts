/** `--registry`: an address, or the JSON object that the incumbent takes. */
import { isAbsolute, resolve } from "node:path";
import type { RegistryAccess } from "../catalog/registry/access.ts";
import { didYouMean } from "../common/suggest.ts";
import type { Settings } from "../session/settings.ts";
import { usage } from "./usage.ts";

type Json = { readonly [name: string]: unknown };

/** What each key takes. `allowSrcDownload` permits what is never done: archives are pulled whole. */
const keys = {
  url: "string",
  srcPrefix: "string",
  distPrefix: "string",
  localDocRoot: "string",
  allowSrcDownload: "boolean",
  offline: "boolean",
  verifyConfig: "object",
} as const;

const verifyKeys = {
  nopVerify: "boolean",
  CAFile: "string",
  signingCertFile: "string",
  certRegex: "string",
} as const;

/**
 * The settings of a registry; archives on this machine are looked for below `approot` unless the object names another
 * folder. Throws `configuration_error` naming the key that cannot be obeyed.
 */
export function registrySettings(
  text: string | undefined,
  approot: string,
  parse: (flag: string, text: string) => Json,
): Pick<Settings, "registryUrl" | "registryAccess"> {
  if (text === undefined || !text.trimStart().startsWith("{")) {
    return { registryUrl: text, registryAccess: { localRoot: approot } };
  }
  const given = parse("registry", text);
  checkKeys(given, keys, "");
  const { url, srcPrefix, distPrefix, localDocRoot = approot, offline } = given;
  return {
    registryUrl: url as string | undefined,
    registryAccess: {
      ...(srcPrefix !== undefined && { sourceFolder: folder(srcPrefix as string, "srcPrefix") }),
      ...(distPrefix !== undefined && { archiveFolder: folder(distPrefix as string, "distPrefix") }),
      localRoot: resolve(localDocRoot as string),
      ...(offline === true && { offline }),
      ...verificationOf((given["verifyConfig"] ?? {}) as Json),
    },
  };
}

function checkKeys(given: Json, known: { readonly [key: string]: string }, prefix: string): void {
  for (const [key, value] of Object.entries(given)) {
    const wanted = Object.hasOwn(known, key) ? known[key] : undefined;
    const name = `${prefix}${key}`;
    if (wanted === undefined) throw usage(`--registry has no ${name} in its JSON`, didYouMean(key, Object.keys(known)));
    const isWanted = wanted === "object" ? typeof value === "object" && value !== null : typeof value === wanted;
    if (!isWanted) throw usage(`--registry needs ${name} to be ${wanted === "object" ? "an object" : `a ${wanted}`}`);
  }
}

/** A path below the registry, which must not lead out of it. */
function folder(path: string, key: string): string {
  const plain = path.replace(/^\.?\/+|\/+$/g, "");
  if (plain !== "" && !isAbsolute(plain) && !plain.split(/[\\/]/).includes("..")) return plain;
  throw usage(`--registry needs ${key} to be a folder of the registry`);
}

/** No certificate is built in: whose signatures count is for the user to say. */
function verificationOf(given: Json): Pick<RegistryAccess, "verification"> {
  checkKeys(given, verifyKeys, "verifyConfig.");
  const { nopVerify, CAFile, signingCertFile, certRegex } = given as { readonly [name: string]: string | undefined };
  if (given["nopVerify"] === true) return {};
  if (signingCertFile !== undefined) {
    return { verification: { certificateFile: signingCertFile, authorityFile: CAFile, addresses: certRegex } };
  }
  if (nopVerify === undefined && CAFile === undefined && certRegex === undefined) return {};
  throw usage(
    "--registry asks for verification without naming a certificate",
    "No certificate is built in: name the signer's in verifyConfig.signingCertFile, or set nopVerify to true.",
  );
}
