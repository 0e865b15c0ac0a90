/** A secret in a header or query parameter of the provider's choice. */
import type { AuthConfig } from "../../catalog/model.ts";
import { requestFailure } from "../failure.ts";
import type { NamedValue } from "../transport/message.ts";
import type { AuthType } from "./auth-type.ts";
import { readSecret, tokenText } from "./secrets.ts";

/** Sends each link of the `successor` chain as `location` and `name` say; `valuePrefix` goes before the value. */
export const custom: AuthType = async ({ config, environment, owner }) => {
  const headers: NamedValue[] = [];
  const query: NamedValue[] = [];
  for (let link: AuthConfig | undefined = config; link !== undefined; link = link.successor) {
    if (link.name === undefined || link.name === "") throw nameless(owner);
    const secret = await readSecret(link, environment, owner);
    const entry = [link.name, `${link.valuePrefix ?? ""}${tokenText(secret)}`] as const;
    (link.location === "query" ? query : headers).push(entry);
  }
  return { headers, query };
};

function nameless(owner: string): Error {
  return requestFailure(
    "configuration_error",
    `the custom auth of ${owner} does not name its header or query parameter`,
    {
      hint: 'Add "name" and, for a query parameter, "location": "query".',
    },
  );
}
