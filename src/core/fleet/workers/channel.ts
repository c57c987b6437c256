// The way between the driver and a worker: whole messages in order, and word of its end. What carries them is no matter
// of those who speak through it; here it is Node's own channel between a process and its child.
import type { ChildProcess } from "node:child_process";

/** One end. Messages are plain data that structured cloning keeps as it is (maps too). */
export interface Channel {
  /** Never throws; what cannot be sent any more is dropped, for the end is told by `onClose`. */
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Told once, when the other end is gone or this one was closed. */
  onClose(listener: () => void): void;
  close(): void;
}

/** The driver's end. The channel keeps the driver's process alive only while `hold` says so. */
export function channelToChild(child: ChildProcess): Channel & { hold(busy: boolean): void } {
  return {
    send: (message) => {
      if (child.connected) child.send(message as object, () => {});
    },
    onMessage: (listener) => child.on("message", listener),
    onClose: (listener) => child.once("disconnect", listener),
    close: () => {
      if (child.connected) child.disconnect();
    },
    hold: (busy) => {
      if (busy) child.channel?.ref();
      else child.channel?.unref();
    },
  };
}

/** The worker's end: to the process that forked this one. */
export function channelToParent(): Channel {
  return {
    send: (message) => {
      if (process.connected) process.send?.(message, undefined, undefined, () => {});
    },
    onMessage: (listener) => process.on("message", listener),
    onClose: (listener) => process.once("disconnect", listener),
    close: () => {
      if (process.connected) process.disconnect();
    },
  };
}
