/**
 * Requests of published documents, one real method for each rule. Runs where TRIBUTARY_REFERENCE_REGISTRY names a folder
 * that holds `dist/<provider>/<version>.tgz`, else is skipped.
 */
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { compileService } from "../../catalog/compile/service.ts";
import type { Method } from "../../catalog/model.ts";
import { filesIn } from "../../catalog/registry/unpack.ts";
import { parseDocument } from "../../catalog/registry/yaml.ts";
import { failureOf, json } from "../test-server.ts";
import { sentBy, type Values } from "./fixture.ts";

const folder = process.env["TRIBUTARY_REFERENCE_REGISTRY"];

const archives = new Map<string, Promise<ReadonlyMap<string, Uint8Array>>>();

function filesOf(provider: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const known = archives.get(provider) ?? readArchive(join(folder ?? "", "dist", provider));
  archives.set(provider, known);
  return known;
}

async function readArchive(directory: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const [archive = ""] = (await readdir(directory)).filter((name) => name.endsWith(".tgz"));
  const files = new Map<string, Uint8Array>();
  for await (const { name, bytes } of filesIn(await readFile(join(directory, archive)))) files.set(name, bytes);
  return files;
}

/** The method `provider.service.resource.method`, compiled from its document. */
async function methodNamed(id: string): Promise<Method> {
  const [provider = "", service = ""] = id.split(".");
  const files = await filesOf(provider);
  const read = (name: string): unknown => {
    const found = [...files].find(([path]) => path.endsWith(`/${name}`));
    return parseDocument(found?.[1] ?? new Uint8Array());
  };
  const document = read(`services/${service}.yaml`);
  const compiled = compileService(document, { provider, service, providerDocument: read("provider.yaml") });
  const methods = compiled.resources.flatMap((resource) => resource.methods);
  const method = methods.find((one) => one.id === id);
  if (method === undefined) throw new Error(`${id} is not in the registry`);
  return method;
}

/** Method and URL, headers that begin with `x-` and the content type, and the body, as lines. */
async function requestOf(id: string, values: Values): Promise<readonly string[]> {
  const { method, url, headers, body } = await sentBy(await methodNamed(id), values);
  const told = Object.entries(headers).filter(
    ([name, value]) => /^(x-|content-type)/.test(name) || (name === "accept" && value !== "application/json"),
  );
  return [
    `${method} ${url}`,
    ...told.map(([name, value]) => `${name}: ${String(value)}`),
    ...(body === "" ? [] : [body]),
  ];
}

describe.skipIf(folder === undefined)("published documents (TRIBUTARY_REFERENCE_REGISTRY names no folder)", () => {
  beforeAll(async () => {
    await Promise.all(["aws", "cloudflare"].map(filesOf));
  }, 120_000);

  test.each(cases())("%s", { timeout: 60_000 }, async (id, values, expected) => {
    expect(await requestOf(id, values)).toEqual(expected);
  });

  test("a required header without a default is named where it is missing", { timeout: 60_000 }, async () => {
    expect(await failureOf(requestOf("pagerduty.incidents.incidents.create_incident", {}))).toMatch(
      /^missing_argument: pagerduty.incidents.incidents.create_incident needs .*From/,
    );
  });
});

