/** Where credentials lie that no configuration names, as the tools of clouds agree: for messages, and to tell people apart. */
import { expandHome, inHome } from "./files.ts";
import { variable, type Environment } from "./secrets.ts";

export interface Ambient {
  /** In the words of a message: "The credentials came from …". */
  readonly places: string;
  /** Variables that decide whose they are. */
  readonly variables: readonly string[];
  /** Files that do. */
  readonly files: (environment: Environment) => readonly string[];
}

const aws: Ambient = {
  places: "AWS_… variables, a profile of ~/.aws, or the role of the machine",
  variables: [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_PROFILE",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  ],
  files: profileFiles,
};

const google: Ambient = {
  places: "GOOGLE_APPLICATION_CREDENTIALS, the file that gcloud writes, or the machine's service account",
  variables: [
    "GOOGLE_APPLICATION_CREDENTIALS",
    "GOOGLE_CLOUD_QUOTA_PROJECT",
    "GOOGLE_WORKLOAD_IDENTITY_PROVIDER",
    "GOOGLE_SERVICE_ACCOUNT",
    "CLOUDSDK_CONFIG",
    "GCE_METADATA_HOST",
  ],
  files: (environment) => [
    variable(environment, "GOOGLE_APPLICATION_CREDENTIALS") ?? "",
    applicationDefaultFile(environment),
  ],
};

const azure: Ambient = {
  places: "AZURE_… variables, the managed identity, or az login",
  variables: [
    "AZURE_TENANT_ID",
    "AZURE_CLIENT_ID",
    "AZURE_CLIENT_SECRET",
    "AZURE_CLIENT_CERTIFICATE_PATH",
    "AZURE_FEDERATED_TOKEN_FILE",
    "AZURE_AUTHORITY_HOST",
    "IDENTITY_ENDPOINT",
  ],
  files: (environment) => [inHome(environment, ".azure", "azureProfile.json")],
};

const oci: Ambient = {
  places: "OCI_CLI_… variables or a profile of ~/.oci/config",
  variables: ["OCI_CLI_PROFILE", "OCI_CLI_TENANCY", "OCI_CLI_USER", "OCI_CLI_FINGERPRINT", "OCI_CLI_KEY_CONTENT"],
  files: (environment) => [variable(environment, "OCI_CLI_CONFIG_FILE") ?? inHome(environment, ".oci", "config")],
};

/** Whoever is signed in to gcloud, az, gh or confluent. */
const signedIn: Ambient = {
  places: "the provider's command line",
  variables: ["GH_TOKEN", "CLOUDSDK_CONFIG", "CLOUDSDK_ACTIVE_CONFIG_NAME"],
  files: (environment) => [
    ...azure.files(environment),
    inHome(environment, ".config", "gh", "hosts.yml"),
    inHome(environment, ".confluent", "config.json"),
    `${gcloudFolder(environment)}/active_config`,
    `${gcloudFolder(environment)}/configurations/config_default`,
  ],
};

/** Those of the variables that say where to ask: nobody who sets them has credentials for that. */
export const placeVariables: ReadonlySet<string> = new Set([
  "GCE_METADATA_HOST",
  "AZURE_AUTHORITY_HOST",
  "CLOUDSDK_CONFIG",
]);

/** By auth type. */
export const ambient: ReadonlyMap<string, Ambient> = new Map([
  ["aws_signing_v4", aws],
  ["aws_assume_role", aws],
  ["service_account", google],
  ["azure_default", azure],
  ["oci_signing_v1", oci],
  ["interactive", signedIn],
]);

/** Where profiles of AWS are read from: keys, and settings. */
export function profileFiles(environment: Environment): readonly string[] {
  const named = (name: string, usual: string): string =>
    expandHome(environment, variable(environment, name) ?? inHome(environment, ".aws", usual));
  return [named("AWS_SHARED_CREDENTIALS_FILE", "credentials"), named("AWS_CONFIG_FILE", "config")];
}

/** What gcloud writes for programs that have no credentials of their own. */
export function applicationDefaultFile(environment: Environment): string {
  return `${gcloudFolder(environment)}/application_default_credentials.json`;
}

/** Where gcloud keeps what it knows. */
function gcloudFolder(environment: Environment): string {
  const windows = process.platform === "win32" ? variable(environment, "APPDATA") : undefined;
  const usual = windows === undefined ? inHome(environment, ".config", "gcloud") : `${windows}/gcloud`;
  return variable(environment, "CLOUDSDK_CONFIG") ?? usual;
}
