import { expect, test } from "vitest";
import { connectionFailed, harmOfRetry } from "./network-failure.ts";

const failing = (code: string, message = ""): Error => Object.assign(new Error(message), { code });

test.each([
  ["ENOTFOUND", "the host name is unknown", /spelling of the host.*HTTPS_PROXY/, "useless"],
  ["EAI_AGAIN", "the host name cannot be looked up at the moment", /DNS/, "none"],
  ["ECONNREFUSED", "the connection was refused", /host and port/, "none"],
  ["ETIMEDOUT", "the connection timed out", /VPN and firewall/, "repeats"],
  ["EHOSTUNREACH", "the host cannot be reached", /VPN and firewall/, "none"],
  ["ENETUNREACH", "the host cannot be reached", /VPN and firewall/, "none"],
  ["EACCES", "this machine does not let the connection out", /firewall/, "useless"],
  ["ECONNRESET", "the connection broke off", /Try again/, "repeats"],
  ["EPIPE", "the connection broke off", /Try again/, "repeats"],
  ["HPE_INVALID_CONSTANT", "the answer is not valid HTTP", /port and the scheme/, "repeats"],
  ["CERT_HAS_EXPIRED", "the server's certificate has expired", /renew it/, "useless"],
  ["CERT_NOT_YET_VALID", "the server's certificate is not valid yet", /clock/, "useless"],
  ["CERT_REVOKED", "the server's certificate has been revoked", /replace it/, "useless"],
  ["INVALID_PURPOSE", "the server's certificate is not made for servers", /replace it/, "useless"],
  [
    "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED",
    "the server does not accept the certificate of this client",
    /--tls.certificate/,
    "useless",
  ],
  [
    "ERR_SSL_TLSV1_ALERT_UNKNOWN_CA",
    "the server does not accept the certificate of this client",
    /--tls.certificate/,
    "useless",
  ],
  [
    "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION",
    "the server speaks only versions of TLS that are not safe, or none that this Node.js knows",
    /TLS 1.2 or 1.3/,
    "useless",
  ],
  [
    "ERR_SSL_EE_KEY_TOO_SMALL",
    "the keys or signatures of the server's certificate are too weak",
    /replace it/,
    "useless",
  ],
  ["ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE", "the TLS handshake failed", /client certificate/, "useless"],
])("%s names the host, what is wrong, and the remedy", (code, text, hint, harm) => {
  const error = connectionFailed(failing(code), "api.acme.test");
  expect(error.message).toBe(`cannot get an answer from api.acme.test: ${text} (${code})`);
  expect(error.hint).toMatch(hint);
  expect(harmOfRetry(error)).toBe(harm);
});

test("what OpenSSL says within EPROTO is read", () => {
  const error = failing(
    "EPROTO",
    "write EPROTO 80AC:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../x.c:350:\n",
  );
  expect(connectionFailed(error, "h").message).toBe(
    "cannot get an answer from h: the server does not speak TLS on this port (ERR_SSL_WRONG_VERSION_NUMBER)",
  );
});

test("a proxy that cannot be reached is what the hint is about", () => {
  const { message, hint } = connectionFailed(failing("ENOTFOUND"), "api.acme.test", "http://proxy.test:3128");
  expect(message).toBe(
    "cannot get an answer from api.acme.test through the proxy http://proxy.test:3128: the host name is unknown (ENOTFOUND)",
  );
  expect(hint).toMatch(/^Check the address of the proxy in --http.proxy.host, HTTPS_PROXY or HTTP_PROXY/);
});
