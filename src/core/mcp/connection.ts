// The contract of one living connection to a tool server. Types only, so that whoever holds one needs no package for it.

/** A tool as its server describes it: data of an outsider, nothing of it is believed. */
export interface RemoteTool {
  name: string;
  description: string;
  inputSchema: Record<string, unknown>;
}

export interface RemoteResult {
  content: unknown[];
  structured: unknown;
  isError: boolean;
}

/** Why a call gave no result. */
export type CallFault =
  /** The server answered with an error of the protocol. */
  | { kind: "refused"; message: string }
  | { kind: "timeout" }
  | { kind: "aborted" }
  /** The connection is of no use any more. */
  | { kind: "gone"; message: string };

export interface CallLimits {
  /** Longest time for one request, milliseconds. */
  timeoutMs: number;
  signal: AbortSignal;
}

export interface Connection {
  tools(limits: CallLimits): Promise<RemoteTool[]>;
  call(
    name: string,
    input: Record<string, unknown>,
    limits: CallLimits,
  ): Promise<RemoteResult | { fault: CallFault }>;
  /** Ends the server's processes, or says goodbye to an address. It never throws. */
  close(): Promise<void>;
  /** Resolves with the reason when the other side has gone by itself or was closed. */
  gone: Promise<string>;
}
