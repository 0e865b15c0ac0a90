// Plants the data set that the mock starts with: one organization of many teams. Same seed, same data.
import type { Cloud } from "../cloud.ts";
import { paths } from "../kinds.ts";
import type { StoredItem } from "../store.ts";
import type { JsonObject } from "../values.ts";
import { plantAccess } from "./access.ts";
import { plantIdentity } from "./identity.ts";
import { clusterSubjects, regions, stages, teamName, type Stage } from "./names.ts";
import { plantPartner } from "./partner.ts";

/** What the parts of the data set build on. */
export interface Planting {
  readonly cloud: Cloud;
  /** `base` objects at scale 1. */
  readonly count: (base: number) => number;
  /** Makes one object of the past; undefined where the facts do not know the collection. */
  readonly plant: (template: string, given: JsonObject, more?: PlantDetails) => StoredItem | undefined;
}

interface PlantDetails {
  /** The concrete path, for collections that lie below an object. */
  readonly path?: string;
  readonly hidden?: JsonObject;
}

const firstDay = Date.parse("2023-02-01T08:00:00Z");
const days = 900;

/** Fills an empty cloud. `scale` multiplies the numbers of objects; at 0 there is the organization alone. */
export function plantDataSet(cloud: Cloud, scale: number): void {
  const planting: Planting = {
    cloud,
    count: (base) => Math.round(base * scale),
    plant: (template, given, more = {}) => plantOne(cloud, { template, given, more }),
  };
  const organization = cloud.collection(paths.organizations);
  if (organization !== undefined) {
    cloud.create(
      organization,
      { display_name: "Example Retail", jit_enabled: true },
      { id: cloud.organization, createdAt: pastTime(cloud) },
    );
  }
  const environments = plantEnvironments(planting);
  const clusters = plantClusters(planting, environments);
  const principals = plantIdentity(planting);
  plantAccess(planting, { ...principals, environments, clusters });
  plantPartner(planting);
}

function plantOne(cloud: Cloud, { template, given, more }: Seedling): StoredItem | undefined {
  const kind = cloud.kinds.get(template);
  if (kind === undefined) return undefined;
  const collection = cloud.store.collection(more.path ?? template, kind);
  const stored = cloud.create(collection, given, {
    createdAt: pastTime(cloud),
    ...(more.hidden === undefined ? {} : { hidden: more.hidden }),
  });
  cloud.settle(stored);
  return stored;
}

interface Seedling {
  readonly template: string;
  readonly given: JsonObject;
  readonly more: PlantDetails;
}

function pastTime(cloud: Cloud): string {
  return new Date(firstDay + cloud.random.below(days * 86_400) * 1000).toISOString();
}

export interface Environment {
  readonly stored: StoredItem;
  readonly team: string;
  readonly stage: Stage;
}

function plantEnvironments({ cloud, count, plant }: Planting): Environment[] {
  return Array.from({ length: count(240) }, (_, index) => {
    const team = teamName(Math.floor(index / stages.length));
    const stage = stages[index % stages.length] ?? "dev";
    const governance = stage === "prod" || cloud.random.chance(0.2) ? "ADVANCED" : "ESSENTIALS";
    const given = { display_name: `${team}-${stage}`, stream_governance_config: { package: governance } };
    const stored = plant(paths.environments, given);
    return stored === undefined ? [] : [{ stored, team, stage }];
  }).flat();
}

/** Of a hundred clusters these are not ready, and stay so. */
const unusualPhases: Readonly<Record<number, string>> = { 37: "FAILED", 61: "PROVISIONING" };

/** Production has most clusters; every environment has at least one, until the count runs out. */
function plantClusters(planting: Planting, environments: readonly Environment[]): StoredItem[] {
  const { cloud, count, plant } = planting;
  const weighted = environments.flatMap((each) => Array.from({ length: each.stage === "prod" ? 6 : 1 }, () => each));
  const taken = new Map<Environment, number>();
  return Array.from({ length: count(600) }, (_, index) => {
    const environment = environments[index] ?? (weighted.length > 0 ? cloud.random.pick(weighted) : undefined);
    if (environment === undefined) return [];
    const number = taken.get(environment) ?? 0;
    taken.set(environment, number + 1);
    const stored = plant(paths.clusters, clusterGiven(cloud, environment, number));
    const phase = unusualPhases[index % 100];
    if (stored !== undefined && phase !== undefined) cloud.store.change(stored, withPhase(stored.item, phase));
    return stored ?? [];
  }).flat();
}

function clusterGiven(cloud: Cloud, { stored, team, stage }: Environment, number: number): JsonObject {
  const { random } = cloud;
  const provider = random.pick(["AWS", "AWS", "AWS", "GCP", "AZURE"] as const);
  const round = Math.floor(number / clusterSubjects.length);
  const subject = clusterSubjects[number % clusterSubjects.length] ?? "events";
  const isProduction = stage === "prod" || stage === "dr";
  const config = isProduction
    ? productionConfig(cloud)
    : { kind: random.pick(["Basic", "Basic", "Basic", "Standard"]) };
  const spec = {
    display_name: `${team}-${subject}${round === 0 ? "" : `-${round + 1}`}`,
    availability: isProduction ? "HIGH" : "LOW",
    cloud: provider,
    region: random.pick(regions[provider]),
    config,
    deletion_protection: stage === "prod",
    environment: { id: stored.id },
  };
  return { spec };
}

function productionConfig({ random }: Cloud): JsonObject {
  const kind = random.pick(["Standard", "Standard", "Enterprise", "Dedicated", "Freight"] as const);
  if (kind === "Dedicated") return { kind, cku: random.pick([2, 2, 4, 8]), release_priority: "REGULAR" };
  return random.chance(0.3) ? { kind, max_ecku: random.pick([10, 20, 50]) } : { kind };
}

function withPhase(item: JsonObject, phase: string): JsonObject {
  return { ...item, status: { phase } };
}
