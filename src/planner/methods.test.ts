import { methodsFor } from "../catalog/lookup.ts";
import { describe, expect, test } from "vitest";
import type { Method, Parameter, Resource } from "../catalog/model.ts";
import {
  chooseMethod,
  findArgument,
  findParameter,
  findWritten,
  missingArguments,
  requiredParameters,
  unsupportedVerb,
} from "./methods.ts";

/** `"id! colour size=3"`: `!` is required, `=` gives a default. */
function method(name: string, parameters: string, rest: Partial<Method> = {}): Method {
  return {
    name,
    id: `p.s.r.${name}`,
    verb: "select",
    description: "",
    parameters: parameters
      .split(" ")
      .filter((text) => text !== "")
      .map(parameter),
    request: { httpMethod: "GET", path: "/", servers: [] },
    response: { rowPath: [], columns: [] },
    ...rest,
  };
}

function parameter(text: string): Parameter {
  const [, name = "", required, value, aliases] = /^([^!=|]+)(!?)(?:=([^|]+))?(?:\|(.+))?$/.exec(text) ?? [];
  return {
    name,
    wireName: name,
    in: "query",
    required: required === "!",
    type: "text",
    description: "",
    ...(value === undefined ? {} : { default: value }),
    ...(aliases === undefined ? {} : { aliases: aliases.split(",") }),
  };
}

function resource(methods: readonly Method[]): Resource {
  const select = methods.map(({ name }) => name);
  const verbs = { select, insert: [], update: [], replace: [], delete: [] };
  return { name: "r", id: "p.s.r", title: "", description: "", methods, verbs };
}

const span = { start: 0, end: 1 };
const chosen = (methods: readonly Method[], ...names: string[]): string | undefined =>
  chooseMethod(methods, names)?.name;

describe("the method chosen", () => {
  const list = method("list", "colour");
  const get = method("get", "id!");

  test.each([
    ["has its required parameters named", [get, list], [], "list"],
    ["has most of the named ones", [list, get], ["id"], "get"],
    ["is the first of equals in document order", [method("a", "x!"), method("b", "x!")], ["x"], "a"],
    ["is none where no required ones are covered", [get], ["name"], undefined],
    ["counts no name that it does not take", [list, method("all", "")], ["nothing", "else"], "list"],
    ["counts a parameter once, whatever it is called", [method("a", "x|y z"), method("b", "x q")], ["x", "y"], "a"],
    ["does without what has a default", [method("a", "region!=north")], [], "a"],
  ] as const)("%s", (_title, methods, names, expected) => {
    expect(chosen(methods, ...names)).toBe(expected);
  });
});

describe("the parameter that a name means", () => {
  const all = method("m", "id ID spec.network other.network Zone data__x|x");

  test.each([
    ["id", "id"],
    ["ID", "ID"],
    ["zone", "Zone"],
    ["SPEC.NETWORK", "spec.network"],
    ["network", undefined],
    ["x", "data__x"],
    ["nothing", undefined],
  ])("%s means %s", (name, expected) => {
    expect(findParameter(all, name)?.name).toBe(expected);
  });

  test("is the dotted one that ends in it, if only one does", () => {
    expect(findParameter(method("m", "spec.network spec.zone"), "zone")?.name).toBe("spec.zone");
  });
});

test("methods of a verb come in the order of the verb's list", () => {
  const [a, b] = [method("a", ""), method("b", "")];
  const listed = {
    ...resource([a, b]),
    verbs: { select: ["b", "a"], insert: [], update: [], replace: [], delete: [] },
  };
  expect(methodsFor(listed, "select").map(({ name }) => name)).toEqual(["b", "a"]);
  expect(methodsFor(listed, "delete")).toEqual([]);
});

test("what has a default is not required of the caller", () => {
  expect(requiredParameters(method("m", "a! b!=1 c")).map(({ name }) => name)).toEqual(["a"]);
});

describe("the error where arguments are missing", () => {
  const methods = [method("get", "env! id!"), method("list", "env!")];
  const hint = (verb: string, given: readonly string[] = []): string | undefined =>
    missingArguments({ resource: resource(methods), verb, methods, given, span }).hint;

  test("names what the nearest method lacks, and what every method needs", () => {
    const error = missingArguments({ resource: resource(methods), verb: "SELECT", methods, given: [], span });
    expect(error.message).toBe("SELECT on p.s.r needs env");
    expect(error.hint).toBe(
      "get needs env, id; list needs env. To mend it, add WHERE env = '…', or join it with a relation that yields the values.",
    );
  });

  test("asks after a name that is nearly right", () => {
    expect(hint("DELETE", ["enf"])).toBe(
      "get needs env, id; list needs env. Did you mean env (not enf)? To mend it, add WHERE env = '…'.",
    );
  });

  test("asks after no name that is right elsewhere", () => {
    expect(hint("DELETE", ["id"])).toBe("get needs env, id; list needs env. To mend it, add WHERE env = '…'.");
  });

  test("says that INSERT takes columns, and UPDATE its body in SET", () => {
    expect(hint("INSERT")).toContain("To mend it, list env among the columns.");
    const put = method("put", "id!", {});
    const body: Method = { ...put, parameters: [...put.parameters, { ...parameter("name!"), in: "body" }] };
    const error = missingArguments({ resource: resource([body]), verb: "REPLACE", methods: [body], given: [], span });
    expect(error.hint).toBe("put needs id, name. To mend it, add SET name = '…' and add WHERE id = '…'.");
  });
});

test("a verb without methods names what there is, and how to call it", () => {
  const call = method("sign", "", { verb: "exec" });
  const { message, hint } = unsupportedVerb(
    { ...resource([call]), verbs: { ...resource([]).verbs, insert: ["sign"] } },
    "SELECT",
    span,
  );
  expect(message).toBe("SELECT is not supported by p.s.r");
  expect(hint).toBe(
    "Run SHOW METHODS FROM p.s.r to see what it can do, and call a method with EXEC p.s.r.sign @name = value. It supports INSERT.",
  );
});

describe("the argument that a name in a write means", () => {
  const inBody = method("patch", "id! spec.x|data__spec.x spec|data__spec");
  const patch: Method = {
    ...inBody,
    parameters: inBody.parameters.map((one) => (one.name === "id" ? one : { ...one, in: "body" as const })),
  };

  test.each([
    ["id", "id"],
    ["data__spec", "spec"],
    ["spec.x", "spec.x"],
    ["spec.y", "spec.y"],
    ["DATA__SPEC.y.Z", "spec.y.Z"],
    ["spec.x.y", "spec.x.y"],
    ["id.x", undefined],
    ["other.x", undefined],
  ])("%s is %s", (name, argument) => {
    expect(findArgument(patch, name)?.argument).toBe(argument);
  });

  test("a property inside a required body parameter gives it a value", () => {
    const create = { ...method("create", "spec!"), parameters: [{ ...parameter("spec!"), in: "body" as const }] };
    expect(chooseMethod([create], ["spec.name"], findWritten)).toBe(create);
    expect(chooseMethod([create], ["spec.name"])).toBeUndefined();
  });
});
