/** The calls that look at an operation, made of the call that began it: same provider, same credentials. */
import type { Method, ResponseShape } from "../../catalog/model.ts";
import { EngineError } from "../../common/error.ts";
import type { Call } from "../../connector/call.ts";
import type { Run } from "../run.ts";

/** The whole body as one cell: only the body itself is looked at. */
const anyBody: ResponseShape = {
  rowPath: [],
  columns: [{ name: "body", wireName: "", type: "json", description: "" }],
};

/** GET of a URL, absolute or on the server of the call. Throws `upstream_bad_response` where it is another's. */
export function pollCall(call: Call, place: string, run: Run): Call {
  const { method } = call;
  const url = new URL(placeOf(place, call, run));
  const path = `${url.pathname}${url.search}`.replaceAll("{", "%7B").replaceAll("}", "%7D");
  const request = { httpMethod: "GET", path, servers: [{ url: url.origin, variables: [] }] };
  return { ...call, method: looking(method, request, []), arguments: new Map(), body: undefined };
}

/** GET of the place that a PUT or PATCH wrote to. */
export function readCall(call: Call): Call {
  const { method } = call;
  const { path, servers, accept } = method.request;
  const parameters = method.parameters.filter((parameter) => parameter.in !== "body");
  const given = [...call.arguments].filter(([name]) => parameters.some((parameter) => parameter.name === name));
  const request = { httpMethod: "GET", path, servers, ...(accept === undefined ? {} : { accept }) };
  return { ...call, method: looking(method, request, parameters), arguments: new Map(given), body: undefined };
}

/** Asks AWS Cloud Control how far the request of a token is. */
export function requestStatusCall(call: Call, token: string): Call {
  const { method } = call;
  const action = "GetResourceRequestStatus";
  const path = method.request.path.replace(/(?<=[?&]Action=)[^&]*/, action);
  const parameters = method.parameters
    .filter((parameter) => parameter.in !== "body")
    .map((parameter) =>
      /^x-amz-target$/i.test(parameter.wireName)
        ? { ...parameter, default: `CloudApiService.${action}`, enum: [`CloudApiService.${action}`] }
        : parameter,
    );
  const kept = [...call.arguments].filter(([name]) => {
    const parameter = parameters.find((one) => one.name === name);
    return parameter !== undefined && !/^x-amz-target$/i.test(parameter.wireName);
  });
  const { base: _base, envelope: _envelope, transform: _transform, ...request } = method.request;
  const asking = looking(method, { ...request, path }, parameters);
  return { ...call, method: asking, arguments: new Map(kept), body: { RequestToken: token } };
}

function looking(method: Method, request: Method["request"], parameters: Method["parameters"]): Method {
  const { pagination: _, ...rest } = method;
  return { ...rest, verb: "exec", request, parameters, response: anyBody };
}

/** A URL that an answer names, if credentials may go there: to the host of the call, or one of the same domain. */
function placeOf(place: string, call: Call, run: Run): string {
  const here = new URL(run.connector.preview(call).url);
  const url = URL.canParse(place, here.href) ? new URL(place, here.href) : undefined;
  const declared = call.method.request.servers.flatMap(({ url: server }) =>
    URL.canParse(server) ? new URL(server) : [],
  );
  const isOurs = [here, ...declared].some((own) => url?.host === own.host || (url && areKin(url, own)));
  if (url !== undefined && isOurs) return url.href;
  throw new EngineError({
    condition: "upstream_bad_response",
    stage: "execute",
    message: `${call.method.id}: the operation is said to be on another host, ${url?.host ?? JSON.stringify(place.slice(0, 200))}`,
    hint: "Credentials are for the host of the call alone: what was begun goes on, ask for it with SELECT.",
  });
}

/** True for `compute.googleapis.com` and `www.googleapis.com`. */
function areKin(one: URL, other: URL): boolean {
  const domain = ({ hostname }: URL): string => hostname.split(".").slice(-2).join(".");
  const isName = /\.[a-z]{2,}$/i.test(one.hostname);
  return isName && one.protocol === "https:" && other.protocol === "https:" && domain(one) === domain(other);
}
