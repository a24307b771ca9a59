/** Long polling: a file of its own, loaded where no WebSocket comes through, which is seldom. */
import type { Carrier, OnPacket } from './carriers.ts';

const SEPARATOR = '\x1e';

/** @param url asked before each request: the id of the session is in it once that is known */
export function openPolling(url: () => URL, onPacket: OnPacket, onEnd: () => void): Carrier {
  const stop = new AbortController();
  const waiting: string[] = [];
  let isPosting = false;
  const ask = async (more: RequestInit) => {
    const answer = await fetch(url(), { credentials: 'omit', ...more });
    if (!answer.ok) throw new Error(answer.statusText);
    return answer.text();
  };
  const poll = async () => {
    while (!stop.signal.aborted) for (const packet of (await ask({ signal: stop.signal })).split(SEPARATOR)) onPacket(packet);
  };
  const post = async () => {
    isPosting = true;
    // One after the other, which keeps their order and each below the server's limit.
    for (let body = waiting.shift(); body !== undefined; body = waiting.shift()) await ask({ method: 'POST', body, keepalive: true });
    isPosting = false;
  };
  const failed = () => {
    if (!stop.signal.aborted) onEnd();
  };
  poll().catch(failed);
  return {
    send(packet) {
      waiting.push(packet);
      if (!isPosting) post().catch(failed);
    },
    close: () => stop.abort(),
  };
}
