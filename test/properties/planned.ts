/** Texts through the whole pipeline as far as it goes without a request: parse, bind, plan, print, the local engine's check. */
import { systemRelations } from "../../src/catalog/relations/system-relations.ts";
import { EngineError } from "../../src/common/error.ts";
import { createSqliteBackend } from "../../src/execution/backends/sqlite/backend.ts";
import { createStore } from "../../src/execution/backends/sqlite/store.ts";
import { stepsOf } from "../../src/execution/steps.ts";
import { bind, type BindEnvironment } from "../../src/planner/binder/bind.ts";
import { planLogical } from "../../src/planner/logical.ts";
import { planPhysical } from "../../src/planner/physical.ts";
import type { StagedPlan } from "../../src/planner/plan.ts";
import { rules } from "../../src/planner/rules/rules.ts";
import type { Statement } from "../../src/sql/ast.ts";
import { parseScript } from "../../src/sql/parser.ts";
import { print } from "../../src/sql/printer.ts";
import { oddCatalog } from "../sql/harness/catalogs.ts";

export interface Planner {
  /** What becomes of a text: `undefined` where all of it can run, else the first error. Throws what is no EngineError. */
  readonly plan: (text: string) => Promise<EngineError | undefined>;
  readonly close: () => void;
}

/** Plans against the odd provider, with an empty store. */
export async function openPlanner(): Promise<Planner> {
  const store = createStore(undefined);
  const backend = createSqliteBackend(store);
  const environment: BindEnvironment = {
    catalog: await oddCatalog(),
    systemRelations,
    stored: store,
    files: undefined,
    defaultProvider: undefined,
  };
  const planned = async (statement: Statement, text: string): Promise<void> => {
    if (statement.kind === "transaction") return;
    const logical = planLogical(await bind(statement, text, environment), rules);
    for (const streaming of [true, false]) {
      for (const plan of stagedPlans(planPhysical(logical, { streaming }))) checked(plan);
    }
  };
  const checked = ({ query, rounds }: StagedPlan): void => {
    const scope = backend.openScope();
    try {
      for (const scan of rounds.flat()) scope.createTable(scan.id, scan.columns);
      scope.check(print(query, backend.dialect));
      scope.check(print(backend.timed(query), backend.dialect));
      stepsOf(query, (name) => scope.rowsIn(name));
    } finally {
      scope.close();
    }
  };
  return {
    plan: async (text) => {
      try {
        for (const statement of parseScript(text).statements) await planned(statement, text);
      } catch (error) {
        if (error instanceof EngineError) return error;
        throw error;
      }
      return undefined;
    },
    close: () => backend.close(),
  };
}

/** The plans of local queries inside a plan, however deep. */
function stagedPlans(plan: unknown): StagedPlan[] {
  if (typeof plan !== "object" || plan === null) return [];
  if ("kind" in plan && plan.kind === "staged" && "rounds" in plan) return [plan as StagedPlan];
  if ("kind" in plan && ["scan", "stream", "constant"].includes(String(plan.kind))) return [];
  return ["plan", "query", "input", "statement", "source"].flatMap((key) =>
    key in plan ? stagedPlans((plan as Readonly<Record<string, unknown>>)[key]) : [],
  );
}
