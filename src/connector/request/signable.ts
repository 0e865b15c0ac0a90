/** Which service and region a request to AWS is signed for. */
import type { Call } from "../call.ts";
import type { HttpRequest } from "../transport/message.ts";

/** The request with what signatures of it are for: AWS checks them against the region that the host names. */
export function signable(call: Call, request: HttpRequest): HttpRequest {
  const { hostname } = new URL(request.declaredOrigin ?? request.url);
  const region = regionArgument(call) ?? regionOf(hostname);
  return { ...request, signing: { service: call.method.signingName ?? call.service, region } };
}

/** The last label of the form of a region: what stands before it may be named by anybody. */
function regionOf(host: string): string | undefined {
  if (!/\.(amazonaws\.com|amazonaws\.com\.cn|aws)$/.test(host)) return undefined;
  const named = host.split(".").findLast((label) => /^[a-z]{2,4}(-[a-z]+)+-\d+$/.test(label));
  return named ?? globalRegionOf(host);
}

/** What was given for the `region` that a server's URL takes. */
function regionArgument({ method, arguments: given }: Call): string | undefined {
  const isTaken = method.request.servers.some(({ url }) => url.includes("{region}"));
  const parameter = method.parameters.find((one) => one.in === "server" && one.wireName === "region");
  if (!isTaken || parameter === undefined) return undefined;
  const value = given.get(parameter.name) ?? parameter.default;
  return typeof value === "string" ? value : undefined;
}

/** Where the services live that have one host for all regions. */
function globalRegionOf(host: string): string {
  if (host.endsWith(".cn")) return "cn-north-1";
  return host.includes("us-gov") ? "us-gov-west-1" : "us-east-1";
}
