/**
 * Standard output and error, whose streams are made when they are needed: the modules behind them take as long to load
 * as a fifth of Node's own start, and a short result to a pipe or a file needs none of them.
 */
import { fstatSync, writeSync } from "node:fs";
import { isatty } from "node:tty";
import { isReaderGone, type Sink, streamSink, writeError } from "../output/sink.ts";

const numbers = { stdin: 0, stdout: 1, stderr: 2 } as const;

/** The number of /dev/null on Linux, where unwanted output goes and no input comes from. */
const nullDevice = 0x103;

/** Whether a person sits at the stream. */
export function isTerminal(name: keyof typeof numbers): boolean {
  try {
    // Terminals are character devices; asking further loads what is behind the stream.
    const device = fstatSync(numbers[name]);
    return device.isCharacterDevice() && device.rdev !== nullDevice && isatty(numbers[name]);
  } catch {
    return false;
  }
}

const used = new Set<NodeJS.WriteStream>();

/** The stream, without the error that would end the process when its reader has gone. */
export function standardStream(name: "stdout" | "stderr"): NodeJS.WriteStream {
  const stream = process[name];
  if (!used.has(stream)) stream.on("error", () => undefined);
  used.add(stream);
  return stream;
}

/** Resolves when all that was written has left the process, or never will. */
export async function flushed(): Promise<void> {
  await Promise.all([...used].map((stream) => new Promise<void>((done) => void stream.write("", () => done()))));
}

/** What a new pipe or socket holds: so much is written without waiting for the reader. */
const roomInPipe = process.platform === "linux" ? 65_536 : 16_384;

/** A sink over standard output. It throws io_error where standard output cannot be written, as `streamSink` does. */
export function outputSink(): Sink {
  let room = directRoom();
  let stream: Sink | undefined;
  let ended = false;
  const toStream = (): Sink => (stream ??= streamSink(standardStream("stdout")));
  return {
    get closed() {
      return ended || (stream?.closed ?? false);
    },
    write(text) {
      if (ended || text === "") return undefined;
      const bytes = Buffer.from(text);
      room -= bytes.length;
      if (stream !== undefined || room < 0) return toStream().write(text);
      const rest = written(bytes);
      ended = rest === undefined;
      if (rest === undefined || rest.length === 0) return undefined;
      toStream();
      return new Promise((done) => standardStream("stdout").write(rest, () => done()));
    },
  };
}

/** How many bytes may be written without a stream: files take any number at once, terminals have ways of their own. */
function directRoom(): number {
  try {
    const kind = fstatSync(numbers.stdout);
    if (kind.isFile()) return Infinity;
    return process.platform !== "win32" && (kind.isFIFO() || kind.isSocket()) ? roomInPipe : -1;
  } catch {
    return -1;
  }
}

/** Writes at once; what could not be written is left over, undefined where nobody reads. */
function written(bytes: Buffer): Buffer | undefined {
  let rest = bytes;
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(numbers.stdout, rest));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (isReaderGone(error)) return undefined;
    // Somebody made it non-blocking and it is full: its stream knows how to wait.
    if (!("code" in error) || error.code !== "EAGAIN") throw writeError(error);
  }
  return rest;
}
