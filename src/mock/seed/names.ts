// The words that the data set is named with: roles and subjects, no real people or companies.

export const teams = [
  "payments",
  "search",
  "catalog",
  "checkout",
  "orders",
  "inventory",
  "shipping",
  "pricing",
  "identity",
  "fraud",
  "billing",
  "ledger",
  "risk",
  "loyalty",
  "marketing",
  "analytics",
  "telemetry",
  "streaming",
  "messaging",
  "support",
  "warehouse",
  "logistics",
  "returns",
  "reviews",
  "accounts",
  "compliance",
  "content",
  "media",
  "mobile",
  "platform",
] as const;

export const stages = ["prod", "staging", "dev", "test", "qa", "perf", "sandbox", "dr"] as const;
export type Stage = (typeof stages)[number];

export const clusterSubjects = [
  "events",
  "cdc",
  "clickstream",
  "audit",
  "commands",
  "metrics",
  "replica",
  "batch",
] as const;

export const topics = ["orders", "payments", "clicks", "shipments", "stock", "prices", "sessions", "alerts"] as const;

export const accountRoles = [
  "producer",
  "consumer",
  "connect-source",
  "connect-sink",
  "flink",
  "deployer",
  "monitoring",
  "schema-admin",
  "replicator",
  "backup",
] as const;

export const userRoles = ["Engineer", "Lead", "Analyst", "Operator"] as const;

/** Cloud providers with the regions that clusters lie in. */
export const regions: Readonly<Record<"AWS" | "GCP" | "AZURE", readonly string[]>> = {
  AWS: ["us-east-1", "us-west-2", "eu-central-1", "eu-west-1", "ap-southeast-2"],
  GCP: ["us-central1", "europe-west4", "asia-southeast1"],
  AZURE: ["eastus", "westeurope", "australiaeast"],
};

/** The name of the n-th team; further rounds through the list carry a number. */
export function teamName(index: number): string {
  const round = Math.floor(index / teams.length);
  const name = teams[index % teams.length] ?? "team";
  return round === 0 ? name : `${name}-${round + 1}`;
}

/** `connect-sink` as `Connect sink`. */
export function spoken(name: string): string {
  const words = name.replaceAll("-", " ");
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
