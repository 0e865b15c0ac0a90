/** `provider.service.resource.method` in FROM: a resource, read by the method that is named and no other. */
import { methodsFor } from "../../catalog/lookup.ts";
import { EngineError } from "../../common/error.ts";
import type { QualifiedName } from "../../sql/ast.ts";
import type { ResourceRelation } from "../scan.ts";
import { methodNamed } from "./exec-method.ts";

/** True for a name of as many parts as those of methods have. */
export function namesMethod({ parts }: QualifiedName): boolean {
  return parts.length === 4;
}

/**
 * The relation of a resource, read by the method that the last part of a name means; views of documents do not stand
 * for it. Throws `undefined_table` with the nearest method, `unsupported_verb` where the method is not one of SELECT.
 */
export function readBy(relation: ResourceRelation, name: QualifiedName): ResourceRelation {
  const method = methodNamed(relation, name);
  const readers = methodsFor(relation.resource, "select");
  if (readers.includes(method)) return { ...relation, views: [], method };
  throw new EngineError({
    condition: "unsupported_verb",
    stage: "bind",
    message: `${method.id} is no method of SELECT`,
    span: name.parts.at(-1)?.span ?? name.span,
    hint: `Call it with EXEC ${method.id}, in FROM as (EXEC ${method.id} @name = value) t.${
      readers.length === 0 ? "" : ` SELECT reads by ${readers.map((reader) => reader.name).join(", ")}.`
    }`,
  });
}
