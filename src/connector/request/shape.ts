/** Looking into shapes. */
import type { Shape } from "../../catalog/model.ts";

/** The shape of a property; of a oneOf, that of the first branch that has it. What objects inherit is no property. */
export function propertyShape(shape: Shape | undefined, name: string): Shape | undefined {
  if (shape?.kind === "object") return Object.hasOwn(shape.properties, name) ? shape.properties[name] : undefined;
  if (shape?.kind !== "oneOf") return undefined;
  return shape.branches.map((branch) => propertyShape(branch.shape, name)).find((known) => known !== undefined);
}
