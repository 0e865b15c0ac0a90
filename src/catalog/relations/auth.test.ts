import { expect, test } from "vitest";
import type { AuthConfig } from "../model.ts";
import { authFact } from "./auth.ts";

test.each<[AuthConfig, string | undefined]>([
  [{ type: "basic", username: "me", password: "hush" }, "me"],
  [{ type: "basic", username_var: "ACME_USER", password_var: "ACME_PASSWORD" }, "$ACME_USER"],
  [{ type: "oauth2", client_id: "robot", client_secret: "hush" }, "robot"],
  [{ type: "oauth2", client_id_env_var: "ACME_ID", client_secret_env_var: "ACME_SECRET" }, "$ACME_ID"],
  [{ type: "bearer", api_key: "hush", api_key_var: "HUSH" }, undefined],
  [{ type: "null_auth" }, undefined],
])("%j speaks for %s, and no secret is told", (config, principal) => {
  expect(authFact(config)).toEqual({ type: config.type, principal });
});