function cases(): readonly (readonly [id: string, values: Values, expected: readonly string[]])[] {
  return [
    [
      "aws.acm.certificates.list_certificates",
      {},
      [
        "POST /ListCertificates",
        "content-type: application/x-amz-json-1.1",
        "x-amz-target: CertificateManager.ListCertificates",
        "{}",
      ],
    ],
    [
      "aws.iam.tags.tag_user",
      { UserName: "ada", Tags: json([{ Key: "team", Value: "a b" }]) },
      [
        "POST /",
        "content-type: application/x-www-form-urlencoded; charset=utf-8",
        "Action=TagUser&Version=2010-05-08&UserName=ada&Tags.member.1.Key=team&Tags.member.1.Value=a%20b",
      ],
    ],
    [
      "aws.s3.objects.put_object",
      { bucket: "logs", key: "2026/a b.txt", contents: "hello" },
      [
        "PUT /logs/2026/a%20b.txt?x-id=PutObject",
        "accept: application/xml",
        "content-type: application/octet-stream",
        "hello",
      ],
    ],
    [
      "aws.s3.object_taggings.put_object_tagging",
      { bucket: "b", key: "k", Tagging: json({ TagSet: [{ Key: "a", Value: "<1>" }] }) },
      [
        "PUT /b/k?tagging",
        "accept: application/xml",
        "content-type: application/xml",
        '<Tagging xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><TagSet><Tag><Key>a</Key><Value>&lt;1&gt;</Value></Tag></TagSet></Tagging>',
      ],
    ],
    [
      "aws.s3.bucket_notification_configurations.put_bucket_notification_configuration",
      {
        bucket: "b",
        NotificationConfiguration: json({
          QueueConfigurations: [
            {
              Id: "q",
              QueueArn: "arn:q",
              Events: ["s3:ObjectCreated:*"],
              Filter: { Key: { FilterRules: [{ Name: "prefix", Value: "in/" }] } },
            },
          ],
        }),
      },
      [
        "PUT /b?notification&x-id=PutBucketNotificationConfiguration",
        "content-type: application/xml",
        '<NotificationConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><QueueConfiguration><Id>q</Id><Queue>arn:q</Queue><Event>s3:ObjectCreated:*</Event><Filter><S3Key><FilterRule><Name>prefix</Name><Value>in/</Value></FilterRule></S3Key></Filter></QueueConfiguration></NotificationConfiguration>',
      ],
    ],
    [
      "aws.route53.resource_record_sets.change_resource_record_sets",
      {
        id: "Z1",
        ChangeBatch: json({
          Changes: [
            {
              Action: "UPSERT",
              ResourceRecordSet: { Name: "a.test", Type: "A", TTL: 60, ResourceRecords: [{ Value: "10.0.0.1" }] },
            },
          ],
        }),
      },
      [
        "POST /2013-04-01/hostedzone/Z1/rrset/",
        "accept: application/xml",
        "content-type: application/xml",
        '<ChangeResourceRecordSetsRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><ChangeBatch><Changes><Change><Action>UPSERT</Action><ResourceRecordSet><Name>a.test</Name><Type>A</Type><TTL>60</TTL><ResourceRecords><ResourceRecord><Value>10.0.0.1</Value></ResourceRecord></ResourceRecords></ResourceRecordSet></Change></Changes></ChangeBatch></ChangeResourceRecordSetsRequest>',
      ],
    ],
    [
      "aws.cloudfront.invalidations.create_invalidation",
      {
        distribution_id: "E1",
        InvalidationBatch: json({ Paths: { Quantity: 2, Items: ["/a", "/b"] }, CallerReference: "r" }),
      },
      [
        "POST /2020-05-31/distribution/E1/invalidation",
        "accept: application/xml",
        "content-type: application/xml",
        '<InvalidationBatch xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Paths><Quantity>2</Quantity><Items><Path>/a</Path><Path>/b</Path></Items></Paths><CallerReference>r</CallerReference></InvalidationBatch>',
      ],
    ],
    [
      "awscc.tagging.tagged_resources.get_resources",
      {},
      [
        "POST /",
        "accept: application/x-amz-json-1.1",
        "content-type: application/x-amz-json-1.1",
        "x-amz-target: ResourceGroupsTaggingAPI_20170126.GetResources",
        "{}",
      ],
    ],
    [
      "awscc.s3.buckets.create_resource",
      { region: "us-east-1", BucketName: "b1" },
      [
        "POST /?Action=CreateResource&Version=2021-09-30",
        "content-type: application/x-amz-json-1.0",
        "x-amz-target: CloudApiService.CreateResource",
        '{"TypeName":"AWS::S3::Bucket","DesiredState":"{\\"BucketName\\":\\"b1\\"}"}',
      ],
    ],
    [
      "digitalocean.compute.droplets.reboot",
      { droplet_id: 7 },
      ["POST /v2/droplets/7/actions", "content-type: application/json", '{"type":"reboot"}'],
    ],
    [
      "openai.fine_tuning.jobs.list",
      { metadata: json({ team: "core" }) },
      ["GET /v1/fine_tuning/jobs?metadata[team]=core"],
    ],
    [
      "entra_id.agreements.agreements.list",
      { $select: json(["id", "displayName"]) },
      ["GET /v1.0/agreements?$select=id,displayName"],
    ],
    [
      "anthropic.files.files.upload",
      { file: "hello" },
      [
        "POST /v1/files?beta=true",
        "content-type: multipart/form-data; boundary=tributary-cbbcee48572336ad88d0b5be0157f51b",
        '--tributary-cbbcee48572336ad88d0b5be0157f51b\r\nContent-Disposition: form-data; name="file"; filename="file"\r\nContent-Type: application/octet-stream\r\n\r\nhello\r\n--tributary-cbbcee48572336ad88d0b5be0157f51b--\r\n',
      ],
    ],
    [
      "cloudflare.vectorize.indexes.upsert_v2",
      { account_id: "a", index_name: "i", body: '{"id":"1"}\n' },
      [
        "POST /client/v4/accounts/a/vectorize/v2/indexes/i/upsert",
        "content-type: application/x-ndjson",
        '{"id":"1"}\n',
      ],
    ],
    [
      "cloudflare.rules.items.create",
      { account_id: "a", list_id: "l", ip: "10.0.0.1", comment: "it's" },
      [
        "POST /client/v4/accounts/a/rules/lists/l/items",
        "content-type: application/json",
        '[{"ip":"10.0.0.1","comment":"it\'s"}]',
      ],
    ],
    [
      "cloudflare.images.images.create_direct_upload_v2",
      { account_id: "a", requireSignedURLs: false },
      [
        "POST /client/v4/accounts/a/images/v2/direct_upload",
        "content-type: multipart/form-data; boundary=tributary-a30e5caadbe2c3e51f527ad56cc1aae0",
        '--tributary-a30e5caadbe2c3e51f527ad56cc1aae0\r\nContent-Disposition: form-data; name="requireSignedURLs"\r\n\r\nfalse\r\n--tributary-a30e5caadbe2c3e51f527ad56cc1aae0--\r\n',
      ],
    ],
    [
      "cloudflare.waiting_rooms.rules.waiting_room_patch_waiting_room_rule",
      {
        zone_id: "z",
        waiting_room_id: "w",
        rule_id: "r",
        action: "bypass_waiting_room",
        expression: "true",
        enabled: false,
      },
      [
        "PATCH /client/v4/zones/z/waiting_rooms/w/rules/r",
        "content-type: application/json",
        '{"action":"bypass_waiting_room","expression":"true","enabled":false}',
      ],
    ],
    [
      "github.markdown.rendered_markdown_raw.render_raw",
      { body: "# Title" },
      ["POST /markdown/raw", "accept: text/html", "content-type: text/plain", "# Title"],
    ],
    [
      "k8s.admissionregistration_v1.mutating_webhook_configuration.createAdmissionregistrationV1MutatingWebhookConfiguration",
      { cluster_addr: "localhost:6443", data__kind: "K" },
      [
        "POST /apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations",
        "content-type: application/json",
        '{"kind":"K"}',
      ],
    ],
    [
      "azure.storage_blob.blob.get_properties",
      { account: "acme", "x-ms-version": "2025-01-05" },
      ["HEAD /", "x-ms-version: 2025-01-05"],
    ],
    [
      "azure.digital_twins_core.digital_twins.delete",
      { endpoint: "acme.api.weu.digitaltwins.azure.net", id: "t", "If-Match": "*" },
      ["DELETE /digitaltwins/t?api-version=2023-10-31", "content-type: application/json", '{"If-Match":"*"}'],
    ],
    [
      "datadog.logs.logs.submit_log",
      { message: "m" },
      ["POST /api/v2/logs", "content-type: application/json", '[{"message":"m"}]'],
    ],
    [
      "pagerduty.abilities.abilities.list_abilities",
      {},
      ["GET /abilities", "accept: application/vnd.pagerduty+json;version=2"],
    ],
  ];
}
