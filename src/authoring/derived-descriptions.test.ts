import { expect, it } from "vitest";
import { derivedDescription, derivedMethodDescription, inSentence, singular } from "./derived-descriptions.ts";
import { derivedTitle, methodName, olderNames } from "./derived-methods.ts";

it.each([
  ["kafka_cluster_id", {}, "Identifier of the Kafka cluster."],
  ["vpc_endpoint_ids", {}, "Identifiers of the VPC endpoints."],
  ["spec.dns_server_ips", {}, "The DNS server IPs."],
  ["policy_count", {}, "Number of policies."],
  ["createdAt", { type: "string" }, "When it was created."],
  ["is_private", { type: "boolean" }, "Whether it is private."],
  ["force_rebalance", { type: "boolean" }, "True or false: force rebalance."],
  ["mode", { enum: ["READ", "WRITE"] }, "The mode. Either `READ` or `WRITE`."],
  ["cloud", { "x-extensible-enum": ["AWS", "GCP", "AZURE"] }, "The cloud. So far `AWS`, `GCP` or `AZURE`."],
  ["kind", { enum: ["Only"] }, "The kind."],
  ["_", {}, "Its value."],
])("%s is described by its name, type and values", (name, schema, description) => {
  expect(derivedDescription(name, schema)).toBe(description);
});

const facts = { one: "access point", many: "access points", httpMethod: "get", path: "/x/{id}", isList: false };

it.each([
  ["select", { isList: true, path: "/x" }, "Lists the access points."],
  ["select", {}, "Reads one access point."],
  ["select", { path: "/x" }, "Reads the access points."],
  ["insert", {}, "Creates an access point."],
  ["update", { one: "policy" }, "Changes a policy."],
  ["delete", { one: "API key" }, "Deletes an API key."],
  ["exec", {}, undefined],
])("a method of %s is described by what it does", (verb, more, description) => {
  expect(derivedMethodDescription({ verb, ...facts, ...more })).toBe(description);
});

it("titles become nouns in a sentence, many become one", () => {
  expect(["Access points", "API keys", "Kafka clusters", "DNS records"].map(inSentence)).toEqual([
    "access points",
    "API keys",
    "Kafka clusters",
    "DNS records",
  ]);
  expect(["access points", "policies", "private link accesses", "status"].map(singular)).toEqual([
    "access point",
    "policy",
    "private link access",
    "status",
  ]);
  expect(derivedTitle("access_points")).toBe("Access points");
});

it.each([
  ["listIamV2ApiKeys", "list_iam_v2_api_keys", ["list_iam_v2api_keys"]],
  [
    "presigned-upload-urlCamV1PresignedUrl",
    "presigned_upload_url_cam_v1_presigned_url",
    ["presigned_upload_url_cam_v1presigned_url"],
  ],
  ["getSchemaOnly_1", "get_schema_only_1", []],
  ["list", "list", []],
])("%s is the method %s", (operation, name, older) => {
  expect(methodName(operation)).toBe(name);
  expect(olderNames(operation, name)).toEqual(older);
});

it("a method with a name of its own has no older names", () => {
  expect(olderNames("listIamV2ApiKeys", "list")).toEqual([]);
});
