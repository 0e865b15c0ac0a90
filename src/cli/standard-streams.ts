/**
 * Standard output and error, whose streams are made when they are needed: the modules behind them take as long to load
 * as a fifth of Node's own start, and a short result to a pipe or a file needs none of them.
 */
import { constants, fstatSync, openSync, writeSync } from "node:fs";
import { isatty } from "node:tty";
import { now } from "../common/clock.ts";
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

/** How long a write waits, without a stream, for a reader that reads on: longer than a process needs for a turn. */
const patienceMilliseconds = 20;

/** A sink over standard output. It throws io_error where standard output cannot be written, as `streamSink` does. */
export function outputSink(): Sink {
  const kind = kindOfOutput();
  let room = { file: Infinity, pipe: roomInPipe, other: -1 }[kind];
  let pipe: number | undefined;
  let stream: Sink | undefined;
  let ended = false;
  const toStream = (): Sink => (stream ??= streamSink(standardStream("stdout")));
  const isDirect = (): boolean => {
    if (stream !== undefined || room >= 0) return stream === undefined;
    pipe ??= kind === "pipe" ? pipeThatNeverWaits() : undefined;
    return pipe !== undefined;
  };
  return {
    get closed() {
      return ended || (stream?.closed ?? false);
    },
    write(text) {
      if (ended || text === "") return undefined;
      const bytes = Buffer.from(text);
      room -= bytes.length;
      if (!isDirect()) return toStream().write(text);
      const rest = pipe === undefined ? written(bytes, numbers.stdout) : writtenSoon(bytes, pipe);
      ended = rest === undefined;
      if (rest === undefined || rest.length === 0) return undefined;
      toStream();
      return new Promise((done) => standardStream("stdout").write(rest, () => done()));
    },
  };
}

/** Files take any number of bytes at once, pipes some; terminals have ways of their own. */
function kindOfOutput(): "file" | "pipe" | "other" {
  try {
    const found = fstatSync(numbers.stdout);
    if (found.isFile() || found.rdev === nullDevice) return "file";
    return process.platform !== "win32" && (found.isFIFO() || found.isSocket()) ? "pipe" : "other";
  } catch {
    return "other";
  }
}

/** Another way to the same pipe; the one that was given may be shared with programs that want to wait. */
function pipeThatNeverWaits(): number | undefined {
  try {
    return openSync("/proc/self/fd/1", constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
}

/** Writes at once; what could not be written is left over, undefined where nobody reads. */
function written(bytes: Buffer, fd: number): Buffer | undefined {
  let rest = bytes;
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(fd, rest));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (isReaderGone(error)) return undefined;
    // It never waits, and it is full: its stream knows how to wait.
    if (!("code" in error) || error.code !== "EAGAIN") throw writeError(error);
  }
  return rest;
}

/** The same, with some patience where the reader is at work. */
function writtenSoon(bytes: Buffer, pipe: number): Buffer | undefined {
  const clock = new Int32Array(new SharedArrayBuffer(4));
  let rest = written(bytes, pipe);
  const end = now() + patienceMilliseconds;
  while (rest !== undefined && rest.length > 0 && now() < end) {
    Atomics.wait(clock, 0, 0, 0.1);
    rest = written(rest, pipe);
  }
  return rest;
}
