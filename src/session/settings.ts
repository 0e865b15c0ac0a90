/** Everything that can be set, as one typed object with its defaults; faces fill it from files, environment and flags. */
import type { AuthConfig } from "../catalog/model.ts";

export interface Settings {
  /** Compiled providers that came with the package. */
  readonly shippedProviders: string;
  /** Where pulled providers are kept. */
  readonly userProviders: string;
  readonly registryUrl: string | undefined;
  /** Lets `service.resource` stand for `provider.service.resource`. */
  readonly defaultProvider: string | undefined;
  /** Credentials by `provider` or `provider.service`, in place of what the documents declare. */
  readonly auth: { readonly [name: string]: AuthConfig };
  /** Origins that replace every server of a provider, by provider. */
  readonly endpoints: { readonly [provider: string]: string };
  /** Reads an environment variable. */
  readonly environment: (name: string) => string | undefined;
  /** Requests in flight per host. */
  readonly concurrency: number;
  /** Per request, in milliseconds; 0 means none. */
  readonly timeoutMilliseconds: number;
  /** Attempts after the first. */
  readonly retries: number;
  /** Pages of one call; absent means all. */
  readonly maxPages: number | undefined;
  readonly proxy: string | undefined;
  readonly caBundle: string | undefined;
  readonly allowInsecureTls: boolean;
  readonly dryRun: boolean;
  readonly version: string;
}

export const defaultSettings = {
  registryUrl: undefined,
  defaultProvider: undefined,
  auth: {},
  endpoints: {},
  environment: (name: string) => process.env[name],
  concurrency: 32,
  timeoutMilliseconds: 45_000,
  retries: 4,
  maxPages: undefined,
  proxy: undefined,
  caBundle: undefined,
  allowInsecureTls: false,
  dryRun: false,
} satisfies Partial<Settings>;
