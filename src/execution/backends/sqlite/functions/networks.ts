/** Addresses and blocks of IPv4 and IPv6 (RFC 4632, RFC 4291). What is no address is NULL. */
import { isIP } from "node:net";
import type { SqliteCell } from "../driver.ts";
import { bool, type Scalars, str } from "./scalar.ts";

export const networks: Scalars = {
  cidr_contains: (outer, inner) => compared(str(outer), str(inner), (a, b) => a.first <= b.first && b.last <= a.last),
  cidr_overlaps: (left, right) => compared(str(left), str(right), (a, b) => a.first <= b.last && b.first <= a.last),
  cidr_first: (block) => ofBlock(str(block), ({ bits, first }) => addressText(first, bits)),
  cidr_last: (block) => ofBlock(str(block), ({ bits, last }) => addressText(last, bits)),
  cidr_size: (block) => ofBlock(str(block), ({ first, last }) => Number(last - first + 1n)),
  ip_version: (address) => ({ 4: 4n, 6: 6n })[isIP(str(address).trim())] ?? null,
};

/** The addresses from first to last; `bits` is how many an address has. */
interface Block {
  readonly bits: 32 | 128;
  readonly first: bigint;
  readonly last: bigint;
}

function ofBlock(text: string, read: (block: Block) => SqliteCell): SqliteCell {
  const block = blockOf(text);
  return block === undefined ? null : read(block);
}

function compared(left: string, right: string, holds: (a: Block, b: Block) => boolean): SqliteCell {
  const [a, b] = [blockOf(left), blockOf(right)];
  if (a === undefined || b === undefined) return null;
  return bool(a.bits === b.bits && holds(a, b));
}

/** `address/length`, or an address as the block of itself. */
function blockOf(text: string): Block | undefined {
  const [address = "", length, ...more] = text.trim().split("/");
  const bits = isIP(address) === 4 ? 32 : isIP(address) === 6 ? 128 : undefined;
  if (bits === undefined || more.length > 0 || (length !== undefined && !/^\d{1,3}$/.test(length))) return undefined;
  const fixed = length === undefined ? bits : Number(length);
  if (fixed > bits) return undefined;
  const free = BigInt(bits - fixed);
  const first = ((bits === 32 ? ipv4(address) : ipv6(address)) >> free) << free;
  return { bits, first, last: first + (1n << free) - 1n };
}

function ipv4(address: string): bigint {
  return address.split(".").reduce((value, part) => (value << 8n) | BigInt(part), 0n);
}

function ipv6(address: string): bigint {
  const [plain = ""] = address.split("%");
  // The last 32 bits may be written as an IPv4 address.
  const groups = plain.replace(/[\d.]+$/, (tail) => (tail.includes(".") ? hexGroups(ipv4(tail)) : tail));
  const [front = [], back] = groups.split("::").map((side) => (side === "" ? [] : side.split(":")));
  const zeros = back === undefined ? [] : Array.from({ length: 8 - front.length - back.length }, () => "0");
  return [...front, ...zeros, ...(back ?? [])].reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}

function hexGroups(address: bigint): string {
  return `${(address >> 16n).toString(16)}:${(address & 0xffffn).toString(16)}`;
}

/** IPv6 as RFC 5952 says: the longest run of zeros is left out. */
function addressText(address: bigint, bits: 32 | 128): string {
  const width = bits === 32 ? 8n : 16n;
  const count = bits === 32 ? 4 : 8;
  const parts = Array.from(
    { length: count },
    (_, index) => (address >> (width * BigInt(count - 1 - index))) & ((1n << width) - 1n),
  );
  if (bits === 32) return parts.join(".");
  const groups = parts.map((part) => part.toString(16)).join(":");
  const [longest] = [...groups.matchAll(/\b0(?::0)+\b/g)].toSorted((a, b) => b[0].length - a[0].length);
  if (longest === undefined) return groups;
  const front = groups.slice(0, longest.index).replace(/:$/, "");
  const back = groups.slice(longest.index + longest[0].length).replace(/^:/, "");
  return `${front}::${back}`;
}
