/** How a program uses Tributary: rows as objects, parameters, events, cancellation. Run: `node examples/library.ts URL`. */
import { EngineError, open } from "tributary-sql";

interface ClusterRow {
  readonly environment: string;
  readonly cluster: string;
  readonly cloud: string;
}

const tributary = open({
  // Without this, requests go to Confluent Cloud itself.
  endpoints: { confluent: process.argv[2] ?? "http://127.0.0.1:8080" },
  onEvent: (event) => {
    if (event.kind === "warning") console.error(event.warning.message);
  },
});

try {
  // Rows arrive as they are known; leaving the loop stops what is still under way.
  const clusters = tributary.query<ClusterRow>(
    `SELECT e.display_name AS environment, c.id AS cluster, c.spec.cloud
     FROM confluent.org.environments e
     JOIN confluent.managed_kafka_clusters.clusters c ON c.environment = e.id
     WHERE e.display_name LIKE :prefix
     ORDER BY environment, cluster`,
    { parameters: { prefix: "payments-p%" }, signal: AbortSignal.timeout(30_000) },
  );
  for await (const { environment, cluster, cloud } of clusters) console.log(environment, cluster, cloud);

  // All rows of a statement at once.
  const [{ environments }] = (await tributary.rows<{ environments: number }>(
    "SELECT count(*) AS environments FROM confluent.org.environments",
  )) as [{ environments: number }];
  console.log(`${environments} environments`);

  // A script: one result for each statement.
  for await (const result of tributary.execute("SHOW PROVIDERS; DESCRIBE confluent.org.organizations")) {
    let rows = 0;
    for await (const batch of result.batches) rows += batch.length;
    console.log(`${result.columns.map((column) => column.name).join(", ")}: ${rows} rows`);
  }

  await tributary.rows("SELECT idd FROM confluent.org.environments");
} catch (error) {
  if (!(error instanceof EngineError)) throw error;
  // Match codes, never texts.
  console.log(`${error.code} ${error.condition}: ${error.hint ?? ""}`);
} finally {
  await tributary.close();
}
