/** What is made when it is first asked for, and then kept: what takes a part of a short run and few runs need. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
