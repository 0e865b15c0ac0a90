/** The statements of the demo: each shows one thing, in the order a newcomer would ask. */

export interface Stop {
  readonly about: string;
  readonly sql: string;
}

export const tour: readonly Stop[] = [
  { about: "What is there? Providers hold services, services hold resources.", sql: "SHOW SERVICES FROM confluent" },
  { about: "The columns of a resource.", sql: "DESCRIBE confluent.org.environments" },
  {
    about: "A resource is a table: this reads it from the API, all pages of it.",
    sql: "SELECT id, display_name, stream_governance_config.package AS governance\nFROM confluent.org.environments\nWHERE display_name LIKE 'payments%'\nORDER BY display_name",
  },
  {
    about: "A join feeds parameters: clusters are asked for once for each environment, in parallel.",
    sql: "SELECT e.id, e.display_name AS environment, c.id AS cluster, c.spec.cloud, c.spec.region, c.status.phase\nFROM confluent.org.environments e\nJOIN confluent.managed_kafka_clusters.clusters c ON c.environment = e.id\nWHERE e.display_name LIKE 'payments%'\nORDER BY e.display_name, cluster\nLIMIT 12",
  },
  {
    about: "How that runs: the plan, with the requests it makes.",
    sql: "EXPLAIN SELECT e.display_name, c.id\nFROM confluent.org.environments e\nJOIN confluent.managed_kafka_clusters.clusters c ON c.environment = e.id\nWHERE e.display_name LIKE 'payments%'",
  },
  {
    about: "The rest of SQL runs locally: clusters by cloud over every environment.",
    sql: "SELECT c.spec.cloud, count(*) AS clusters, count(DISTINCT e.id) AS environments\nFROM confluent.org.environments e\nJOIN confluent.managed_kafka_clusters.clusters c ON c.environment = e.id\nGROUP BY c.spec.cloud\nORDER BY clusters DESC",
  },
  {
    about: "INSERT creates.",
    sql: "INSERT INTO confluent.org.environments (display_name)\nVALUES ('tour-of-tributary')\nRETURNING id, display_name, metadata.created_at",
  },
  {
    about: "What cannot be expressed as a table is a method, called with EXEC.",
    sql: "SHOW METHODS FROM confluent.partner.signups",
  },
  {
    about: "This one signs up a customer; its token comes from OAuth2, its arguments are JSON objects.",
    sql: 'EXEC confluent.partner.signups.signup\n  @organization = \'{"name": "Acme", "sso_config": {"kind": "AzureSSOConfig", "tenant_id": "11111111-2222-3333-4444-555555555555"}}\',\n  @entitlement = \'{"external_id": "tour-1", "name": "Tour", "plan_id": "confluent-cloud-payg-prod", "product_id": "confluent-cloud-kafka-service-azure"}\',\n  @user = \'{"given_name": "Platform", "family_name": "Owner", "email": "owner@example.com"}\'',
  },
];
