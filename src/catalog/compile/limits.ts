/**
 * What a document may cost. Published ones stay below a tenth of each limit; beyond it a document is refused, or says
 * nothing at that place, so that none can exhaust time or memory.
 */
import { performance } from "node:perf_hooks";
import type { Method, ResponseColumn, Shape } from "../model.ts";
import { invalidDocument, isObject } from "./json.ts";

export const limits = {
  /** Values of one enum; beyond them any value is taken. */
  enumValues: 10_000,
  /** Parts of a default value; beyond them there is none. */
  defaultParts: 1000,
  /** Authentications that follow each other. */
  successors: 10,
  /** Texts and parts of all methods of a service, about as many bytes as it takes when compiled. */
  serviceSize: 128 * 2 ** 20,
  serviceMilliseconds: 120_000,
} as const;

/** What is left for a service. */
export interface Budget {
  /** Throws `invalid_provider_document` where the methods so far are too much, or took too long. */
  spend(method: Method): void;
}

export function createBudget(now: () => number = () => performance.now()): Budget {
  const deadline = now() + limits.serviceMilliseconds;
  let left: number = limits.serviceSize;
  return {
    spend: (method) => {
      left -= sizeOf(method);
      if (left < 0) throw invalidDocument("its columns and parameters are more than a service may have");
      if (now() > deadline)
        throw invalidDocument(`it takes longer than ${limits.serviceMilliseconds / 1000} s to compile`);
    },
  };
}

/** What the names and marks of a part take beside its texts. */
const partSize = 60;

function sizeOf({ parameters, response }: Method): number {
  const ofParameters = parameters.map(
    ({ description, enum: values = [], shape }) =>
      partSize + description.length + sizeOfValues(values) + sizeOfShape(shape),
  );
  return sum(ofParameters) + sizeOfColumns(response.columns);
}

function sizeOfColumns(columns: readonly ResponseColumn[]): number {
  return sum(columns.map(({ description, fields = [] }) => partSize + description.length + sizeOfColumns(fields)));
}

function sizeOfShape(shape: Shape | undefined): number {
  if (shape === undefined) return 0;
  if (shape.kind === "object") return partSize + sum(Object.values(shape.properties).map(sizeOfShape));
  if (shape.kind === "array") return partSize + sizeOfShape(shape.items);
  if (shape.kind === "oneOf") return partSize + sum(shape.branches.map((branch) => sizeOfShape(branch.shape)));
  return partSize + (shape.pattern?.length ?? 0) + sizeOfValues(shape.enum ?? []);
}

function sizeOfValues(values: readonly unknown[]): number {
  return sum(values.map((value) => 4 + String(value).length));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

/** True for what takes few parts to write down: aliases may share, and so multiply, what a document says once. */
export function isSmall(value: unknown): boolean {
  let left: number = limits.defaultParts;
  const fits = (part: unknown): boolean => {
    left -= 1;
    if (left < 0) return false;
    if (Array.isArray(part)) return part.every(fits);
    return !isObject(part) || Object.values(part).every(fits);
  };
  return fits(value);
}
