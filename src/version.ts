/** The version of the package, and what it was made from, put in by the build. */
declare const TRIBUTARY_VERSION: string | undefined;
declare const TRIBUTARY_COMMIT: string | undefined;
declare const TRIBUTARY_BUILD_DATE: string | undefined;

export const version = typeof TRIBUTARY_VERSION === "string" ? TRIBUTARY_VERSION : "0.0.0-source";

/** Undefined where it runs from source, or was built from something else than a git repository. */
export const build = {
  commit: typeof TRIBUTARY_COMMIT === "string" && TRIBUTARY_COMMIT !== "" ? TRIBUTARY_COMMIT : undefined,
  buildDate: typeof TRIBUTARY_BUILD_DATE === "string" ? TRIBUTARY_BUILD_DATE : undefined,
};
