/** The statements of the demo: each shows one thing, in the order a newcomer would ask. */

export interface Stop {
  readonly about: string;
  readonly sql: string;
}

const stops: readonly Stop[] = [
  {
    about: "What is there? A provider has services, a service has resources, a resource is a table.",
    sql: "SHOW SERVICES FROM confluent",
  },
  { about: "The columns of a resource, as its API describes them.", sql: "DESCRIBE confluent.org.environments" },
  {
    about: "A query. It calls the API and reads every page; what the API cannot filter is filtered here.",
    sql: `SELECT id, display_name, stream_governance_config.package AS governance
FROM confluent.org.environments
WHERE display_name LIKE 'payments%'
ORDER BY display_name`,
  },
  {
    about: "A join. The API lists clusters one environment at a time; the join asks for all of them in parallel.",
    sql: `SELECT e.id, e.display_name AS environment, c.id AS cluster, c.spec.cloud, c.spec.region, c.status.phase
FROM confluent.org.environments e
JOIN confluent.managed_kafka_clusters.clusters c ON c.environment = e.id
WHERE e.display_name LIKE 'payments%'
ORDER BY e.display_name, cluster
LIMIT 12`,
  },
  {
    about: "How that runs: EXPLAIN shows the plan and the requests it makes, and sends none.",
    sql: `EXPLAIN SELECT e.display_name, c.id
FROM confluent.org.environments e
JOIN confluent.managed_kafka_clusters.clusters c ON c.environment = e.id
WHERE e.display_name LIKE 'payments%'`,
  },
  {
    about: "The rest of SQL works too: every cluster of the organization, counted by cloud.",
    sql: `SELECT c.spec.cloud, count(*) AS clusters, count(DISTINCT e.id) AS environments
FROM confluent.org.environments e
JOIN confluent.managed_kafka_clusters.clusters c ON c.environment = e.id
GROUP BY c.spec.cloud
ORDER BY clusters DESC`,
  },
  {
    about: "INSERT creates a resource; RETURNING shows what the API made of it.",
    sql: `INSERT INTO confluent.org.environments (display_name)
VALUES ('tour-of-tributary')
RETURNING id, display_name, metadata.created_at`,
  },
  {
    about: "Some operations are no table: they are methods, called with EXEC.",
    sql: "SHOW METHODS FROM confluent.partner.signups",
  },
  {
    about: "This one signs up a customer. Its arguments are JSON objects, its token comes from OAuth 2.0.",
    sql: `EXEC confluent.partner.signups.signup
  @organization = '{"name": "Acme", "sso_config":
    {"kind": "AzureSSOConfig", "tenant_id": "11111111-2222-3333-4444-555555555555"}}',
  @entitlement = '{"external_id": "tour-1", "name": "Tour",
    "plan_id": "confluent-cloud-payg-prod", "product_id": "confluent-cloud-kafka-service-azure"}',
  @user = '{"given_name": "Platform", "family_name": "Owner", "email": "owner@example.com"}'`,
  },
];

export const tour = {
  welcome: `Welcome to Tributary. This tour queries and changes a cloud with SQL. The cloud is a mock of Confluent
Cloud that runs inside this command: no account is needed, and nothing outside is touched.`,
  stops,
  farewell: `That was the tour. What next?

  tributary mock confluent      keeps such a cloud running and says how to query it from another terminal
  tributary exec "SELECT 1"     runs statements of your own; tributary help exec shows formats and flags
  export CONFLUENT_CLOUD_API_KEY=... CONFLUENT_CLOUD_API_SECRET=...
                                is all it takes to query your own organization instead`,
} as const;
