// How the bundle gets at Node's own modules: an esbuild plugin.

/** Those that every process has loaded before our first line. */
const present = new Set(["node:fs", "node:module", "node:path", "node:process", "node:url"]);

/**
 * By `getBuiltinModule`: an `import` makes a binding for each export, which evaluates lazy ones such as undici behind
 * node:http, and costs a fifth of a short run on Node 24. And each when one of its exports is first used: TLS alone
 * takes as long to load as Node 24 to start.
 * @returns {import("esbuild").Plugin}
 */
export function builtinModules() {
  return {
    name: "builtin-modules",
    setup(builder) {
      builder.onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: "builtin" }));
      builder.onLoad({ filter: /.*/, namespace: "builtin" }, ({ path }) => ({
        contents: present.has(path) ? `module.exports = ${builtin(path)}` : lazily(path),
        loader: "js",
      }));
    },
  };
}

/** @param {string} path */
function builtin(path) {
  return `process.getBuiltinModule(${JSON.stringify(path)})`;
}

/** An object with a getter for each export. @param {string} path */
function lazily(path) {
  const names = Object.keys(process.getBuiltinModule(path));
  return `let loaded;
    for (const name of ${JSON.stringify(names)})
      Object.defineProperty(exports, name, { get: () => (loaded ??= ${builtin(path)})[name], enumerable: true });`;
}
