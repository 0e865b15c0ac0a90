/** Text with strings in double quotes, as JSON and GraphQL have them, that knows whether it ends inside of one. */
export class QuotedText {
  #written = "";
  #isInString = false;
  #isEscaped = false;

  /** True where what comes next stands inside of a string. */
  get isInString(): boolean {
    return this.#isInString;
  }

  /** Text that may begin and end strings. */
  write(text: string): void {
    this.#written += text;
    for (const character of text) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (character === "\\") this.#isEscaped = this.#isInString;
      else if (character === '"') this.#isInString = !this.#isInString;
    }
  }

  /** A value that stays inside of the string, whatever it holds. GraphQL's strings are escaped as JSON's are. */
  writeEscaped(value: string): void {
    this.#written += escaped(value);
  }

  get length(): number {
    return this.#written.length;
  }

  text(): string {
    return this.#written;
  }
}

/** A value as it stands inside of a string. Source: GraphQL specification, section "String Value"; RFC 8259 section 7. */
export function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
