/**
 * Every published provider says without credentials which variables it wants, and with them in its variables nothing is
 * missing: where TRIBUTARY_REFERENCE_CATALOG names a folder of compiled providers.
 */
import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Value } from "../src/common/value.ts";
import { openSession } from "../src/session/session.ts";
import { defaultSettings } from "../src/session/settings.ts";

const catalog = process.env["TRIBUTARY_REFERENCE_CATALOG"] ?? "";

/** Machines without a cloud, a home without logins. */
const nowhere: { readonly [name: string]: string } = {
  HOME: mkdtempSync(join(tmpdir(), "nobody-")),
  PATH: "/nowhere",
  AWS_EC2_METADATA_DISABLED: "true",
  GCE_METADATA_HOST: "127.0.0.1:9",
  AZURE_POD_IDENTITY_AUTHORITY_HOST: "http://127.0.0.1:9",
};

/** Every server of every provider is a port where nothing listens. */
async function statuses(variables: { readonly [name: string]: string }) {
  const endpoints = Object.fromEntries(readdirSync(catalog).map((name) => [name, "http://127.0.0.1:9"]));
  const session = openSession(
    {
      ...defaultSettings,
      shippedProviders: "",
      userProviders: catalog,
      environment: (name) => variables[name] ?? nowhere[name],
      endpoints,
      retries: 0,
      version: "test",
    },
    () => undefined,
  );
  const rows: (readonly Value[])[] = [];
  try {
    for await (const result of session.execute("SELECT name, type, status, missing FROM tributary.credentials")) {
      for await (const batch of result.batches) rows.push(...batch);
    }
  } finally {
    await session.close();
  }
  return rows;
}

test.skipIf(catalog === "")(
  "every provider of the registry (TRIBUTARY_REFERENCE_CATALOG)",
  { timeout: 60_000 },
  async () => {
    const without = await statuses({});
    expect(without.length).toBe(readdirSync(catalog).length);
    const odd = without.filter(([, type, status]) => status !== (type === "null_auth" ? "none" : "unset"));
    expect(odd).toEqual([]);
    const wanted = without.flatMap(([, type, , missing]) =>
      ["azure_default", "service_account"].includes(String(type)) || missing === null
        ? []
        : String(missing).split(", "),
    );
    expect(wanted.length).toBeGreaterThan(30);
    const given = await statuses(Object.fromEntries(wanted.map((name) => [name, `value-of-${name}`])));
    expect(
      given.filter(([, , status, missing]) => status === "missing" || (status !== "unset" && missing !== null)),
    ).toEqual([]);
  },
);
