// Plain SQLite, by the driver that Tributary takes on this Node: what staging and grouping cost without an engine.
const driver = Number(process.versions.node.split(".")[0]) >= 24 ? "node:sqlite" : "@photostructure/sqlite";

/**
 * Groups and sorts rows in one transaction. Resolves with the number of groups.
 * @param {AsyncIterable<readonly { owner: string, size: number, created_at: string }[]>} pages
 */
export async function groupInSqlite(pages) {
  const { DatabaseSync } = await import(driver);
  const database = new DatabaseSync("");
  try {
    database.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN");
    database.exec("CREATE TABLE records (owner TEXT, size INTEGER, created_at TEXT)");
    const insert = database.prepare("INSERT INTO records VALUES (?, ?, ?)");
    for await (const page of pages) for (const row of page) insert.run(row.owner, row.size, row.created_at);
    const rows = database.prepare(groupingOf("records")).all();
    database.exec("COMMIT");
    return rows.length;
  } finally {
    database.close();
  }
}

/** The statement of both sides. @param {string} relation */
export const groupingOf = (relation) =>
  `SELECT owner, count(*) AS records, sum(size) AS total, max(created_at) AS latest
   FROM ${relation} GROUP BY owner ORDER BY total DESC, owner`;
