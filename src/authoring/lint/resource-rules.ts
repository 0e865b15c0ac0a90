/** Rules about a resource: its id, its verbs, and whether every method can be reached. */
import { listAt, memberOf, objectAt, textAt, valueAt, type JsonObject } from "../../catalog/compile/json.ts";
import { referenceName } from "../../catalog/compile/schemas.ts";
import type { Method } from "../../catalog/model.ts";
import { didYouMean } from "../../common/suggest.ts";
import type { Finding } from "./finding.ts";
import type { LintedResource, LintedService } from "./source.ts";

export const resourceRules: readonly ((resource: LintedResource, service: LintedService) => readonly Finding[])[] = [
  idIsName,
  verbsNameMethods,
  readable,
  reachable,
  viewIsForUs,
];

function idIsName({ name, key, node }: LintedResource, { file, provider, name: service }: LintedService): Finding[] {
  const wanted = `${provider}.${service}.${name}`;
  const id = textAt(node, "id");
  if (id === undefined || id === wanted) return [];
  return [
    {
      rule: "id-is-not-name",
      severity: "remark",
      file,
      key: `${key}.id`,
      message: `the id ${id} is not ${wanted}, which is what SQL calls it`,
      remedy: "Make them one.",
    },
  ];
}

const verbs = ["select", "insert", "update", "replace", "delete"];

function verbsNameMethods({ key, node }: LintedResource, { file }: LintedService): Finding[] {
  const methods = Object.keys(objectAt(node, "methods"));
  return Object.entries(objectAt(node, "sqlVerbs")).flatMap(([verb, listed]): Finding[] => {
    const place = `${key}.sqlVerbs.${verb}`;
    if (!verbs.includes(verb)) {
      const remedy = didYouMean(verb, verbs) ?? "";
      return [
        { rule: "unknown-verb", severity: "error", file, key: place, message: `there is no verb ${verb}`, remedy },
      ];
    }
    return listAt({ listed }, "listed").flatMap((ref, index): Finding[] => {
      const name = referenceName(ref);
      if (name !== undefined && methods.includes(name)) return [];
      const message = `the verb names ${name ?? "no method"}, which the resource does not have`;
      const remedy = didYouMean(name ?? "", methods) ?? "Name one of its methods.";
      return [{ rule: "verb-without-method", severity: "error", file, key: `${place}[${index}]`, message, remedy }];
    });
  });
}

/** A resource that answers GET and is no table. */
function readable({ key, node, methods }: LintedResource, { file }: LintedService): Finding[] {
  const select = valueAt(node, "sqlVerbs", "select");
  const hasView = memberOf(objectAt(node, "config", "views"), "select") !== undefined;
  const isRead =
    hasView ||
    (Array.isArray(select) ? select.length > 0 : methods.some(({ compiled }) => compiled?.verb === "select"));
  const reader = methods.find(
    ({ compiled }) => compiled?.request.httpMethod === "GET" && compiled.response.columns.length > 0,
  );
  if (isRead || reader === undefined) return [];
  return [
    {
      rule: "no-select",
      severity: "remark",
      file,
      key: `${key}.sqlVerbs.select`,
      message: `nothing can be selected, though ${reader.name} reads`,
      remedy: "List the method under select.",
    },
  ];
}

/** Methods of SELECT that need exactly the same: which one is meant has to be written in FROM. */
function reachable({ key, compiled }: LintedResource, { file }: LintedService): Finding[] {
  if (compiled === undefined) return [];
  const readers = compiled.verbs.select.flatMap(
    (name) => compiled.methods.find((method) => method.name === name) ?? [],
  );
  const seen = new Map<string, Method>();
  return readers.flatMap((method): Finding[] => {
    const needs = neededBy(method);
    const before = seen.get(needs);
    if (before === undefined) {
      seen.set(needs, method);
      return [];
    }
    if (before === method || takesMore(method, before)) return [];
    return [
      {
        rule: "unreachable-method",
        severity: "remark",
        file,
        key: `${key}.sqlVerbs.select`,
        message: `${method.name} takes nothing that ${before.name} does not, and is never chosen`,
        remedy: `Make it a resource of its own, or write FROM ${method.id}.`,
      },
    ];
  });
}

function neededBy({ parameters }: Method): string {
  const needed = parameters.filter((one) => one.required && one.default === undefined);
  return JSON.stringify(needed.map(({ name }) => name.toLowerCase()).toSorted());
}

function takesMore({ parameters }: Method, before: Method): boolean {
  const known = new Set(before.parameters.map(({ name }) => name.toLowerCase()));
  return parameters.some(({ name }) => !known.has(name.toLowerCase()));
}

/** A view for other dialects only is not there for this engine. */
function viewIsForUs({ key, node, compiled }: LintedResource, { file }: LintedService): Finding[] {
  const view: JsonObject = objectAt(node, "config", "views", "select");
  if (Object.keys(view).length === 0 || compiled === undefined || compiled.views !== undefined) return [];
  return [
    {
      rule: "foreign-view",
      severity: "error",
      file,
      key: `${key}.config.views.select`,
      message: "none of the queries of the view is in the dialect sqlite3",
      remedy: 'Write one with predicate: sqlDialect == "sqlite3".',
    },
  ];
}
