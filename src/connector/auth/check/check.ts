/** Says of credentials where they came from, whose they are, and what is missing: as a call would make them. */
import type { AuthConfig } from "../../../catalog/model.ts";
import { EngineError } from "../../../common/error.ts";
import { jsonOf } from "../../../common/json.ts";
import { redact } from "../../../common/redact.ts";
import type { ConnectorConfig, CredentialQuestion, CredentialReport, CredentialStatus } from "../../call.ts";
import { conditionOf, sentencesOf } from "../../errors.ts";
import { canceled } from "../../failure.ts";
import { shownUrl } from "../../transport/message.ts";
import type { Credentials, HttpRequest, HttpResponse, Send, SendContext } from "../../transport/message.ts";
import { endpointOf } from "../../request/url.ts";
import { ambient, placeVariables } from "../ambient.ts";
import { authenticate, authOf } from "../authenticate.ts";
import { variablesOf } from "../secrets.ts";
import { sourceOf } from "../source-of.ts";
import type { VariableReader } from "../sources/connection-variables.ts";
import { TokenCache } from "../token-cache.ts";
import { getWith } from "../token-request.ts";
import { bearerIn, claimsOf } from "./claims.ts";
import { askingOf, awsIdentityTarget, type Identity } from "./identity-call.ts";
import { traceOf, type Trace } from "./trace.ts";

export interface Checking {
  readonly config: ConnectorConfig;
  readonly variables: VariableReader;
  readonly send: Send;
  readonly sending: SendContext;
}

/** What was found on the way. */
interface Finding {
  credentials?: Credentials;
  identity?: Identity;
  /** The URL that was asked. */
  asked?: string;
  /** The URL that gave the last token. */
  issuer?: string;
  /** When the first of the tokens ends. */
  end?: number;
  readonly places: string[];
}

/** See `Connector.credentials`. */
export async function checkCredentials(question: CredentialQuestion, checking: Checking): Promise<CredentialReport> {
  const auth = authOf(question, checking.config);
  if (auth.type === "null_auth") return { type: auth.type, status: "none", sources: [], missing: [] };
  const trace = traceOf(checking.variables, question.connection, checking.config);
  const finding: Finding = { places: [] };
  try {
    const response = await ask({ question, auth, trace, finding }, checking);
    return reportOf(auth, response, { question, auth, trace, finding });
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    if (checking.sending.signal.aborted) throw canceled();
    return failedReport(error, { question, auth, trace, finding });
  }
}

interface Check {
  readonly question: CredentialQuestion;
  readonly auth: AuthConfig;
  readonly trace: Trace;
  readonly finding: Finding;
}

/** Sends the call that tells whose they are; undefined where none is known, and then nothing but tokens is asked for. */
async function ask(check: Check, { config, send, sending }: Checking): Promise<HttpResponse | undefined> {
  const { question, auth, trace, finding } = check;
  const layer = authenticate({
    auth,
    call: question,
    variables: trace.variables,
    tokens: new TokenCache(Date.now, (lifetime) => {
      if (lifetime !== undefined) finding.end = Math.min(finding.end ?? Infinity, Date.now() + lifetime);
    }),
    send: async (request, context) => {
      const response = await send(request, context);
      if (response.status <= 299) finding.issuer = shownUrl(request.url);
      return response;
    },
    onFound: (place) => finding.places.push(place),
  });
  const endpoint = endpointOf(question, config);
  const { environment } = await trace.variables.read(question.connection, () => ambient.has(auth.type), sending.signal);
  let isAsked = false;
  const response = await layer(async ({ credentials = { headers: [], query: [] } }, context) => {
    finding.credentials = credentials;
    const asked = { provider: question.provider, auth, declared: question.identity, server: question.server };
    const asking = askingOf({ ...asked, environment }, credentials);
    if (asking === undefined) return unasked;
    isAsked = true;
    const request = placed(asking.request, endpoint);
    finding.asked = shownUrl(request.url);
    const answer = await send(request, context);
    if (answer.status <= 299) finding.identity = asking.read(answer);
    return answer;
  })(placeholder(question, endpoint), sending);
  return isAsked ? response : undefined;
}

/** Where no server is known: a name that leads to none. */
const nowhere = "https://server.invalid";

