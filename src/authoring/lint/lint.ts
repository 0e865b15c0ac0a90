/** What is wrong in a provider: every rule over every document. Start here. */
import type { ProviderFolder } from "../provider-folder.ts";
import type { Finding } from "./finding.ts";
import { methodRules } from "./method-rules.ts";
import { providerRules } from "./provider-rules.ts";
import { resourceRules } from "./resource-rules.ts";
import { serviceRules } from "./service-rules.ts";
import { sourcesOf } from "./source.ts";

/** In the order of files and of their keys; errors are what cannot work, remarks what may not be meant. */
export function lintProvider(provider: ProviderFolder): readonly Finding[] {
  const services = sourcesOf(provider);
  return [
    ...providerRules.flatMap((rule) => rule(provider)),
    ...services.flatMap((service) => [
      ...serviceRules.flatMap((rule) => rule(service)),
      ...service.resources.flatMap((resource) => [
        ...resourceRules.flatMap((rule) => rule(resource, service)),
        ...resource.methods.flatMap((method) => methodRules.flatMap((rule) => rule(method, service))),
      ]),
    ]),
  ];
}
