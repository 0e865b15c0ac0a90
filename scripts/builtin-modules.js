// How the bundle gets at Node's own modules: an esbuild plugin.

/** Those that every process has loaded before our first line. */
const present = new Set(["node:fs", "node:module", "node:path", "node:process", "node:url", "node:vm"]);

/**
 * By `getBuiltinModule`: an `import` makes a binding for each export, which evaluates lazy ones such as undici behind
 * node:http, and costs a fifth of a short run on Node 24. And each module when one of its functions is first called:
 * TLS alone takes as long to load as Node 24 to start.
 * @returns {import("esbuild").Plugin}
 */
export function builtinModules() {
  return {
    name: "builtin-modules",
    setup(builder) {
      builder.onResolve({ filter: /^node:/ }, ({ path, kind }) => ({
        path,
        namespace: kind === "require-call" ? "required-builtin" : "builtin",
        sideEffects: false,
      }));
      builder.onLoad({ filter: /.*/, namespace: "required-builtin" }, ({ path }) => ({
        contents: `module.exports = ${builtin(path)};`,
      }));
      builder.onLoad({ filter: /.*/, namespace: "builtin" }, ({ path }) => ({ contents: shimOf(path) }));
    },
  };
}

/** @param {string} path */
function builtin(path) {
  return `process.getBuiltinModule(${JSON.stringify(path)})`;
}

/** A module with the same exports, of which esbuild keeps those that are used. @param {string} path */
function shimOf(path) {
  const names = Object.keys(process.getBuiltinModule(path)).filter((name) => /^\w+$/.test(name) && name !== "default");
  const load = present.has(path) ? `const load = () => ${builtin(path)};` : lazily(path);
  const exported = names.map((name) => `${constant(path, name)} export { $${name} as ${name} };`);
  return [load, ...exported, `export default /* @__PURE__ */ ${defaultOf(path)};`].join("\n");
}

/** @param {string} path */
function lazily(path) {
  return `let loaded; const load = () => (loaded ??= ${builtin(path)});`;
}

/** A function of a module that is not there yet loads it when called; classes and constants do so at once. */
function constant(path, name) {
  const isFunction = typeof process.getBuiltinModule(path)[name] === "function" && /^[a-z]/.test(name);
  return isFunction && !present.has(path)
    ? `const $${name} = (...args) => load().${name}(...args);`
    : `const $${name} = /* @__PURE__ */ (() => load().${name})();`;
}

/** The module itself, or what stands for it until one of its exports is looked at. @param {string} path */
function defaultOf(path) {
  return present.has(path) ? "load()" : "new Proxy({}, { get: (_, name) => load()[name] })";
}
