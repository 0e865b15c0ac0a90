/** Relations that are read with named accounts: their defaults count as given, and the account is an argument. */
import { type Connected, connectionColumn, isNamed } from "../../catalog/connections.ts";
import type { Method, Parameter, Resource } from "../../catalog/model.ts";
import { EngineError } from "../../common/error.ts";
import type { Span } from "../../common/span.ts";
import type { ResourceRelation } from "../scan.ts";
import { defaultsOf } from "../connected.ts";
import { namedView } from "./account-names.ts";

/** The relation under the name of a connection or group: what all its accounts give need not be given again. */
export function connectedRelation(relation: ResourceRelation, connected: Connected): ResourceRelation {
  const resource = withDefaults(relation.resource, connected);
  const views = relation.views.map((view) => namedView(view, connected));
  return { ...relation, resource, views, connected };
}

/** What every account has a value for is not missing: methods take it for their default. */
function withDefaults(resource: Resource, { members }: Connected): Resource {
  const methods = resource.methods.map((method): Method => {
    const [first = new Map<Parameter, string>(), ...others] = members.map((member) => defaultsOf(method, member));
    const shared = new Map([...first].filter(([parameter]) => others.every((other) => other.has(parameter))));
    if (shared.size === 0) return method;
    const parameters = method.parameters.map((parameter): Parameter => {
      const value = shared.get(parameter);
      return value === undefined ? parameter : { ...parameter, default: value };
    });
    return { ...method, parameters };
  });
  return { ...resource, methods };
}

/** The account as a parameter of the methods that read; undefined where the name is that of the provider itself. */
export function connectionParameter({ connected }: ResourceRelation): Parameter | undefined {
  if (connected === undefined || !isNamed(connected)) return undefined;
  return {
    name: connectionColumn,
    wireName: connectionColumn,
    in: "server",
    required: false,
    type: "text",
    description: "The connection that the rows are from",
    enum: connected.members.map(({ name }) => name),
  };
}

/** The methods with the account among their parameters. */
export function asking(methods: readonly Method[], parameter: Parameter | undefined): readonly Method[] {
  if (parameter === undefined) return methods;
  return methods.map((method) => ({ ...method, parameters: [...method.parameters, parameter] }));
}

/** Throws `feature_not_supported` for a group where one account has to be meant. */
export function refuseGroup({ connected }: Pick<ResourceRelation, "connected">, what: string, span: Span): void {
  if (connected === undefined || !connected.isGroup) return;
  const names = connected.members.map(({ name }) => name);
  throw new EngineError({
    condition: "feature_not_supported",
    stage: "bind",
    message: `${what} goes to one account, and ${connected.name} stands for ${names.length}`,
    span,
    hint: `Name one of them: ${names.slice(0, 5).join(", ")}${names.length > 5 ? ", …" : ""}.`,
  });
}
