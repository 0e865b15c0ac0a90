/** The columns of what stands for a query: views and tables of statements, views of provider documents. */
import type { Column } from "../../common/value.ts";
import type { QualifiedName } from "../../sql/ast.ts";
import { query as queryOver, selectItem, star } from "../../sql/build.ts";
import type { ResourceRelation } from "../scan.ts";
import type { StoredRelation } from "../stored.ts";
import type { BindEnvironment } from "./relations.ts";
import { bindStandaloneQuery } from "./standalone.ts";
import { namedTable, selectFrom } from "./stored-relation.ts";

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
  return view && (await bindStandaloneQuery(view.query, view.sql, environment)).columns;
}
