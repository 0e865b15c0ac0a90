// Pulls one provider in a process of its own, so that its memory can be told; prints what it cost as JSON.
//   node bench/pull.js PACKAGE REGISTRY_URL OUTPUT_FOLDER PROVIDER
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [packageFolder, registryUrl, userProviders, provider] = process.argv.slice(2);
const { open } = await import(pathToFileURL(join(packageFolder, "dist/index.js")).href);
const before = process.cpuUsage();
const start = performance.now();
const session = open({ userProviders, registryUrl });
await session.rows(`REGISTRY PULL "${provider}"`);
await session.close();
const wall = performance.now() - start;
const { user, system } = process.cpuUsage(before);
const { maxRSS } = process.resourceUsage();
console.log(JSON.stringify({ wall, cpu: (user + system) / 1000, peakBytes: maxRSS * 1024 }));
