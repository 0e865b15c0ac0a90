/** A server made of OpenAPI documents: it answers each operation with a body made up from its schema, on one page. */
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { isNode, merged, resolve, sampleValue, type Node } from "./sample-value.ts";

export interface SampleServer {
  readonly origin: string;
  close(): Promise<void>;
}

interface Route {
  readonly method: string;
  readonly path: RegExp;
  /** More literal characters win: `/things/mine` before `/things/{id}`. */
  readonly weight: number;
  readonly document: Node;
  readonly operation: Node;
  readonly required: readonly string[];
}

/** A request that lacks a required query parameter is answered with 400, one that no document has with 404. */
export async function startSampleServer(documents: readonly Node[]): Promise<SampleServer> {
  const routes = documents.flatMap(routesOf).toSorted((a, b) => b.weight - a.weight);
  const server = http.createServer((request, response) => {
    const { status, mediaType, body } = answer(routes, request);
    response.writeHead(status, mediaType === undefined ? {} : { "content-type": mediaType });
    response.end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

interface Answer {
  readonly status: number;
  readonly mediaType?: string;
  readonly body?: string;
}

function answer(routes: readonly Route[], { method, url = "/" }: http.IncomingMessage): Answer {
  const { pathname, searchParams } = new URL(url, "http://sample.test");
  const route = routes.find((one) => one.method === method && one.path.test(pathname));
  if (route === undefined) return problem(404, `no document has ${method} ${pathname}`);
  const missing = route.required.filter((name) => !searchParams.has(name));
  if (missing.length > 0) return problem(400, `the query lacks ${missing.join(", ")}`);
  const responses = isNode(route.operation["responses"]) ? route.operation["responses"] : {};
  const status = Object.keys(responses).find((code) => code.startsWith("2")) ?? "default";
  const content = resolve(route.document, responses[status])["content"];
  const types = isNode(content) ? content : {};
  const mediaType = Object.keys(types).find((type) => /json/.test(type)) ?? Object.keys(types)[0];
  const code = /^\d+$/.test(status) ? Number(status) : 200;
  if (mediaType === undefined) return { status: code === 200 ? 204 : code };
  const media = types[mediaType];
  const value = sampleValue(route.document, isNode(media) ? media["schema"] : undefined);
  const body = /json/.test(mediaType) ? JSON.stringify(value) : String(value);
  return { status: code, mediaType: mediaType.includes("*") ? "application/json" : mediaType, body };
}

function problem(status: number, message: string): Answer {
  return { status, mediaType: "application/json", body: JSON.stringify({ message }) };
}

const verbs = ["get", "put", "post", "delete", "patch"] as const;

function routesOf(document: Node): readonly Route[] {
  const paths = isNode(document["paths"]) ? document["paths"] : {};
  const [server] = Array.isArray(document["servers"]) ? (document["servers"] as unknown[]) : [];
  const base = isNode(server) && typeof server["url"] === "string" ? pathIn(server["url"]) : "";
  return Object.entries(paths).flatMap(([path, node]) => {
    const item = resolve(document, node);
    return verbs.flatMap((verb): Route[] => {
      const operation = item[verb];
      if (!isNode(operation)) return [];
      const template = `${base}${path.split("?")[0] ?? path}`;
      return [
        {
          method: verb.toUpperCase(),
          path: patternOf(template),
          weight: template.replaceAll(/\{[^}]*\}/g, "").length,
          document,
          operation,
          required: requiredIn(document, item, operation),
        },
      ];
    });
  });
}

/** The path of a server's address, which may hold variables. */
function pathIn(url: string): string {
  return url.replace(/^[a-z]+:\/\/[^/]*/i, "").replace(/\/$/, "");
}

function patternOf(template: string): RegExp {
  const parts = template.split(/\{[^}]*\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join("[^/]+")}/?$`);
}

function requiredIn(document: Node, item: Node, operation: Node): readonly string[] {
  const declared = [item["parameters"], operation["parameters"]].flatMap((list) =>
    Array.isArray(list) ? (list as unknown[]) : [],
  );
  return declared
    .map((node) => resolve(document, node))
    .filter(
      (node) =>
        node["in"] === "query" &&
        node["required"] === true &&
        merged(document, node["schema"])["default"] === undefined,
    )
    .map((node) => String(node["name"]));
}
