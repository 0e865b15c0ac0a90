/** The token of whoever is signed in to the provider's command line. */
import { nearestNames } from "../../common/suggest.ts";
import { requestFailure } from "../failure.ts";
import type { Credentials } from "../transport/message.ts";
import { confluentCli } from "./confluent-cli.ts";
import type { AuthContext, AuthType } from "./auth-type.ts";
import { azureCliToken } from "./azure/command-line.ts";
import { audienceOf } from "./azure/audience.ts";
import { outputOf, type Command } from "./run-command.ts";
import { remember } from "./secrets.ts";
import { bearerOf, keptToken } from "./token-request.ts";

type Ask = (context: AuthContext) => Promise<Credentials>;

const gcloud = printed({
  line: ["gcloud", "auth", "print-access-token"],
  hint: "Install the gcloud command line and run gcloud auth login.",
});

/** By what the provider's name begins with. */
const commandLines: { readonly [prefix: string]: Ask } = {
  google: gcloud,
  firebase: gcloud,
  youtube: gcloud,
  azure: (context) => ofAzure(context, audienceOf(context)),
  entra: (context) => ofAzure(context, "https://graph.microsoft.com"),
  confluent: confluentCli,
  kafka: confluentCli,
  github: printed({
    line: ["gh", "auth", "token"],
    hint: "Install the gh command line and run gh auth login.",
  }),
};

/** Sends `Bearer <token>`. Throws `missing_credentials` where the program is not there or nobody is signed in. */
export const interactive: AuthType = async (context) => {
  const { provider } = context;
  const prefixes = Object.keys(commandLines);
  const prefix = prefixes.find((one) => provider.startsWith(one));
  const ask = prefix === undefined ? undefined : commandLines[prefix];
  if (ask !== undefined) return ask(context);
  const [near] = nearestNames(provider, prefixes);
  const suggestion = near === undefined ? "" : ` Did you mean ${near}?`;
  throw requestFailure("configuration_error", `no command line is known that signs in to ${provider}`, {
    hint: `Known are those of providers that begin with ${prefixes.join(", ")}.${suggestion}`,
  });
};

async function ofAzure(context: AuthContext, audience: string): Promise<Credentials> {
  const token = await keptToken(context, ["az", audience], (signal) => azureCliToken(context, audience, signal));
  context.onFound?.("az account get-access-token");
  return bearerOf(token);
}

/** Command lines renew tokens by themselves, those of gcloud in their last minutes. */
const lifetime = 4 * 60_000;

function printed(command: Command & { readonly line: readonly [string, ...string[]] }): Ask {
  return async (context) => {
    const token = await keptToken(context, ["command line", command.line], async (signal) => {
      const text = (await outputOf(command, context, signal)).trim();
      if (text === "" || /\s/.test(text)) {
        const shown = [...command.line].slice(0, 3).join(" ");
        throw requestFailure("missing_credentials", `${shown} printed no token`, { hint: command.hint });
      }
      remember(text);
      return { text, lifetime };
    });
    context.onFound?.(command.line.join(" "));
    return bearerOf(token);
  };
}
