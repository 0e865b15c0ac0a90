/**
 * Flags that scripts for the incumbent may carry and that have nothing to set here. Those that can only be harmless
 * are accepted; any other must hold a value that asks for nothing, else whoever gave it is told.
 */

export interface ForeignFlag {
  readonly kind: "boolean" | "text";
  readonly short?: string;
  /** The values that ask for nothing; "any" where every value does. */
  readonly accepted: "any" | readonly string[];
  /** For a value that is not accepted: what to do instead, or why there is nothing to set. */
  readonly instead?: string;
}

const nothingSet = ["", "{}"] as const;
const off = ["false"] as const;
const ownDatabase = "Every statement has a temporary database of its own; there is nothing to configure.";

export const foreignFlags = {
  approotfilemode: { kind: "text", accepted: ["448", "0700"], instead: "The folder always has mode 0700." },
  cachekeycount: { kind: "text", accepted: "any" },
  colorscheme: { kind: "text", accepted: "any" },
  cpuprofile: { kind: "text", accepted: [""], instead: "Run it with node --cpu-prof." },
  "dataflow.components.max": { kind: "text", accepted: "any" },
  "dataflow.dependency.max": { kind: "text", accepted: "any" },
  dbInternal: { kind: "text", accepted: nothingSet, instead: ownDatabase },
  errorpresentation: { kind: "text", accepted: ["", "stderr"], instead: "Errors go to standard error." },
  "export.alias": { kind: "text", accepted: [""], instead: ownDatabase },
  gc: { kind: "text", accepted: "any" },
  "http.response.maxResults": {
    kind: "text",
    accepted: ["-1"],
    instead: "Use LIMIT, or give the parameter of the API in WHERE.",
  },
  "indirect.depth.max": { kind: "text", accepted: "any" },
  loglevel: { kind: "text", accepted: "any" },
  "mcp.config": { kind: "text", accepted: "any" },
  "mcp.server.type": { kind: "text", accepted: "any" },
  metadatattl: { kind: "text", accepted: "any" },
  "pgsrv.address": { kind: "text", accepted: "any" },
  "pgsrv.debug.enable": { kind: "boolean", accepted: "any" },
  "pgsrv.loglevel": { kind: "text", accepted: "any" },
  "pgsrv.port": { kind: "text", accepted: "any" },
  "pgsrv.sundry": { kind: "text", accepted: "any" },
  "pgsrv.tls": { kind: "text", accepted: "any" },
  preview: { kind: "text", accepted: nothingSet, instead: "There are no preview features to switch on." },
  querycachesize: { kind: "text", accepted: "any" },
  sqlBackend: { kind: "text", accepted: nothingSet, instead: ownDatabase },
  "store.txn": { kind: "text", accepted: nothingSet, instead: "There are no transactions over an API." },
  TestWithoutAPICalls: { kind: "boolean", accepted: off, instead: "Use --dryrun." },
  toggle: { kind: "boolean", short: "t", accepted: "any" },
  usenonpreferredapis: { kind: "boolean", accepted: "any" },
  viperconfigfilename: { kind: "text", accepted: "any" },
} as const satisfies { readonly [name: string]: ForeignFlag };
