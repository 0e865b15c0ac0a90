/** By which names APIs give a token for the next page, and take it. All names as `plainName` has them. */

/** A property of responses, and the parameters that may take it; the first that the method has does. */
export interface TokenConvention {
  readonly property: string;
  readonly parameters: readonly string[];
  /** Only where the property lies within this. */
  readonly within?: string;
  /** Given on the last page too, so that something else must tell whether there is more. */
  readonly isAlwaysGiven?: true;
  /** The property holds a URL that has the token in its query. */
  readonly isUrl?: true;
  /** The parameter where the method declares none, though its responses say that there is more. */
  readonly undeclared?: string;
}

/** First match wins. */
export const tokenConventions: readonly TokenConvention[] = [
  { property: "next", within: "metadata", parameters: ["pagetoken"], isUrl: true },
  { property: "nextpagetoken", parameters: ["pagetoken", "nextpagetoken", "nexttoken"] },
  { property: "nexttoken", parameters: ["nexttoken", "pagetoken", "token", "startingtoken"] },
  { property: "nextmarker", parameters: ["marker", "nextmarker"] },
  { property: "nextcontinuationtoken", parameters: ["continuationtoken"] },
  { property: "continuationtoken", parameters: ["continuationtoken"], undeclared: "ContinuationToken" },
  { property: "nextpaginationtoken", parameters: ["nextpaginationtoken", "paginationtoken"] },
  { property: "paginationtoken", parameters: ["paginationtoken"] },
  { property: "pagingtoken", parameters: ["pagingtoken"] },
  { property: "skiptoken", parameters: ["skiptoken"] },
  {
    property: "nextcursor",
    parameters: ["cursor", "nextcursor", "page[cursor]", "startingafter", "after"],
    undeclared: "cursor",
  },
  { property: "nextkey", parameters: ["nextkey", "startkey"] },
  { property: "nextid", parameters: ["nextid", "startid"] },
  { property: "nextrecordid", parameters: ["nextrecordid", "page[nextrecordid]"] },
  { property: "nextpage", parameters: ["nextpage"] },
  { property: "lastevaluatedkey", parameters: ["exclusivestartkey"] },
  { property: "lastevaluatedtablename", parameters: ["exclusivestarttablename"] },
  { property: "marker", parameters: ["marker"] },
  { property: "position", parameters: ["position"] },
  { property: "continue", within: "metadata", parameters: ["continue"], undeclared: "continue" },
  { property: "endcursor", parameters: ["after", "cursor"] },
  { property: "after", within: "meta/page", parameters: ["page[cursor]", "page[after]"] },
  { property: "after", within: "resultinfo/cursors", parameters: ["cursor"], undeclared: "cursor" },
  { property: "after", parameters: ["after", "cursor"] },
  { property: "cursor", parameters: ["cursor", "page[cursor]"] },
  { property: "cursor", within: "resultinfo", parameters: [], undeclared: "cursor" },
  { property: "next", parameters: ["token", "cursor", "until", "from", "after"] },
  { property: "lastid", parameters: ["afterid", "after"], isAlwaysGiven: true },
];

/** A parameter, and the properties that hold its next value where no schema says so, as they are written. */
export interface AnswerConvention {
  readonly parameter: string;
  /** Other parameters without which it means something else. */
  readonly beside?: readonly string[];
  readonly properties: readonly string[];
  /** Parameters of which the token is a part, and the properties that hold theirs. */
  readonly also?: readonly (readonly [parameter: string, property: string])[];
}

/** The token itself comes first where another property repeats what the request asked for. */
export const answerConventions: readonly AnswerConvention[] = [
  { parameter: "nexttoken", properties: ["NextToken", "nextToken", "next_token"] },
  { parameter: "pagetoken", properties: ["nextPageToken", "NextPageToken", "next_page_token"] },
  { parameter: "continuationtoken", properties: ["NextContinuationToken", "ContinuationToken"] },
  { parameter: "marker", properties: ["NextMarker", "Marker"] },
  { parameter: "nextmarker", properties: ["NextMarker"] },
  { parameter: "cursor", properties: ["next_cursor", "nextCursor"] },
  {
    parameter: "keymarker",
    properties: ["NextKeyMarker"],
    also: [
      ["versionidmarker", "NextVersionIdMarker"],
      ["uploadidmarker", "NextUploadIdMarker"],
    ],
  },
  { parameter: "partnumbermarker", properties: ["NextPartNumberMarker"] },
  {
    parameter: "name",
    beside: ["identifier", "maxitems"],
    properties: ["NextRecordName"],
    also: [
      ["type", "NextRecordType"],
      ["identifier", "NextRecordIdentifier"],
    ],
  },
  { parameter: "dnsname", properties: ["NextDNSName"], also: [["hostedzoneid", "NextHostedZoneId"]] },
  { parameter: "trafficpolicyid", beside: ["maxitems"], properties: ["TrafficPolicyIdMarker"] },
];

/** Where APIs write the URL of the next page: the property, and what it lies within. */
export const urlConventions: readonly (readonly [property: string, within: string])[] = [
  ["nextlink", ""],
  ["odatanextlink", ""],
  ["next", "metadata"],
  ["next", "links"],
  ["href", "links/next"],
  ["next", "links/pages"],
  ["next", "pagination"],
  ["next", "paging"],
  ["link", "paging/next"],
  ["nextlink", "meta"],
  ["nextpageurl", ""],
  ["nexturl", ""],
  ["nextpagelink", ""],
];

/** Booleans that are false on the last page. */
export const moreNames: readonly string[] = ["hasmore", "more", "istruncated", "hasnextpage", "hasnext"];

/** Numbers of all rows; of those that a filter keeps before those that it does not. */
export const totalNames: readonly string[] = [
  "totalfilteredcount",
  "totalfiltered",
  "totalresults",
  "totalcount",
  "totalitems",
  "total",
];

export const lastPageNames: readonly string[] = ["totalpages", "pages", "lastpage", "pagecount"];
export const currentPageNames: readonly string[] = ["page", "currentpage", "pagenumber", "pageindex"];
export const nextOffsetNames: readonly string[] = ["nextoffset", "nextitemoffset"];

/** Parameters that count pages, rows, and what a page holds. */
export const pageParameters: readonly string[] = ["page", "page[number]", "pagenumber", "pageno", "pageindex"];
export const offsetParameters: readonly string[] = ["offset", "page[offset]", "startindex", "itemoffset", "startat"];
export const sizeParameters: readonly string[] = [
  "pagesize",
  "perpage",
  "page[size]",
  "page[limit]",
  "limit",
  "maxresults",
  "count",
  "size",
];

/** Numbers by which responses repeat how many rows a page may have. */
export const answeredSizes: readonly string[] = ["perpage", "pagesize", "itemsperpage", "limit", "size"];
