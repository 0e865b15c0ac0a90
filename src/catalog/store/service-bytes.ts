/**
 * A service as bytes: a line of JSON with everything but the methods, then a line for the methods of each resource. A
 * service may hold two hundred resources in five megabytes; a statement that names one parses that one's line.
 */
import type { Method, Resource, Service } from "../model.ts";

interface Head extends Omit<Service, "resources"> {
  readonly resources: readonly ResourceHead[];
}

interface ResourceHead extends Omit<Resource, "methods"> {
  /** Of the line of its methods, in bytes. */
  readonly length: number;
}

/** The content of `services/<service>.json`. */
export function serviceText(service: Service): string {
  const lines: string[] = [];
  const resources = service.resources.map(({ methods, ...rest }): ResourceHead => {
    const line = JSON.stringify(methods);
    lines.push(line);
    return { ...rest, length: Buffer.byteLength(line) };
  });
  const head: Head = { ...service, resources };
  return [JSON.stringify(head), ...lines, ""].join("\n");
}

/**
 * Reads it back; the methods of a resource are parsed when they are looked at, and `onDamage` makes the error where
 * they cannot be. Throws SyntaxError where the head is no JSON or the bytes are not as many as it says.
 */
export function serviceOf(bytes: Buffer, onDamage: (error: unknown) => Error): Service {
  const end = bytes.indexOf("\n");
  const head = JSON.parse(bytes.toString("utf8", 0, end)) as Head;
  let at = end + 1;
  const resources = head.resources.map(({ length, ...rest }): Resource => {
    const start = at;
    at += length + 1;
    let methods: readonly Method[] | undefined;
    const parse = (): readonly Method[] => methodsIn(bytes.toString("utf8", start, start + length), onDamage);
    return {
      ...rest,
      get methods() {
        return (methods ??= parse());
      },
    };
  });
  if (at !== bytes.length) throw new SyntaxError(`it has ${bytes.length} bytes, not ${at}`);
  return { ...head, resources };
}

function methodsIn(text: string, onDamage: (error: unknown) => Error): readonly Method[] {
  try {
    return JSON.parse(text) as readonly Method[];
  } catch (error) {
    throw onDamage(error);
  }
}
