/** The transform of a response. Source: `response.transform`, which applies only beside `overrideMediaType`. */
import { createHash } from "node:crypto";
import type { ResponseShape } from "../model.ts";
import { textAt, type JsonObject } from "./json.ts";

type Transform = NonNullable<ResponseShape["transform"]>;

/** SHA-256 of the two templates, blanks removed, that nearly all Azure methods have; the engine has them natively. */
const native: { readonly [digest: string]: string | undefined } = {
  "464957e73234be04868156ad410af4aa7ce51484772911dd6c4f0f254f0a9e2f": "flatten_list",
  ff209e70a80672144071e6843e3ce1e336ebcf77dcb95d590d4399c5ff5055c4: "flatten_row",
};

/** `protocol` is the service's `info.x-protocol`. Answers of GraphQL are transformed without an override, too. */
export function transformOf(
  method: JsonObject,
  protocol: string | undefined,
  isGraphQl: boolean,
): Transform | undefined {
  const type = textAt(method, "response", "transform", "type");
  const overrides = textAt(method, "response", "overrideMediaType") !== undefined;
  if (type === undefined || !(overrides || isGraphQl)) return undefined;
  const body = textAt(method, "response", "transform", "body") ?? "";
  if (type.startsWith("golang_template_json_")) {
    const type = native[createHash("sha256").update(body.replaceAll(/\s/g, "")).digest("hex")];
    if (type !== undefined) return { type, body: "" };
  }
  if (!type.startsWith("schema_driven_xml_")) return body === "" ? undefined : { type, body };
  return { type, body: "", ...(protocol === undefined ? {} : { protocol }) };
}
