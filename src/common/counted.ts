/** `1 error`, `2 errors`: a number of things, for a line that people read. */
export function counted(count: number, thing: string, things = `${thing}s`): string {
  return `${count} ${count === 1 ? thing : things}`;
}
