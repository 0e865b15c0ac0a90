/**
 * The XML of AWS's REST services, as far as their documents do not say it: namespaces, the names of the items of lists,
 * which lists have an element around them. Source: the published reference of each API.
 */
import type { XmlNode } from "../model.ts";
import { textAt } from "./json.ts";

export interface XmlConvention {
  readonly namespace: string;
  /** A body of one text is that text. */
  readonly textPayloads: boolean;
  /** True where the one property of a body is the root element, false where the operation names it. */
  readonly isPayload: (property: string) => boolean;
  /** Properties that are written otherwise than by their name: `Schema.property`, or `.property` of the body. */
  readonly elements: { readonly [place: string]: XmlNode };
  /** The element of an item, from the names of the schemas of the list and its items. */
  readonly itemName: (list: string, item: string) => string;
  readonly isFlat: (list: string, property: string) => boolean;
}

type ItemNames = { readonly [list: string]: string };

/** S3: of the schemas of lists, those that have an element around their items. */
const wrappedInS3 = new Set([
  "TagSet",
  "Grants",
  "TargetGrants",
  "RoutingRules",
  "InventoryOptionalFields",
  "UserMetadata",
]);

const itemsOfS3: ItemNames = {
  ObjectIdentifierList: "Object",
  CompletedPartList: "Part",
  LambdaFunctionConfigurationList: "CloudFunctionConfiguration",
  InventoryOptionalFields: "Field",
  TargetGrants: "Grant",
  LifecycleRules: "Rule",
  ReplicationRules: "Rule",
  ServerSideEncryptionRules: "Rule",
  OwnershipControlsRules: "Rule",
};

const s3: XmlConvention = {
  namespace: "http://s3.amazonaws.com/doc/2006-03-01/",
  textPayloads: true,
  isPayload: () => true,
  elements: {
    ".MultipartUpload": { name: "CompleteMultipartUpload" },
    "AccessControlPolicy.Grants": { name: "AccessControlList" },
    "VersioningConfiguration.MFADelete": { name: "MfaDelete" },
    "NotificationConfigurationFilter.Key": { name: "S3Key" },
    "TopicConfiguration.TopicArn": { name: "Topic" },
    "QueueConfiguration.QueueArn": { name: "Queue" },
    "LambdaFunctionConfiguration.LambdaFunctionArn": { name: "CloudFunction" },
    "Grantee.Type": {
      name: "type",
      prefix: "xsi",
      namespace: "http://www.w3.org/2001/XMLSchema-instance",
      attribute: true,
    },
  },
  itemName: (list, item) => itemsOfS3[list] ?? item,
  isFlat: (list, property) => !wrappedInS3.has(list) || (list === "TagSet" && property === "Tags"),
};

/** Of CloudFront and Route 53: lists whose items are called neither as their schema nor as the list. */
const oddItems: ItemNames = {
  AliasList: "CNAME",
  HeaderList: "Name",
  CookieNameList: "Name",
  QueryStringNamesList: "Name",
  QueryStringCacheKeysList: "Name",
  StagingDistributionDnsNameList: "DnsName",
  TagKeyList: "Key",
  TrustedKeyGroupIdList: "KeyGroup",
  PublicKeyIdList: "PublicKey",
  EndPointList: "member",
  AccessControlAllowHeadersList: "Header",
  AccessControlExposeHeadersList: "Header",
  AccessControlAllowMethodsList: "Method",
  AccessControlAllowOriginsList: "Origin",
  CidrCollectionChanges: "member",
  ChildHealthCheckList: "ChildHealthCheck",
  HealthCheckRegionList: "Region",
  TagResourceIdList: "ResourceId",
};

/** Items without a schema of a name that means something are called as their list: `PathList` holds `Path`. */
const namedByItem = (list: string, item: string): string =>
  /^([a-z]|$)/.test(item) ? list.replace(/List$/, "").replace(/s$/, "") : item;

const cloudfront: XmlConvention = {
  namespace: "http://cloudfront.amazonaws.com/doc/2020-05-31/",
  textPayloads: false,
  isPayload: () => true,
  elements: {},
  itemName: (list, item) => oddItems[list] ?? namedByItem(list, item),
  isFlat: () => false,
};

const route53: XmlConvention = {
  ...cloudfront,
  namespace: "https://route53.amazonaws.com/doc/2013-04-01/",
  isPayload: () => false,
};

const itemsOfS3Control: ItemNames = {
  TagList: "Tag",
  PrefixesList: "Prefix",
  ScopePermissionList: "Permission",
  ObjectLambdaAllowedFeaturesList: "AllowedFeature",
  ObjectLambdaTransformationConfigurationsList: "TransformationConfiguration",
  ObjectLambdaTransformationConfigurationActionsList: "Action",
  RegionCreationList: "Region",
  MatchAnyPrefix: "Prefix",
  MatchAnySuffix: "Suffix",
  MatchAnyTag: "Tag",
  LifecycleRules: "Rule",
  ReplicationRules: "Rule",
  TransitionList: "Transition",
  NoncurrentVersionTransitionList: "NoncurrentVersionTransition",
  StorageLensGroupLevelInclude: "Arn",
  StorageLensGroupLevelExclude: "Arn",
  StorageLensTags: "Tag",
  Buckets: "Arn",
  Regions: "Region",
  RouteList: "Route",
};

const s3control: XmlConvention = {
  ...cloudfront,
  namespace: "http://awss3control.amazonaws.com/doc/2018-08-20/",
  isPayload: (property) => /.+Configuration$|^Tagging$/.test(property),
  itemName: (list) => itemsOfS3Control[list] ?? "member",
};

const conventions: { readonly [service: string]: XmlConvention } = { s3, cloudfront, route53, s3control };

/** The convention of a document by its `info`; undefined where the document has to say all itself. */
export function conventionOf(info: unknown): XmlConvention | undefined {
  if (textAt(info, "x-protocol") !== "rest-xml") return undefined;
  const service = textAt(info, "x-serviceAlias") ?? textAt(info, "x-serviceName") ?? "";
  return Object.hasOwn(conventions, service) ? conventions[service] : undefined;
}
