import { expect, test } from "vitest";
import { snakeCase } from "./casing.ts";

// verifies: body.snake-case
test.each([
  ["VpcId", "vpc_id"],
  ["VPCEndpoints", "vpc_endpoints"],
  ["PublicIPs", "public_ips"],
  ["ARNs", "arns"],
  ["displayName", "display_name"],
  ["Ipv6Address", "ipv_6_address"],
  ["Already_Snake", "already_snake"],
  ["plain", "plain"],
])("%s is %s in snake case", (name, expected) => {
  expect(snakeCase(name)).toBe(expected);
});
