/** Names of columns and parameters in snake case, by the four rules that the format takes from the SDKs of AWS. */

export function snake(name: string): string {
  if (name.includes("_")) return name.toLowerCase();
  const acronyms = /[A-Z]{2,}s$/.exec(name)?.[0];
  let text = name;
  if (acronyms !== undefined) {
    const head = name.slice(0, name.length - acronyms.length);
    text = head === "" ? acronyms.toLowerCase() : `${head}_${acronyms.toLowerCase()}`;
  }
  return text
    .replace(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replace(/([a-z])([0-9]+)/g, "$1_$2")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase();
}

/** Both names mean one thing in SQL. */
export function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase() || snake(one) === snake(other);
}
