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
  [{ type: "aws_signing_v4", keyIDenvvar: "ACME_ID", credentialsenvvar: "HUSH" }, "$ACME_ID"],
  [{ type: "aws_assume_role", aws_role_arn: "arn:r", keyIDenvvar: "ACME_ID" }, "arn:r"],
  [{ type: "service_account", sub: "admin@x", credentialsenvvar: "HUSH" }, "admin@x"],
])("%j speaks for %s, and no secret is told", (config, principal) => {
  expect(authFact(config)).toEqual({ type: config.type, principal });
});