/** A request that is never sent: it stands for the server that credentials are made for. */
function placeholder({ server = nowhere }: CredentialQuestion, endpoint: string | undefined): HttpRequest {
  return { ...placed(getWith(server, []), endpoint), signing: awsIdentityTarget };
}

/** The answer of nobody. */
const unasked: HttpResponse = { status: 204, headers: new Map(), body: Buffer.alloc(0), url: "" };

/** The same request at the end point that stands for the provider, if any. */
function placed(request: HttpRequest, endpoint: string | undefined): HttpRequest {
  if (endpoint === undefined) return request;
  const { origin, pathname, search } = new URL(request.url);
  return { ...request, url: new URL(pathname + search, endpoint).href, declaredOrigin: origin };
}

function reportOf(auth: AuthConfig, response: HttpResponse | undefined, check: Check): CredentialReport {
  const { credentials, identity, asked, issuer, end } = check.finding;
  const token = credentials === undefined ? undefined : bearerIn(credentials);
  const claims = token === undefined ? {} : claimsOf(token);
  const seconds = identity?.seconds;
  const told = seconds === undefined || Number.isNaN(seconds) ? undefined : new Date(Date.now() + seconds * 1000);
  const expires = told ?? claims.expires ?? (end === undefined ? undefined : new Date(end));
  const known = {
    ...base(check),
    missing: [],
    principal: identity?.principal ?? claims.principal,
    account: identity?.account ?? claims.account,
    expires,
  };
  if (expires !== undefined && expires.getTime() <= Date.now()) {
    return { ...known, status: "expired", detail: `The credentials came from ${sourceOf(auth)}; renew them there.` };
  }
  if (response !== undefined) return { ...known, verifiedBy: asked, ...judged(response, auth) };
  if (issuer !== undefined) return { ...known, status: "verified", verifiedBy: issuer };
  const detail = "Not verified: no call is known that tells whose they are.";
  return { ...known, status: "present", detail };
}

/** What an answer means for the credentials: whoever is told that it may not look has been recognised. */
function judged(
  response: HttpResponse,
  auth: AuthConfig,
): { readonly status: CredentialStatus; readonly detail?: string } {
  if (response.status <= 299) return { status: "verified" };
  const text = response.body.toString("utf8");
  const said = [`answered ${response.status}`, ...sentencesOf(jsonOf(text))].join(": ");
  const condition = conditionOf(response.status, text);
  if (condition === "upstream_unauthenticated") {
    return { status: "refused", detail: redact(`It ${said}. The credentials came from ${sourceOf(auth)}.`) };
  }
  if (condition === "upstream_forbidden" || condition === "upstream_not_found") {
    return { status: "verified", detail: redact(`They are accepted, but may not see who they are: it ${said}.`) };
  }
  return { status: "failed", detail: redact(`It ${said}.`) };
}

function failedReport(error: EngineError, check: Check): CredentialReport {
  const unset = variablesOf(check.auth).filter((name) => !check.trace.isSet(name));
  const isMissing = error.condition === "missing_credentials";
  const isRefused = error.condition === "upstream_unauthenticated" || error.condition === "upstream_forbidden";
  return {
    ...base(check),
    status: isMissing ? "missing" : isRefused ? "refused" : "failed",
    missing: isMissing ? unset : [],
    detail: [`${error.message}.`, error.hint ?? ""].join(" ").trim(),
  };
}

/** Type, and where values were read. */
function base({ question, auth, trace, finding }: Check): Pick<CredentialReport, "type" | "sources"> {
  const own = Object.keys(question.connection?.variables ?? {});
  const usual = (ambient.get(auth.type)?.variables ?? []).filter((name) => !placeVariables.has(name));
  const relevant = new Set([...variablesOf(auth), ...usual, ...own]);
  const inline = auth.credentialsfilepath === undefined ? [] : [`the file ${auth.credentialsfilepath}`];
  const sources = [...trace.sources(relevant), ...inline, ...new Set(finding.places)];
  return { type: auth.type, sources: sources.length === 0 ? inConfiguration(finding) : sources.map(redact) };
}

/** Credentials that no variable, file or program gave stand in the configuration itself. */
function inConfiguration({ credentials }: Finding): readonly string[] {
  return credentials === undefined ? [] : ["the auth configuration"];
}
