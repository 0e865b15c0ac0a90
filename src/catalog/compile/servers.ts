/** The servers of an operation and the parameters that their variables are. */
import type { Parameter, Server } from "../model.ts";
import { isObject, listAt, memberOf, objectAt, oneLine, optional, textAt, textsAt, type JsonObject } from "./json.ts";
import { extensions } from "./extensions.ts";
import { plainTemplate, templateVariables, type Operation } from "./operation.ts";

/** Names the environment variable that a server variable defaults to. */
const environmentKey = "x-stackQL-envVar";

/** The servers that apply: those of the operation, else path item, method, document; `servers: []` means inherit. */
export function serverNodesOf(root: JsonObject, method: JsonObject, found: Operation): readonly JsonObject[] {
  const levels = [found.operation, found.pathItem, method, root];
  for (const level of levels) {
    const servers = listAt(level, "servers").filter(isObject);
    if (servers.length > 0) return servers;
  }
  return [];
}

export function serversOf(nodes: readonly JsonObject[]): readonly Server[] {
  return nodes.map((node) => {
    const url = textAt(node, "url") ?? "";
    return {
      url: plainTemplate(url).replace(/\/+$/, ""),
      variables: variableNames(url, node).map((name) => {
        const variable = memberOf(objectAt(node, "variables"), name);
        return {
          name,
          ...optional("default", textAt(variable, "default")),
          ...optional("environment", textAt(variable, environmentKey)),
          ...optional("hosts", textsAt(variable, extensions.hosts)),
          ...optional("enum", nodes.length > 1 ? enumOf(node, name) : undefined),
        };
      }),
    };
  });
}

/** Those in the URL, and those with a default that stand beside it: regions that only signing asks for. */
function variableNames(url: string, node: JsonObject): readonly string[] {
  const declared = Object.entries(objectAt(node, "variables")).filter(
    ([, one]) => textAt(one, "default") !== undefined,
  );
  return [...new Set([...templateVariables(url), ...declared.map(([name]) => name)])];
}

/** One parameter per server variable; required where no server does without a value for it. */
export function serverParameters(nodes: readonly JsonObject[]): readonly Parameter[] {
  const servers = serversOf(nodes);
  const parameters = new Map<string, Parameter>();
  for (const [index, server] of servers.entries()) {
    for (const { name, hosts: _hosts, enum: _ofServer, ...defaults } of server.variables) {
      if (parameters.has(name)) continue;
      const node = objectAt(nodes[index], "variables", name);
      const needed = servers.every((one) =>
        one.variables.some((it) => it.name === name && it.default === undefined && it.environment === undefined),
      );
      const values = valuesOf(nodes, name);
      parameters.set(name, {
        name,
        wireName: name,
        in: "server",
        required: needed,
        type: "text",
        description: oneLine(textAt(node, "description")),
        ...defaults,
        ...optional("enum", values),
      });
    }
  }
  return [...parameters.values()];
}

/** What a variable may be: all that its servers list together, where each server that has it lists something. */
function valuesOf(nodes: readonly JsonObject[], name: string): readonly string[] | undefined {
  const having = nodes.filter((node) => variableNames(textAt(node, "url") ?? "", node).includes(name));
  const lists = having.map((node) => enumOf(node, name));
  return lists.includes(undefined) ? undefined : [...new Set(lists.flatMap((list) => list ?? []))];
}

function enumOf(node: JsonObject, name: string): readonly string[] | undefined {
  const values = listAt(node, "variables", name, "enum").flatMap((value) => textAt({ value }, "value") ?? []);
  return values.length === 0 ? undefined : values;
}
