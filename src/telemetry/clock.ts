/** Moments as nanoseconds since 1970, which never go back: the wall clock is read once. */
import { now } from "../common/clock.ts";

export type Clock = () => bigint;

export function startClock(): Clock {
  const [epoch, begin] = [BigInt(Date.now()) * 1_000_000n, now()];
  return () => epoch + BigInt(Math.round((now() - begin) * 1e6));
}
