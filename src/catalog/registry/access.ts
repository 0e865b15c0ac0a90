/** How a registry is reached, beside its address: what the incumbent's `--registry` object says. */
import type { Verification } from "./signature.ts";

export interface RegistryAccess {
  /** The folder of a registry that holds a tree of documents; `src` where absent. */
  readonly sourceFolder?: string | undefined;
  /** The folder or path of a registry that holds its index and archives; `dist` where absent. */
  readonly archiveFolder?: string | undefined;
  /** Archives below `<localRoot>/dist/<provider folder>/<version>.tgz` are taken before the registry is asked for them. */
  readonly localRoot?: string | undefined;
  /** The registry is not asked at all: what is local is all there is. */
  readonly offline?: boolean | undefined;
  /** Documents are verified by the signatures beside them; absent, signatures are not looked at. */
  readonly verification?: Verification | undefined;
}

export const defaultSourceFolder = "src";
export const defaultArchiveFolder = "dist";
