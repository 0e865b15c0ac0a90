/** State that belongs to a host, made on first use. */
export class PerHost<T> {
  readonly #make: () => T;
  readonly #byHost = new Map<string, T>();

  constructor(make: () => T) {
    this.#make = make;
  }

  /** The state of the URL's host and port. */
  of(url: string): T {
    const { host } = new URL(url);
    const known = this.#byHost.get(host);
    if (known !== undefined) return known;
    const made = this.#make();
    this.#byHost.set(host, made);
    return made;
  }
}
