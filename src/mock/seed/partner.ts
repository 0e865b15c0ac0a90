// What a marketplace partner sees: organizations it has signed up, and what they bought.
import { paths } from "../kinds.ts";
import type { Planting } from "./data-set.ts";
import { spoken, teams } from "./names.ts";

const plans = [
  { plan_id: "confluent-cloud-payg-prod", product_id: "confluent-cloud-kafka-service-azure" },
  { plan_id: "confluent-cloud-payg-prod", product_id: "confluent-cloud-for-apache-kafka" },
  { plan_id: "payg-prod.gcpmarketplace.confluent.cloud", product_id: "payg-prod.gcpmarketplace.confluent.cloud" },
] as const;

/** One in eight signups still waits for its first user; one in ten entitlements for its organization. */
export function plantPartner({ cloud, count, plant }: Planting): void {
  for (let index = 0; index < count(40); index++) {
    const subject = spoken(teams[index % teams.length] ?? "platform");
    const organization = plant(
      paths.partnerOrganizations,
      {
        name: `${subject} Example ${index + 1}`,
        sso_config: { kind: "AzureSSOConfig", tenant_id: cloud.random.uuid() },
      },
      { hidden: { activated: index % 8 !== 3 } },
    );
    if (organization === undefined) return;
    const isBound = index % 10 !== 9;
    plant(paths.entitlements, {
      external_id: `subscription-${String(index + 1).padStart(5, "0")}`,
      name: `${subject} subscription ${index + 1}`,
      ...(plans[index % plans.length] ?? plans[0]),
      usage_reporting_id: `usage-${cloud.random.hex(8)}`,
      ...(isBound ? { organization: { id: organization.id } } : {}),
    });
  }
}
