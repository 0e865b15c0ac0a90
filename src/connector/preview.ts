/** The first request of a call, for people to read. */
import { isSecretName, mask, redact } from "../common/redact.ts";
import { quickEnvironment } from "./auth/sources/connection-variables.ts";
import type { Call, ConnectorConfig, RequestPreview } from "./call.ts";
import { buildRequest } from "./request/request.ts";
import { shownUrl } from "./transport/message.ts";

/** Builds the request without sending it; secrets are masked, credentials absent. Throws as `buildRequest` does. */
export function preview(call: Call, config: ConnectorConfig): RequestPreview {
  const { method, url, headers, body, secretNames } = buildRequest(call, {
    ...config,
    environment: quickEnvironment(call.connection, config.environment),
  });
  const isSecret = (name: string): boolean => isSecretName(name) || secretNames.includes(name);
  return {
    httpMethod: method,
    url: shownUrl(url, secretNames),
    headers: headers.map(([name, value]) => [name, isSecret(name) ? mask : redact(value)]),
    body: body === undefined ? undefined : redact(body.shown),
  };
}
