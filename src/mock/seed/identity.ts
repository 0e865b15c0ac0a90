// Who there is: service accounts, users, invitations, identity providers with pools, certificate authorities.
import { paths } from "../kinds.ts";
import type { StoredItem } from "../store.ts";
import type { Planting } from "./data-set.ts";
import { accountRoles, spoken, teamName, teams, userRoles } from "./names.ts";

export interface Principals {
  readonly serviceAccounts: readonly StoredItem[];
  readonly users: readonly StoredItem[];
  readonly pools: readonly StoredItem[];
}

export function plantIdentity(planting: Planting): Principals {
  const serviceAccounts = plantServiceAccounts(planting);
  const users = plantUsers(planting);
  plantInvitations(planting, users);
  const pools = [...plantProviders(planting), ...plantAuthorities(planting)];
  plantGroupMappings(planting);
  return { serviceAccounts, users, pools };
}

function plantServiceAccounts({ count, plant }: Planting): StoredItem[] {
  return Array.from({ length: count(300) }, (_, index) => {
    const team = teamName(Math.floor(index / accountRoles.length));
    const role = accountRoles[index % accountRoles.length] ?? "producer";
    const given = { display_name: `${team}-${role}`, description: `${spoken(role)} of the ${team} team` };
    return plant(paths.serviceAccounts, given) ?? [];
  }).flat();
}

function plantUsers({ cloud, count, plant }: Planting): StoredItem[] {
  return Array.from({ length: count(120) }, (_, index) => {
    const team = teamName(Math.floor(index / userRoles.length));
    const role = userRoles[index % userRoles.length] ?? "Engineer";
    return (
      plant(paths.users, {
        email: `${team}.${role.toLowerCase()}@example.com`,
        full_name: `${spoken(team)} ${role}`,
        auth_type: cloud.random.chance(0.8) ? "AUTH_TYPE_SSO" : "AUTH_TYPE_LOCAL",
      }) ?? []
    );
  }).flat();
}

const invitationStates = ["ACCEPTED", "ACCEPTED", "ACCEPTED", "SENT", "EXPIRED", "DEACTIVATED"] as const;

/** Accepted invitations belong to users that exist; the others wait for someone. */
function plantInvitations({ cloud, count, plant }: Planting, users: readonly StoredItem[]): void {
  for (let index = 0; index < count(45); index++) {
    const state = invitationStates[index % invitationStates.length] ?? "SENT";
    const user = state === "ACCEPTED" ? users[index] : undefined;
    plant(paths.invitations, {
      email: user?.item["email"] ?? `newcomer.${index + 1}@example.com`,
      auth_type: "AUTH_TYPE_SSO",
      status: `INVITE_STATUS_${state}`,
      accepted_at: state === "ACCEPTED" ? "2025-03-03T09:30:00.000Z" : null,
      ...(user === undefined ? {} : { user: { id: user.id } }),
      ...(users.length > 0 ? { creator: { id: cloud.random.pick(users.slice(0, 8)).id } } : {}),
    });
  }
}

const providerNames = [
  "workforce",
  "ci-runners",
  "kubernetes",
  "azure-workloads",
  "gcp-workloads",
  "partners",
] as const;

function plantProviders({ cloud, count, plant }: Planting): StoredItem[] {
  return Array.from({ length: count(providerNames.length) }, (_, index) => {
    const round = Math.floor(index / providerNames.length);
    const name = `${providerNames[index % providerNames.length] ?? "workforce"}${round === 0 ? "" : `-${round + 1}`}`;
    const issuer = `https://${name}.login.example.com`;
    const provider = plant(paths.identityProviders, {
      display_name: name,
      description: `Tokens of ${name.replaceAll("-", " ")}`,
      identity_claim: "claims.sub",
      issuer,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
    });
    if (provider === undefined) return [];
    const path = `${paths.identityProviders}/${provider.id}/identity-pools`;
    return Array.from({ length: 3 + cloud.random.below(3) }, (_pool, number) => {
      const team = teams[(index * 5 + number) % teams.length] ?? "platform";
      const given = {
        display_name: `${name}-${team}`,
        description: `Workloads of the ${team} team`,
        identity_claim: "claims.sub",
        filter: `claims.aud == "confluent" && claims.team == "${team}"`,
      };
      return plant(paths.identityPools, given, { path }) ?? [];
    }).flat();
  }).flat();
}

function plantAuthorities({ count, plant }: Planting): StoredItem[] {
  return Array.from({ length: count(4) }, (_, index) => {
    const authority = plant(paths.certificateAuthorities, {
      display_name: `internal-ca-${index + 1}`,
      description: `Client certificates, series ${index + 1}`,
      certificate_chain_filename: `internal-ca-${index + 1}.pem`,
      crl_url: `https://pki.example.com/ca-${index + 1}.crl`,
    });
    if (authority === undefined) return [];
    const path = `${paths.certificateAuthorities}/${authority.id}/identity-pools`;
    return [0, 1].flatMap((number) => {
      const team = teams[(index * 2 + number) % teams.length] ?? "platform";
      const given = {
        display_name: `mtls-${index + 1}-${team}`,
        description: `Devices of the ${team} team`,
        external_identifier: "CN",
        filter: `CN == "${team}.example.com"`,
      };
      return plant(paths.certificatePools, given, { path }) ?? [];
    });
  }).flat();
}

function plantGroupMappings({ count, plant }: Planting): void {
  for (let index = 0; index < count(25); index++) {
    const team = teamName(index);
    plant(paths.groupMappings, {
      display_name: `${team}-developers`,
      description: `The developers of the ${team} team`,
      filter: `"${team}-developers" in groups`,
    });
  }
}
