/** The templates of all providers. */
import { methodsIn } from "../reference/methods.ts";

export interface RegistryTemplate {
  /** The first method that has it. */
  readonly method: string;
  readonly type: string;
  readonly body: string;
}

/** Each distinct template of the compiled providers in a folder, once. */
export async function templatesIn(userDirectory: string): Promise<readonly RegistryTemplate[]> {
  const found = new Map<string, RegistryTemplate>();
  for await (const { id, request, response } of methodsIn(userDirectory)) {
    for (const transform of [request.transform, response.transform]) {
      if (transform === undefined || transform.body === "") continue;
      const key = `${transform === request.transform} ${transform.type} ${transform.body}`;
      if (!found.has(key)) found.set(key, { method: id, ...transform });
    }
  }
  return [...found.values()];
}
