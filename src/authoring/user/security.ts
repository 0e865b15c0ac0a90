/** How an API proves who asks: `securitySchemes` → `config.auth`, with variables named after the provider. */
import { isObject, listAt, objectAt, textAt, type JsonObject } from "../../catalog/compile/json.ts";
import { resolved } from "./refs.ts";

/** The auth of the first scheme that can be used; `null_auth` where the documents name none. */
export function authOf(provider: string, documents: readonly JsonObject[]): JsonObject {
  const prefix = provider.toUpperCase();
  for (const document of documents) {
    const schemes = objectAt(document, "components", "securitySchemes");
    const wanted = listAt(document, "security").flatMap((one) => (isObject(one) ? Object.keys(one) : []));
    for (const name of [...wanted, ...Object.keys(schemes)]) {
      const auth = ofScheme(resolved(document, schemes[name]), prefix);
      if (auth !== undefined) return auth;
    }
  }
  return { type: "null_auth" };
}

function ofScheme(scheme: JsonObject, prefix: string): JsonObject | undefined {
  const type = textAt(scheme, "type");
  const name = textAt(scheme, "name");
  if (type === "http" && textAt(scheme, "scheme")?.toLowerCase() === "basic") {
    return { type: "basic", username_var: `${prefix}_USERNAME`, password_var: `${prefix}_PASSWORD` };
  }
  if (type === "http") return { type: "bearer", credentialsenvvar: `${prefix}_TOKEN` };
  if (type === "apiKey" && name !== undefined) {
    const location = textAt(scheme, "in");
    if (location !== "header" && location !== "query") return undefined;
    return { type: "custom", location, name, credentialsenvvar: `${prefix}_API_KEY` };
  }
  const tokenUrl = textAt(scheme, "flows", "clientCredentials", "tokenUrl");
  if (type === "oauth2" && tokenUrl !== undefined) {
    return {
      type: "oauth2",
      grant_type: "client_credentials",
      token_url: tokenUrl,
      client_id_env_var: `${prefix}_CLIENT_ID`,
      client_secret_env_var: `${prefix}_CLIENT_SECRET`,
      scopes: Object.keys(objectAt(scheme, "flows", "clientCredentials", "scopes")),
    };
  }
  return type === "oauth2" || type === "openIdConnect"
    ? { type: "bearer", credentialsenvvar: `${prefix}_TOKEN` }
    : undefined;
}
