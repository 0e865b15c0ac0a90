/** What the codes of failing sockets, name look-ups and TLS handshakes mean, and how to mend each. */

/** What sending the request again would do: nothing bad, act twice perhaps, or fail again for certain. */
export type HarmOfRetry = "none" | "repeats" | "useless";

export interface Meaning {
  readonly text: string;
  readonly hint: string;
  readonly harm: HarmOfRetry;
}

const unreachable: Meaning = {
  text: "the host cannot be reached",
  hint: "Check the network, VPN and firewall; a private endpoint answers only from inside its network.",
  harm: "none",
};

const untrusted: Meaning = {
  text: "the server's certificate is signed by an authority that is not trusted",
  hint: "If that authority is your own, or a proxy's that opens TLS, give its PEM file with --tls.CABundle or SSL_CERT_FILE.",
  harm: "useless",
};

const wrongClient: Meaning = {
  text: "the server does not accept the certificate of this client",
  hint: "Give the certificate that the server wants, and its key, with --tls.certificate and --tls.key; check that it has not expired and that the server knows its authority.",
  harm: "useless",
};

const handshake: Meaning = {
  text: "the TLS handshake failed",
  hint: "Check that the server speaks TLS on this port, that http and https are not confused, and whether it wants a client certificate (--tls.certificate).",
  harm: "useless",
};

/** Codes of Node.js and OpenSSL. */
export const meanings: { readonly [code: string]: Meaning } = {
  ECONNREFUSED: {
    text: "the connection was refused",
    hint: "Check the host and port, and that the service is running.",
    harm: "none",
  },
  ENOTFOUND: {
    text: "the host name is unknown",
    hint: "Check the spelling of the host and the values of server variables; behind a proxy set HTTPS_PROXY.",
    harm: "useless",
  },
  EAI_AGAIN: {
    text: "the host name cannot be looked up at the moment",
    hint: "Check the network connection and DNS; behind a proxy set HTTPS_PROXY.",
    harm: "none",
  },
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  ENETDOWN: unreachable,
  EADDRNOTAVAIL: unreachable,
  EACCES: { ...unreachable, text: "this machine does not let the connection out", harm: "useless" },
  ETIMEDOUT: { ...unreachable, text: "the connection timed out", harm: "repeats" },
  DEPTH_ZERO_SELF_SIGNED_CERT: {
    ...untrusted,
    text: "the server's certificate is not trusted: it is signed by itself",
    hint: "If it is the right server, give its certificate as a PEM file with --tls.CABundle.",
  },
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    ...untrusted,
    text: "the server's certificate is not trusted: the one that signed it is neither known nor sent by the server",
    hint: "The server should send its intermediate certificates; until it does, give their PEM file with --tls.CABundle.",
  },
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  CERT_UNTRUSTED: untrusted,
  INVALID_CA: { ...untrusted, text: "the server's certificate is signed by one that may not sign others" },
  INVALID_PURPOSE: {
    text: "the server's certificate is not made for servers",
    hint: "The owner of the server has to replace it.",
    harm: "useless",
  },
  CERT_HAS_EXPIRED: {
    text: "the server's certificate has expired",
    hint: "The owner of the server has to renew it; check also the clock of this machine.",
    harm: "useless",
  },
  CERT_NOT_YET_VALID: {
    text: "the server's certificate is not valid yet",
    hint: "Check the clock of this machine.",
    harm: "useless",
  },
  CERT_REVOKED: {
    text: "the server's certificate has been revoked",
    hint: "The owner of the server has to replace it.",
    harm: "useless",
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    text: "the server's certificate is made out to another host",
    hint: "Check the host name; a private endpoint may need to be called by the name in its certificate.",
    harm: "useless",
  },
};

/** OpenSSL's codes have many spellings, by version of the protocol and of itself. */
export const families: readonly (readonly [codes: RegExp, meaning: Meaning])[] = [
  [
    /^HPE_/,
    {
      text: "the answer is not valid HTTP",
      hint: "Check the port and the scheme of the server's URL.",
      harm: "repeats",
    },
  ],
  [/_ALERT_(BAD_CERTIFICATE|CERTIFICATE_\w+|UNKNOWN_CA|UNSUPPORTED_CERTIFICATE|ACCESS_DENIED)$/, wrongClient],
  [
    /WRONG_VERSION_NUMBER|HTTP_REQUEST|PACKET_LENGTH_TOO_LONG|UNKNOWN_PROTOCOL|UNEXPECTED_MESSAGE$/,
    {
      text: "the server does not speak TLS on this port",
      hint: "Use http in place of https in the server's URL, or the port of the server that is for https.",
      harm: "useless",
    },
  ],
  [
    /UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION|INAPPROPRIATE_FALLBACK/,
    {
      text: "the server speaks only versions of TLS that are not safe, or none that this Node.js knows",
      hint: "The server has to offer TLS 1.2 or 1.3. Until it does: NODE_OPTIONS=--tls-min-v1.0.",
      harm: "useless",
    },
  ],
  [
    /KEY_TOO_SMALL|MD_TOO_WEAK|DH_KEY|SIGNATURE_ALGORITHM/,
    {
      text: "the keys or signatures of the server's certificate are too weak",
      hint: "The owner of the server has to replace it.",
      harm: "useless",
    },
  ],
  [/^(ERR_SSL_|ERR_TLS_|EPROTO$)/, handshake],
];

/** Whatever has no code of those. */
export const broken: Meaning = {
  text: "the connection broke off",
  hint: "Try again; if it persists, check the proxy, the service's status page, and the client's certificate where one is given.",
  harm: "repeats",
};
