/** The registry, and the providers on this machine: can each be read, is there a newer version. */
import { counted } from "../../common/counted.ts";
import { defaultRegistryUrl } from "../../catalog/registry/registry.ts";
import { compareVersions } from "../../catalog/registry/version.ts";
import { foldersIn, pulledFolder, serviceFile } from "../../catalog/store/layout.ts";
import { openCatalog } from "../../catalog/store/open.ts";
import { withoutUser } from "../../session/network-facts.ts";
import { type Examined, failed, type Finding, rowsOf } from "./finding.ts";
import { isReadable } from "./permissions.ts";

/** Those of the registry first: what it offers tells whether what was pulled is out of date. */
export async function checkProviders(examined: Examined): Promise<readonly Finding[]> {
  const { finding, newest } = await registryOf(examined);
  const { shippedProviders, userProviders } = examined.settings;
  const catalog = openCatalog({ shippedDirectory: shippedProviders, userDirectory: userProviders });
  const names = [...new Set([shippedProviders, userProviders].flatMap(foldersIn))].sort();
  const findings = names.map(async (name): Promise<readonly Finding[]> => {
    const check = `provider ${name}`;
    const folder = pulledFolder(userProviders, name);
    try {
      const provider = await catalog.provider(name);
      if (provider === undefined) return [];
      const usable = provider.services.filter(({ unavailable }) => unavailable === undefined);
      const lost = usable.filter((service) => folder !== undefined && !isReadable(serviceFile(folder, service.name)));
      if (lost.length > 0) return [lostServices(check, name, lost[0]?.name ?? "")];
      const offered = folder === undefined ? undefined : newest.get(name);
      return [await soundProvider(check, provider, usable.length, offered)];
    } catch (error) {
      return [failed(check, error)];
    }
  });
  return [finding, ...(await Promise.all(findings)).flat()];
}

function lostServices(check: string, provider: string, service: string): Finding {
  const remedy = `Run tributary registry pull ${provider} again.`;
  return { check, status: "failure", detail: `the file of its service ${service} cannot be read`, remedy };
}

interface Known {
  readonly name: string;
  readonly version: string;
  readonly shipped: boolean;
}

async function soundProvider(
  check: string,
  { name, version, shipped }: Known,
  services: number,
  offered: string | undefined,
): Promise<Finding> {
  const detail = `${shipped ? "shipped" : "pulled"}, version ${version}, ${counted(services, "service")}`;
  if (offered === undefined || compareVersions(offered, version) <= 0) return { check, status: "ok", detail };
  const remedy = `Run tributary registry pull ${name}.`;
  return { check, status: "warning", detail: `${detail}; the registry has ${offered}`, remedy };
}

interface Offer {
  readonly finding: Finding;
  /** The newest version of each provider; none where the registry was not asked. */
  readonly newest: ReadonlyMap<string, string>;
}

async function registryOf(examined: Examined): Promise<Offer> {
  const check = "registry";
  const { settings } = examined;
  const url = withoutUser(settings.registryUrl ?? defaultRegistryUrl);
  if (settings.offline === true) {
    return { finding: { check, status: "ok", detail: `${url} is not asked: offline` }, newest: new Map() };
  }
  try {
    const rows = await rowsOf("REGISTRY LIST", examined);
    const newest = new Map(rows.map(({ provider, version }) => [String(provider), String(version)]));
    return { finding: { check, status: "ok", detail: `${url} offers ${counted(rows.length, "provider")}` }, newest };
  } catch (error) {
    const finding = failed(check, error);
    const remedy = finding.remedy ?? "Where it is not to be reached, give --offline.";
    return { finding: { ...finding, remedy }, newest: new Map() };
  }
}
