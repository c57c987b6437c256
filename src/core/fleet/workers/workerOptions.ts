/** Flags of a worker's Node: small, for there may be many; one tool call handles files and outputs of a few megabytes. */
export const workerOptions = ["--max-old-space-size=256", "--max-semi-space-size=2"];
