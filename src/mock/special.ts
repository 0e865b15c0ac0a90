// The operations that follow rules of their own, by method and path template.
import type { Handler } from "./call.ts";
import { certificateParts } from "./generated.ts";
import { paths } from "./kinds.ts";
import { partnerHandlers } from "./partner.ts";
import { notFound } from "./problem.ts";
import { plainHandler, answer, checkedBody } from "./operations.ts";
import type { Operation } from "./facts.ts";
import { isObject, textAt } from "./values.ts";

/** The handler of an operation. */
export function handlerOf({ method, template }: Operation): Handler {
  return specialHandlers[`${method} ${template}`] ?? plainHandler(method, template);
}

/** Refreshing the keys of an identity provider succeeds at once. */
const refreshKeys: Handler = (call) => {
  const id = call.pathParameters.get("provider_id") ?? "";
  if (call.cloud.collection(paths.identityProviders)?.items.has(id) !== true)
    throw notFound(`the identity provider ${id}`);
  checkedBody(call, {});
  const status = { jwks_status: "REFRESHED", jwks_last_refresh_at: call.cloud.clock.text() };
  return answer(call, { api_version: "iam/v2", kind: "Jwks", spec: { jwks_status: "REFRESHED" }, status });
};

/** Which resource groups the filters of one scope cover. */
const summarizeFilters: Handler = (call) => {
  const scope = call.query.get("scope") ?? "";
  const groups = new Map<string, Set<string>>([["management", new Set()]]);
  for (const { item } of call.cloud.collection(paths.ipFilters)?.items.values() ?? []) {
    if (!scope.startsWith(textAt(item, "resource_scope") ?? "")) continue;
    const group = textAt(item, "resource_group") ?? "multiple";
    const operations = groups.get(group) ?? new Set();
    for (const each of Array.isArray(item["operation_groups"]) ? item["operation_groups"] : [])
      operations.add(String(each));
    groups.set(group, operations);
  }
  const categories = [...groups].map(([name, operations]) => ({
    name,
    status: operations.size > 0 ? "FILTERED" : "OPEN",
    operation_groups: [...operations].map((operation) => ({ name: operation, status: "FILTERED" })),
  }));
  return answer(call, { api_version: "iam/v2", kind: "IpFilterSummary", scope, categories });
};

/** A new chain brings new fingerprints, dates and serial numbers. */
const replaceAuthority: Handler = (call) => {
  const reply = plainHandler("PUT", call.operation.template)(call);
  const stored = call.cloud.store.find(call.pathParameters.get("id") ?? "");
  if (stored === undefined || !isObject(call.body) || call.body["certificate_chain"] === undefined) return reply;
  const given = { ...stored.item, ...call.body };
  call.cloud.change(stored, certificateParts(call.cloud, given, call.cloud.clock.text()));
  return { ...reply, body: stored.item };
};

const specialHandlers: Readonly<Record<string, Handler>> = {
  "PATCH /iam/v2/identity-providers/{provider_id}/jwks": refreshKeys,
  "PUT /iam/v2/certificate-authorities/{id}": replaceAuthority,
  "GET /iam/v2/ip-filter-summary": summarizeFilters,
  ...partnerHandlers,
};
