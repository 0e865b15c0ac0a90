/** The columns of what stands for a query: views and tables of statements, views of provider documents. */
import type { Column } from "../../common/value.ts";
import type { QualifiedName } from "../../sql/ast.ts";
import { query as queryOver, selectItem, star } from "../../sql/build.ts";
import type { ResourceRelation } from "../scan.ts";
import type { StoredRelation } from "../stored.ts";
import { loadRelations, type BindEnvironment } from "./relations.ts";
import { bindStandaloneQuery } from "./standalone.ts";
import { namedTable, selectFrom } from "./stored-relation.ts";
import { settledView } from "./view-query.ts";

/** As `SELECT *` has them now. Throws what binding that throws: a view may name what is no more. */
export async function storedColumnsOf(
  { name }: StoredRelation,
  { span }: Pick<QualifiedName, "span">,
  environment: BindEnvironment,
): Promise<readonly Column[]> {
  const body = selectFrom([selectItem(star())], namedTable(name, name, span));
  return (await bindStandaloneQuery({ ...queryOver(body), span }, "", environment)).columns;
}

/** Of the first view of a resource, whatever values it needs; undefined where it has none. */
export async function viewColumnsOf(
  { views: [view] }: ResourceRelation,
  environment: BindEnvironment,
): Promise<readonly Column[] | undefined> {
  if (view === undefined) return undefined;
  const query = settledView(view.query, new Map(), await loadRelations(view.query, environment));
  return (await bindStandaloneQuery(query, view.sql, environment)).columns;
}
