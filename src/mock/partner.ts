// The partner API: signing up organizations, linking existing ones, and their marketplace entitlements.
import { Buffer } from "node:buffer";
import type { Answer, Call, Handler } from "./call.ts";
import { paths } from "./kinds.ts";
import { checkedBody, locationOf, requireUnique } from "./operations.ts";
import { alreadyExists, badBody, notFound } from "./problem.ts";
import type { Collection, StoredItem } from "./store.ts";
import { isObject, objectAt, textAt, type JsonObject } from "./values.ts";

/** A new organization with its entitlement; without a user it stays incomplete until it is activated. */
const signUp: Handler = (call) => {
  const body = checkedBody(call, {});
  const organization = objectAt(body, "organization") ?? {};
  const entitlement = readyEntitlement(call, body);
  if (isDryRun(call)) return { status: 204 };
  const stored = call.cloud.create(organizationsOf(call), organization, { hidden: { activated: "user" in body } });
  bindEntitlement(call, entitlement, stored);
  return signupAnswer(call, stored);
};

/** Gives an incomplete signup its first user. */
const activate: Handler = (call) => {
  const body = checkedBody(call, {});
  const id = textAt(body, "organization_id") ?? "";
  const stored = organizationsOf(call).items.get(id);
  if (stored === undefined) throw notFound(`the organization ${id}`);
  if (stored.hidden["activated"] === true)
    throw alreadyExists(`the signup of ${id} is complete`, locationOf(call, stored));
  stored.hidden["activated"] = true;
  return signupAnswer(call, stored);
};

/** Joins an organization that exists already, and that the token names, to the partner. */
const link: Handler = (call) => {
  const body = checkedBody(call, {});
  const claims = claimsOf(textAt(body, "token") ?? "");
  const expiry = claims["exp"];
  if (typeof expiry === "number" && expiry * 1000 < call.cloud.clock.now())
    throw badBody("/token", "the token has expired");
  const id = textAt(claims, "organization_id") ?? textAt(claims, "sub") ?? "";
  if (id === "") throw badBody("/token", "the token names no organization");
  const linked = organizationsOf(call).items.get(id);
  if (linked !== undefined) throw alreadyExists(`the organization ${id} is linked`, locationOf(call, linked));
  const entitlement = readyEntitlement(call, body);
  if (isDryRun(call)) return { status: 204 };
  const given = { name: `linked-${id.slice(0, 8)}`, ...objectAt(body, "organization") };
  const stored = call.cloud.create(organizationsOf(call), given, { id, hidden: { activated: true } });
  bindEntitlement(call, entitlement, stored);
  return signupAnswer(call, stored);
};

export const partnerHandlers: Readonly<Record<string, Handler>> = {
  "POST /partner/v2/signup": signUp,
  "POST /partner/v2/signup/activate": activate,
  "POST /partner/v2/signup/link": link,
};

/** An entitlement that may be bound: the details of a new one, or an existing one that no organization has. */
type ReadyEntitlement = { readonly details: JsonObject } | { readonly existing: StoredItem };

function readyEntitlement(call: Call, body: JsonObject): ReadyEntitlement {
  const given = objectAt(body, "entitlement") ?? {};
  const entitlements = collectionOf(call, paths.entitlements);
  const id = textAt(given, "id");
  if (id === undefined) {
    requireUnique(call, entitlements, { item: given });
    return { details: given };
  }
  const existing = entitlements.items.get(id);
  if (existing === undefined) throw badBody("/entitlement/id", `the entitlement ${id} does not exist`);
  if (objectAt(existing.item, "organization") !== undefined) {
    throw alreadyExists(`the entitlement ${id} belongs to an organization`, locationOf(call, existing));
  }
  return { existing };
}

function bindEntitlement(call: Call, entitlement: ReadyEntitlement, { id }: StoredItem): void {
  const organization = { id };
  if ("existing" in entitlement) call.cloud.change(entitlement.existing, { organization });
  else call.cloud.create(collectionOf(call, paths.entitlements), { ...entitlement.details, organization });
}

function signupAnswer(call: Call, { id, item, hidden }: StoredItem): Answer {
  const message = hidden["activated"] === true ? "The organization is ready." : "The signup waits for its first user.";
  const body = { organization_id: id, sso_url: item["sso_url"], display_message: message };
  return { status: call.operation.successStatus, body };
}

function isDryRun({ query }: Call): boolean {
  return query.get("dry_run") === "true";
}

function organizationsOf(call: Call): Collection {
  return collectionOf(call, paths.partnerOrganizations);
}

function collectionOf({ cloud }: Call, template: string): Collection {
  const collection = cloud.collection(template);
  if (collection === undefined) throw notFound(template);
  return collection;
}

/** What a JSON web token claims; its signature is not checked. Throws 400 where the text is no such token. */
function claimsOf(token: string): JsonObject {
  const [header, payload, signature] = token.split(".");
  if (header && payload && signature) {
    try {
      const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
      if (isObject(claims)) return claims;
    } catch {
      // Falls through to the one answer for every malformed token.
    }
  }
  throw badBody("/token", "the token is not a JSON web token");
}
