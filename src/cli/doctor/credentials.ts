/** Whose credentials connections and providers have, as `tributary auth check` says it. */
import type { Examined, Finding, FindingStatus } from "./finding.ts";
import { failed, rowsOf } from "./finding.ts";

/** What stands in `tributary.credentials`; `unset` is a provider that nobody said is used. */
const statuses: { readonly [status: string]: FindingStatus } = {
  none: "ok",
  present: "ok",
  verified: "ok",
  missing: "failure",
  expired: "failure",
  refused: "failure",
  failed: "failure",
};

/** What the check of credentials found, and the providers that have some. */
export interface CredentialFindings {
  readonly findings: readonly Finding[];
  readonly providers: readonly string[];
}

/** Only of declared connections, and of providers that have some credentials: nobody wants those of all there are. */
export async function checkCredentials(examined: Examined): Promise<CredentialFindings> {
  try {
    const rows = await rowsOf("SELECT * FROM tributary.credentials WHERE status <> 'unset'", examined);
    const wanted = rows.filter(({ status }) => status !== "none");
    const findings = wanted.map((row) => findingOf(row, examined.settings.offline === true));
    const providers = [...new Set(wanted.map(({ provider }) => String(provider)))].sort();
    return { findings: findings.length === 0 ? [noCredentials] : findings, providers };
  } catch (error) {
    return { findings: [failed("credentials", error)], providers: [] };
  }
}

const noCredentials: Finding = {
  check: "credentials",
  status: "warning",
  detail: "no provider has credentials",
  remedy: "tributary auth check says which variables, files and programs are looked at.",
};

function findingOf(row: { readonly [column: string]: unknown }, isOffline: boolean): Finding {
  const { name, services, type, status, principal, source, missing, detail } = row;
  const check = `credentials ${String(name)}${partOf(services)}`;
  const isUnasked = isOffline && status === "failed" && String(detail).includes("--offline");
  const told = [
    `${String(type)}: ${isUnasked ? "not verified offline" : String(status)}`,
    ...texts(principal),
    ...texts(source).map((text) => `from ${text}`),
    ...texts(missing).map((text) => `${text} not set`),
  ];
  const found: FindingStatus = isUnasked ? "ok" : (statuses[String(status)] ?? "warning");
  const remedies = found === "ok" ? [] : [...texts(detail), ...texts(missing).map((text) => `Set ${text}.`)];
  const remedy = remedies.length === 0 ? undefined : remedies.join(" ");
  return { check, status: found, detail: told.join(", "), remedy };
}

function texts(cell: unknown): readonly string[] {
  return typeof cell === "string" ? [cell] : [];
}

/** The services that the credentials are for, where those are not all: the first ones of many. */
function partOf(services: unknown): string {
  if (typeof services !== "string") return "";
  const names = services.split(", ");
  return names.length <= 3 ? ` (${services})` : ` (${names.slice(0, 2).join(", ")} and ${names.length - 2} more)`;
}
