/** Tokens for an application that Entra ID knows: by its secret, its certificate, or a token of another identity provider. */
import crypto, { randomUUID, type X509Certificate } from "node:crypto";
import { requestFailure } from "../../failure.ts";
import type { NamedValue } from "../../transport/message.ts";
import type { AuthContext } from "../auth-type.ts";
import { readNamed } from "../files.ts";
import { privateKeyOf, signedJwt } from "../jwt.ts";
import { remember, variable } from "../secrets.ts";
import { idTokenOf } from "../sources/id-token.ts";
import type { Token } from "../token-cache.ts";
import { postForm, tokenIn } from "../token-request.ts";
import { authorityOf } from "./audience.ts";

interface Application {
  readonly clientId: string;
  readonly tokenUrl: string;
}

/** How it proves itself; the fields are made anew for each request. */
interface Proof {
  /** The variable that it came from, for messages. */
  readonly source: string;
  readonly fields: (application: Application, signal: AbortSignal) => Promise<readonly NamedValue[]>;
}

/** The token of the application that the variables AZURE_… name; undefined where they name none, or no proof. */
export async function applicationToken(
  context: AuthContext,
  audience: string,
  signal: AbortSignal,
): Promise<Token | undefined> {
  const { environment, owner } = context;
  const tenant = variable(environment, "AZURE_TENANT_ID");
  const clientId = variable(environment, "AZURE_CLIENT_ID");
  const proof = proofOf(context);
  if (tenant === undefined || clientId === undefined || proof === undefined) return undefined;
  const tokenUrl = `${authorityOf(environment)}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`;
  const form: NamedValue[] = [
    ["grant_type", "client_credentials"],
    ["client_id", clientId],
    ["scope", `${audience}/.default`],
  ];
  const secretForm = await proof.fields({ clientId, tokenUrl }, signal);
  const response = await context.send(postForm({ url: tokenUrl, form, secretForm }), { ...context.sending, signal });
  const hint = `The application ${clientId} of the tenant ${tenant} proved itself by ${proof.source}; the token is for ${audience}.`;
  return tokenIn(response, owner, hint);
}

function proofOf(context: AuthContext): Proof | undefined {
  const { environment } = context;
  const secret = variable(environment, "AZURE_CLIENT_SECRET");
  const certificate = variable(environment, "AZURE_CLIENT_CERTIFICATE_PATH");
  const tokenFile = variable(environment, "AZURE_FEDERATED_TOKEN_FILE");
  if (secret !== undefined) return secretProof(secret);
  if (certificate !== undefined) return certificateProof(context, certificate);
  return tokenFile === undefined ? jobProof(context) : federatedProof(tokenFile);
}

function secretProof(secret: string): Proof {
  remember(secret);
  return { source: "AZURE_CLIENT_SECRET", fields: async () => [["client_secret", secret]] };
}

/** Workload identity: the file is renewed by whoever runs the workload, so that it is read each time. */
function federatedProof(file: string): Proof {
  const source = "AZURE_FEDERATED_TOKEN_FILE";
  const fields = async (): Promise<readonly NamedValue[]> => {
    const token = await readNamed(file, source);
    remember(token);
    return assertionFields(token);
  };
  return { source, fields };
}

/** The token of a CI system, made for Entra ID. */
function jobProof(context: AuthContext): Proof | undefined {
  const token = idTokenOf(context, "api://AzureADTokenExchange");
  if (token === undefined) return undefined;
  context.onFound?.(token.place);
  const fields = async (_application: Application, signal: AbortSignal) => assertionFields(await token.read(signal));
  return { source: token.place, fields };
}

function certificateProof({ environment }: AuthContext, file: string): Proof {
  const source = "AZURE_CLIENT_CERTIFICATE_PATH";
  const passphrase = variable(environment, "AZURE_CLIENT_CERTIFICATE_PASSWORD");
  if (passphrase !== undefined) remember(passphrase);
  const fields = async ({ clientId, tokenUrl }: Application): Promise<readonly NamedValue[]> => {
    const pem = await readNamed(file, source);
    const { fingerprint256 } = certificateIn(pem, file);
    const thumbprint = Buffer.from(fingerprint256.replaceAll(":", ""), "hex").toString("base64url");
    const now = Math.floor(Date.now() / 1000);
    const claims = { aud: tokenUrl, iss: clientId, sub: clientId, jti: randomUUID(), nbf: now, exp: now + 600 };
    const key = privateKeyOf(pem, file, passphrase);
    return assertionFields(signedJwt({ alg: "PS256", "x5t#S256": thumbprint }, claims, key));
  };
  return { source, fields };
}

function certificateIn(pem: string, file: string): X509Certificate {
  try {
    return new crypto.X509Certificate(pem);
  } catch {
    throw requestFailure("missing_credentials", `the certificate ${file} cannot be read`, {
      hint:
        "It is a PEM file with the certificate and its private key. " +
        "Convert a PFX file with: openssl pkcs12 -in FILE.pfx -out FILE.pem -nodes",
    });
  }
}

function assertionFields(assertion: string): readonly NamedValue[] {
  return [
    ["client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"],
    ["client_assertion", assertion],
  ];
}
