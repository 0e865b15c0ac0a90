/** What stands between the transport and the sockets: nothing, what records, or a recording in place of them. */
import { once } from "../../common/once.ts";
import type { NetworkConfig } from "../network.ts";
import type { Send } from "../transport/message.ts";

export interface Tape {
  /** `live` sends through sockets. */
  through(live: Send): Send;
  /** Ends the recording, which is there even where nothing was sent. */
  close(): Promise<void>;
}

/** One for all transports of a connector. The code for it is loaded when the first request goes out. */
export function createTape({ record, replay, userAgent }: NetworkConfig & { readonly userAgent: string }): Tape {
  if (replay !== undefined) return replayed(replay);
  return record === undefined ? noTape : recorded(record, userAgent);
}

const noTape: Tape = { through: (live) => live, close: () => Promise.resolve() };

function replayed(path: string): Tape {
  const player = once(async () => (await import("./player.ts")).openPlayer(path));
  return {
    through: () => async (request, context) => (await player())(request, context),
    close: () => Promise.resolve(),
  };
}

function recorded(path: string, userAgent: string): Tape {
  let isTold = false;
  const recorder = once(async () => new (await import("./recorder.ts")).Recorder(path, userAgent));
  return {
    through: (live) => {
      const send = once(async () => (await recorder()).recorded(live));
      return async (request, context) => {
        isTold = true;
        return (await send())(request, context);
      };
    },
    close: async () => {
      try {
        (await recorder()).close();
      } catch (error) {
        // A request has failed by it already.
        if (!isTold) throw error;
      }
    },
  };
}
