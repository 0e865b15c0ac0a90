/**
 * A service as bytes: a line of JSON with everything but the methods, then a line for the methods of each resource. A
 * service may hold two hundred resources in five megabytes; a statement that names one parses that one's line. Of pulled
 * providers, which are many, the lines are deflated, each by itself: a registry takes a seventh of the room.
 */
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { Method, Resource, Service } from "../model.ts";

interface Head extends Omit<Service, "resources"> {
  /** The lines of methods are deflated. */
  readonly packed?: true;
  readonly resources: readonly ResourceHead[];
}

interface ResourceHead extends Omit<Resource, "methods"> {
  /** Of the line of its methods, in bytes. */
  readonly length: number;
}

/** The content of `services/<service>.json`. */
export function serviceBytes(service: Service): Buffer {
  return joined(service, service.resources.map(methodsLine));
}

/** The same with deflated lines. Where there is much to do, threads do it: handing each line to another costs more. */
export function packedServiceBytes(service: Service): Buffer {
  const lines = service.resources.map((resource) => deflateRawSync(methodsLine(resource)));
  return joined(service, lines, { packed: true });
}

function methodsLine({ methods }: Resource): Buffer {
  return Buffer.from(JSON.stringify(methods));
}

function joined(service: Service, lines: readonly Buffer[], marks: Pick<Head, "packed"> = {}): Buffer {
  const resources = service.resources.map(({ methods: _apart, ...rest }, index): ResourceHead => ({
    ...rest,
    length: lines[index]?.length ?? 0,
  }));
  const head: Head = { ...service, ...marks, resources };
  const end = Buffer.from("\n");
  return Buffer.concat([Buffer.from(JSON.stringify(head)), end, ...lines.flatMap((line) => [line, end])]);
}

/** Far more than the methods of one resource come to. */
const maximumLineBytes = 256 * 2 ** 20;

/**
 * Reads it back; the methods of a resource are parsed when they are looked at, and `onDamage` makes the error where
 * they cannot be. Throws SyntaxError where the head is no JSON or the bytes are not as many as it says.
 */
export function serviceOf(bytes: Buffer, onDamage: (error: unknown) => Error): Service {
  const end = bytes.indexOf("\n");
  const { packed = false, ...head } = JSON.parse(bytes.toString("utf8", 0, end)) as Head;
  let at = end + 1;
  const resources = head.resources.map(({ length, ...rest }): Resource => {
    const start = at;
    at += length + 1;
    let methods: readonly Method[] | undefined;
    const parse = (): readonly Method[] => methodsIn(bytes.subarray(start, start + length), packed, onDamage);
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

function methodsIn(line: Buffer, packed: boolean, onDamage: (error: unknown) => Error): readonly Method[] {
  try {
    const text = packed ? inflateRawSync(line, { maxOutputLength: maximumLineBytes }) : line;
    return JSON.parse(text.toString("utf8")) as readonly Method[];
  } catch (error) {
    throw onDamage(error);
  }
}
