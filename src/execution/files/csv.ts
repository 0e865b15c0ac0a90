/** A reader of CSV by RFC 4180, fed in pieces: quoted cells may hold delimiters, quotes and ends of lines. */
import { EngineError } from "../../common/error.ts";

/** A row with the line that it begins in. An empty cell without quotes is null. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly (string | null)[];
}

type Place = "start" | "plain" | "quoted" | "closed";

const quote = 34;
const lineFeed = 10;
const carriageReturn = 13;

/** Cells longer than this come from a quote that nobody closed. */
const longestCell = 64 * 1024 * 1024;

/** Yields whole rows as pieces of text come. Throws `data_exception` naming the line of what is malformed. */
export class CsvParser {
  readonly #delimiter: number;
  #place: Place = "start";
  #cells: (string | null)[] = [];
  #cell = "";
  #line = 1;
  #rowLine = 1;
  #quoteLine = 1;
  #afterReturn = false;
  #wasQuoted = false;

  constructor(delimiter: string) {
    this.#delimiter = delimiter.charCodeAt(0);
  }

  /** The rows that end in this piece. */
  push(text: string): CsvRow[] {
    const rows: CsvRow[] = [];
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      const isSecondOfPair = this.#afterReturn && code === lineFeed;
      this.#afterReturn = false;
      if (isSecondOfPair && this.#place !== "quoted") {
        from = at + 1;
        continue;
      }
      if (code === lineFeed) this.#line++;
      if (this.#place === "quoted") {
        if (code !== quote) continue;
        this.#add(text.slice(from, at));
        from = at + 1;
        this.#place = "closed";
        continue;
      }
      if (code === quote) {
        this.#openQuote();
        from = at + 1;
      } else if (code === this.#delimiter || code === lineFeed || code === carriageReturn) {
        this.#add(text.slice(from, at));
        from = at + 1;
        this.#endCell();
        if (code === this.#delimiter) continue;
        this.#afterReturn = code === carriageReturn;
        if (code === carriageReturn) this.#line++;
        this.#endRow(rows);
      } else if (this.#place === "closed") {
        throw this.#malformed(this.#line, "a cell goes on after its closing quote");
      } else {
        this.#place = "plain";
      }
    }
    this.#add(text.slice(from));
    return rows;
  }

  /** The last row, where no line end follows it. */
  end(): CsvRow[] {
    if (this.#place === "quoted") throw this.#malformed(this.#quoteLine, "a quote is never closed");
    const rows: CsvRow[] = [];
    if (this.#place === "start" && this.#cells.length === 0) return rows;
    this.#endCell();
    this.#endRow(rows);
    return rows;
  }

  #openQuote(): void {
    if (this.#place === "plain")
      throw this.#malformed(this.#line, "a quote stands inside a cell that does not begin with one");
    if (this.#place === "start") this.#quoteLine = this.#line;
    // A quote right after a closing one stands for itself.
    if (this.#place === "closed") this.#cell += '"';
    this.#wasQuoted = true;
    this.#place = "quoted";
  }

  #add(text: string): void {
    this.#cell += text;
    if (this.#cell.length > longestCell) throw this.#malformed(this.#quoteLine, "a cell is longer than 64 MB");
  }

  #endCell(): void {
    this.#cells.push(this.#cell === "" && !this.#wasQuoted ? null : this.#cell);
    this.#cell = "";
    this.#wasQuoted = false;
    this.#place = "start";
  }

  #endRow(rows: CsvRow[]): void {
    const isBlank = this.#cells.length === 1 && this.#cells[0] === null;
    if (!isBlank) rows.push({ line: this.#rowLine, cells: this.#cells });
    this.#cells = [];
    this.#rowLine = this.#line;
  }

  #malformed(line: number, what: string): EngineError {
    return new EngineError({ condition: "data_exception", stage: "execute", message: `line ${line}: ${what}` });
  }
}
