/** Where a service is reached, as far as that is known without arguments. */
import type { Service } from "./model.ts";

/** The URL of the first server of its methods that has no variables; undefined where all have some. */
export function fixedServerOf({ resources }: Pick<Service, "resources">): string | undefined {
  for (const { methods } of resources) {
    for (const { request } of methods) {
      const found = request.servers.find(({ url }) => !url.includes("{") && URL.canParse(url));
      if (found !== undefined) return found.url;
    }
  }
  return undefined;
}
