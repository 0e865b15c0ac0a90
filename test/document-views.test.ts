/**
 * Every view of the registry, planned as a user would ask for it: where TRIBUTARY_REFERENCE_CATALOG names a folder of
 * compiled providers.
 */
import { expect, test } from "vitest";
import { systemRelations } from "../src/catalog/relations/system-relations.ts";
import type { DocumentView, Resource } from "../src/catalog/model.ts";
import { openCatalog } from "../src/catalog/store/open.ts";
import { toEngineError } from "../src/common/error.ts";
import { bind } from "../src/planner/binder/bind.ts";
import { planLogical } from "../src/planner/logical.ts";
import { planPhysical } from "../src/planner/physical.ts";
import { rules } from "../src/planner/rules/rules.ts";
import { parseStatement } from "../src/sql/parser.ts";
import { servicesIn } from "./reference/methods.ts";

const reference = process.env["TRIBUTARY_REFERENCE_CATALOG"];

/** Documents that cannot mean what they say: `parent` is what the method takes, and the view does not give it. */
const broken = ["branches", "databases", "endpoints", "roles"].map(
  (name) =>
    `databricks_workspace.postgres.vw_${name}: SELECT on databricks_workspace.postgres.postgres_${name} needs parent`,
);

const viewsOf = { anthropic: 1, awscc: 2379, azure: 6, azure_extras: 1, confluent: 1 };
const otherViews = { databricks_account: 29, databricks_workspace: 20, homebrew: 8 };

/** `SELECT * FROM resource WHERE parameter = 'x'`, for all that a view needs. */
function queryOf({ id }: Resource, { required }: DocumentView): string {
  const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
  const terms = required.map((name) => `${quoted(name)} = 'x'`).join(" AND ");
  return `SELECT * FROM ${id.split(".").map(quoted).join(".")}${terms === "" ? "" : ` WHERE ${terms}`}`;
}

async function columnsPlanned(sql: string, folder: string): Promise<number> {
  const environment = { catalog: openCatalog({ userDirectory: folder }), systemRelations };
  const plan = planPhysical(planLogical(await bind(parseStatement(sql), sql, environment), rules), { streaming: true });
  return "columns" in plan ? plan.columns.length : 0;
}

async function complaintsAbout(resource: Resource, view: DocumentView): Promise<string[]> {
  try {
    const columns = await columnsPlanned(queryOf(resource, view), reference ?? "");
    return columns > 0 ? [] : [`${resource.id}: no columns`];
  } catch (error) {
    return [`${resource.id}: ${toEngineError(error).message}`];
  }
}

test.skipIf(reference === undefined)(
  "every view of the registry is planned from the values that it needs (TRIBUTARY_REFERENCE_CATALOG)",
  { timeout: 300_000 },
  async () => {
    const counts: Record<string, number> = {};
    const complaints: string[] = [];
    for await (const { provider, resources } of servicesIn(reference ?? "")) {
      for (const resource of resources) {
        for (const view of resource.views ?? []) {
          counts[provider] = (counts[provider] ?? 0) + 1;
          complaints.push(...(await complaintsAbout(resource, view)));
        }
      }
    }
    expect({ counts, complaints: complaints.toSorted() }).toEqual({
      counts: { ...viewsOf, ...otherViews },
      complaints: broken,
    });
  },
);
