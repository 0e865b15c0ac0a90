/** The types of `config.auth` that the format has. */
export const authTypeNames = [
  "null_auth",
  "basic",
  "bearer",
  "api_key",
  "custom",
  "oauth2",
  "service_account",
  "interactive",
  "aws_signing_v4",
  "aws_assume_role",
  "azure_default",
  "oci_signing_v1",
] as const;
