// A fetch for tool servers whose answers end at a limit, so that no server can fill the host's memory. Redirects are the
// caller's matter.

/** Bytes of one answer; a stream of messages counts as one. */
const maxAnswer = 50_000_000;

export async function boundedFetch(url: string | URL, init?: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  const { body, status, statusText, headers } = response;
  if (!body) return response;
  let left = maxAnswer;
  const bounded = body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        left -= chunk.length;
        if (left >= 0) controller.enqueue(chunk);
        else controller.error(new Error(`the server's answer is larger than ${maxAnswer / 1_000_000} MB`));
      },
    }),
  );
  return new Response(bounded, { status, statusText, headers });
}
