/** Socket.IO's packets without binary attachments: the part of `socket.io-parser` that a chat needs (see trim.ts). */
export const protocol = 5;

/** As an object, since erasable TypeScript has no enum. */
export const PacketType = { CONNECT: 0, DISCONNECT: 1, EVENT: 2, ACK: 3, CONNECT_ERROR: 4, BINARY_EVENT: 5, BINARY_ACK: 6 } as const;

interface Packet {
  readonly type: number;
  readonly nsp: string;
  readonly id?: number;
  readonly data?: unknown;
}

const RESERVED: readonly unknown[] = ['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener'];
const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What each type may carry; anything else closes the connection as a parse error. */
const VALID: readonly ((data: unknown) => boolean)[] = [
  isObject,
  (data) => data === undefined,
  (data) => Array.isArray(data) && typeof data[0] === 'string' && !RESERVED.includes(data[0]),
  Array.isArray,
  (data) => typeof data === 'string' || isObject(data),
];

export class Encoder {
  encode({ type, nsp, id, data }: Packet): string[] {
    return [`${type}${nsp === '/' ? '' : `${nsp},`}${id ?? ''}${data === undefined || data === null ? '' : JSON.stringify(data)}`];
  }
}

/** Type, namespace, id of the acknowledgement, JSON. */
const SHAPE = /^([0-4])(?:(\/[^,]*)(?:,|$))?(\d*)([\s\S]*)$/;

export class Decoder {
  #call: ((packet: Packet) => void) | undefined;

  on(_event: 'decoded', call: (packet: Packet) => void): void {
    this.#call = call;
  }

  off(): void {
    this.#call = undefined;
  }

  /** @throws when it is not a packet without attachments */
  add(encoded: string): void {
    const [, kind, nsp = '/', id, json] = SHAPE.exec(encoded) ?? [];
    const type = Number(kind);
    const data: unknown = json ? JSON.parse(json) : undefined;
    if (!VALID[type]?.(data)) throw new Error('not a packet');
    this.#call?.({ type, nsp, data, ...(id ? { id: Number(id) } : {}) });
  }

  destroy(): void {}
}
