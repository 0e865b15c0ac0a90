/** Who signs requests to Oracle Cloud: variables of its command line, else a profile of `~/.oci/config`. */
import type { KeyObject } from "node:crypto";
import { requestFailure } from "../../failure.ts";
import type { AuthContext } from "../auth-type.ts";
import { expandHome, inHome, readIfThere, readNamed, sectionsIn, type Section } from "../files.ts";
import { privateKeyOf } from "../jwt.ts";
import { remember, variable } from "../secrets.ts";

export interface OciIdentity {
  readonly keyId: string;
  readonly key: KeyObject;
}

/** Members of a profile, and the variables that stand before them. */
const variables = {
  tenancy: "OCI_CLI_TENANCY",
  user: "OCI_CLI_USER",
  fingerprint: "OCI_CLI_FINGERPRINT",
  key_file: "OCI_CLI_KEY_FILE",
  key_content: "OCI_CLI_KEY_CONTENT",
  pass_phrase: "OCI_CLI_PASSPHRASE",
  security_token_file: "OCI_CLI_SECURITY_TOKEN_FILE",
} as const;

type Member = keyof typeof variables;

/** Reads them anew for each request. Throws `missing_credentials` naming the member, its variable and the file. */
export async function ociIdentity(context: AuthContext): Promise<OciIdentity> {
  const { environment } = context;
  const profile = await readProfile(context);
  const member = (name: Member): string | undefined =>
    variable(environment, variables[name]) ?? profile.section.get(name);
  const needed = (name: Member): string => member(name) ?? fail(context, profile, name);
  if (profile.section.size > 0) context.onFound?.(`the profile ${profile.name} of ${profile.file}`);
  const tenancy = needed("tenancy");
  const tokenFile = member("security_token_file");
  const content = member("key_content");
  const keyFile = content === undefined ? expandHome(environment, needed("key_file")) : undefined;
  const pem = keyFile === undefined ? (content ?? "").replaceAll("\\n", "\n") : await readNamed(keyFile, "key_file");
  const passphrase = member("pass_phrase");
  for (const secret of [pem, passphrase]) if (secret !== undefined) remember(secret);
  const key = privateKeyOf(pem, keyFile ?? variables.key_content, passphrase);
  if (tokenFile === undefined) return { key, keyId: [tenancy, needed("user"), needed("fingerprint")].join("/") };
  const token = await readNamed(expandHome(environment, tokenFile), "security_token_file");
  remember(token);
  return { key, keyId: `ST$${token}` };
}

interface Profile {
  readonly name: string;
  readonly file: string;
  readonly section: Section;
}

async function readProfile({ config, environment }: AuthContext): Promise<Profile> {
  const name = config.profile ?? variable(environment, "OCI_CLI_PROFILE") ?? "DEFAULT";
  const named = config.credentialsfilepath ?? variable(environment, config.credentialsfilepathenvvar);
  const given = named ?? variable(environment, "OCI_CLI_CONFIG_FILE");
  const file = given === undefined ? inHome(environment, ".oci", "config") : expandHome(environment, given);
  const sections = sectionsIn((await readIfThere(file)) ?? "");
  // What a profile does not say, the default one does.
  return { name, file, section: new Map([...(sections.get("DEFAULT") ?? []), ...(sections.get(name) ?? [])]) };
}

function fail({ owner, config }: AuthContext, { name, file }: Profile, member: Member): never {
  throw requestFailure("missing_credentials", `no ${member} found for ${owner} (auth type ${config.type})`, {
    hint: `Set ${variables[member]}, or ${member} in the profile ${name} of ${file}; oci setup config writes it.`,
  });
}
