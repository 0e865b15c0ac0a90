/** Which service of Azure a token is for: each accepts only tokens that name it. */
import { requestFailure } from "../../failure.ts";
import type { AuthContext } from "../auth-type.ts";
import { variable } from "../secrets.ts";

/** Hosts end with the first, tokens name the second; `{host}` is the host itself. */
const audiences: readonly (readonly [suffix: string, audience: string])[] = [
  ["management.azure.com", "https://management.azure.com"],
  ["management.core.windows.net", "https://management.core.windows.net"],
  ["management.usgovcloudapi.net", "https://management.usgovcloudapi.net"],
  ["management.chinacloudapi.cn", "https://management.chinacloudapi.cn"],
  ["graph.microsoft.com", "https://graph.microsoft.com"],
  ["graph.microsoft.us", "https://graph.microsoft.us"],
  ["microsoftgraph.chinacloudapi.cn", "https://microsoftgraph.chinacloudapi.cn"],
  [".vault.azure.net", "https://vault.azure.net"],
  [".vault.usgovcloudapi.net", "https://vault.usgovcloudapi.net"],
  [".vault.azure.cn", "https://vault.azure.cn"],
  [".managedhsm.azure.net", "https://managedhsm.azure.net"],
  [".managedhsm.usgovcloudapi.net", "https://managedhsm.usgovcloudapi.net"],
  [".managedhsm.azure.cn", "https://managedhsm.azure.cn"],
  [".database.windows.net", "https://database.windows.net"],
  [".batch.azure.com", "https://batch.core.windows.net"],
  // Storage has one audience in every cloud.
  [".core.windows.net", "https://storage.azure.com"],
  [".storage.azure.net", "https://storage.azure.com"],
  [".core.usgovcloudapi.net", "https://storage.azure.com"],
  [".core.chinacloudapi.cn", "https://storage.azure.com"],
  [".cosmos.azure.com", "https://cosmos.azure.com"],
  [".documents.azure.com", "https://cosmos.azure.com"],
  [".search.windows.net", "https://search.azure.com"],
  [".search.azure.us", "https://search.azure.us"],
  [".search.azure.cn", "https://search.azure.cn"],
  [".azconfig.io", "https://azconfig.io"],
  [".azconfig.azure.us", "https://azconfig.azure.us"],
  [".azconfig.azure.cn", "https://azconfig.azure.cn"],
  [".servicebus.windows.net", "https://servicebus.azure.net"],
  [".eventgrid.azure.net", "https://eventgrid.azure.net"],
  [".cognitiveservices.azure.com", "https://cognitiveservices.azure.com"],
  [".openai.azure.com", "https://cognitiveservices.azure.com"],
  [".services.ai.azure.com", "https://cognitiveservices.azure.com"],
  ["cognitive.microsofttranslator.com", "https://cognitiveservices.azure.com"],
  [".api.cognitive.microsoft.com", "https://cognitiveservices.azure.com"],
  [".confidential-ledger.azure.com", "https://confidential-ledger.azure.com"],
  [".purview.azure.com", "https://purview.azure.net"],
  [".dev.azuresynapse.net", "https://dev.azuresynapse.net"],
  [".azuredatabricks.net", "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d"],
  [".kusto.windows.net", "https://kusto.kusto.windows.net"],
  [".communication.azure.com", "https://communication.azure.com"],
  [".digitaltwins.azure.net", "https://digitaltwins.azure.net"],
  [".azure-devices.net", "https://iothubs.azure.net"],
  [".azurecr.io", "https://containerregistry.azure.net"],
  [".metrics.monitor.azure.com", "https://metrics.monitor.azure.com"],
  [".ingest.monitor.azure.com", "https://monitor.azure.com"],
  [".prometheus.monitor.azure.com", "https://prometheus.monitor.azure.com"],
  ["api.loganalytics.io", "https://api.loganalytics.io"],
  ["api.loganalytics.azure.com", "https://api.loganalytics.azure.com"],
  ["api.applicationinsights.io", "https://api.applicationinsights.io"],
  [".webpubsub.azure.com", "https://webpubsub.azure.com"],
  [".service.signalr.net", "https://signalr.azure.com"],
  [".attest.azure.net", "https://attest.azure.net"],
  [".codesigning.azure.net", "https://codesigning.azure.net"],
  [".devcenter.azure.com", "https://devcenter.azure.com"],
  ["atlas.microsoft.com", "https://atlas.microsoft.com"],
  [".api.azureml.ms", "https://ml.azure.com"],
  [".quantum.azure.com", "https://quantum.microsoft.com"],
  [".loadtesting.azure.com", "https://cnt-prod.loadtesting.azure.com"],
  [".easm.defender.microsoft.com", "https://easm.defender.microsoft.com"],
  [".azure-devices-provisioning.net", "https://azure-devices-provisioning.net"],
  [".farmbeats.azure.net", "https://farmbeats.azure.net"],
  [".deid.azure.com", "https://deid.azure.com"],
  [".geocatalog.spatio.azure.com", "https://geocatalog.spatio.azure.com"],
  [".exp.azure.net", "https://exp.azure.net"],
  [".azurehealthcareapis.com", "https://{host}"],
  [".crm.dynamics.com", "https://{host}"],
  ["dev.azure.com", "499b84ac-1321-427f-aa17-267ca6975798"],
];

/** Management of resources, by the host that signs people in. */
const managementByAuthority: ReadonlyMap<string, string> = new Map([
  ["login.microsoftonline.us", "https://management.usgovcloudapi.net"],
  ["login.chinacloudapi.cn", "https://management.chinacloudapi.cn"],
  ["login.partner.microsoftonline.cn", "https://management.chinacloudapi.cn"],
]);

/** Domains under which nobody but Microsoft names hosts. */
const microsoft = /\.(azure\.(com|net|us|cn)|windows\.net|microsoft\.(com|us)|usgovcloudapi\.net|chinacloudapi\.cn)$/;

/**
 * The audience of tokens for the host that the document declares; management of resources for others of Microsoft's.
 * Throws `configuration_error` for hosts of anybody else: a token that manages resources is not for them.
 */
export function audienceOf({ declaredHost, environment, owner }: AuthContext): string {
  const known = audiences.find(
    ([suffix]) => declaredHost === suffix.replace(/^\./, "") || endsWith(declaredHost, suffix),
  );
  if (known !== undefined) return known[1].replace("{host}", declaredHost);
  if (microsoft.test(declaredHost)) return managementOf(environment);
  throw requestFailure("configuration_error", `it is not known which service of Azure ${declaredHost} belongs to`, {
    hint: `Name it: --auth '{"${owner}": {"type": "azure_default", "scopes": ["https://cognitiveservices.azure.com/.default"]}}', for example.`,
  });
}

function managementOf(environment: AuthContext["environment"]): string {
  return managementByAuthority.get(new URL(authorityOf(environment)).hostname) ?? "https://management.azure.com";
}

function endsWith(host: string, suffix: string): boolean {
  return host.endsWith(suffix.startsWith(".") ? suffix : `.${suffix}`);
}

/** Where people and programs sign in: AZURE_AUTHORITY_HOST, a URL or a host. Without a slash at its end. */
export function authorityOf(environment: AuthContext["environment"]): string {
  const given = variable(environment, "AZURE_AUTHORITY_HOST") ?? "https://login.microsoftonline.com";
  const url = given.includes("://") ? given : `https://${given}`;
  return URL.canParse(url) ? url.replace(/\/+$/, "") : "https://login.microsoftonline.com";
}
