import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A network cable between a browser and a server: it can be pulled, and put into another server. */
export async function createWire(to: string) {
  let target: URL | null = new URL(to);
  const open = new Set<Socket>();
  const pairs = new Set<{ readonly near: Socket; readonly far: Socket }>();
  let isHeld = false;
  const server = createServer((near) => {
    if (!target) return void near.destroy();
    const far = connect(Number(target.port), target.hostname);
    const pair = { near, far };
    pairs.add(pair);
    near.on('close', () => pairs.delete(pair));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      if (one === near || !isHeld) one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Ends what is open; nothing goes through until it is plugged in. */
    cut() {
      target = null;
      for (const socket of open) socket.destroy();
    },
    /** What the server says waits, what the browser says goes through, until `release`. */
    hold() {
      isHeld = true;
      for (const { near, far } of pairs) far.unpipe(near);
    },
    release() {
      isHeld = false;
      for (const { near, far } of pairs) far.pipe(near);
    },
    plug(into: string) {
      target = new URL(into);
    },
    close() {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}
