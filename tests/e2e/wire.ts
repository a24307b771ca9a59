import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A network cable between a browser and a server: it can be pulled, and put into another server. */
export async function createWire(to: string) {
  let target: URL | null = new URL(to);
  const open = new Set<Socket>();
  const server = createServer((near) => {
    if (!target) return void near.destroy();
    const far = connect(Number(target.port), target.hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.pipe(other);
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
    plug(into: string) {
      target = new URL(into);
    },
    close() {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}
