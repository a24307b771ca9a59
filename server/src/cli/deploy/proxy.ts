/** HAProxy before the releases of a target: its configuration, and its admin socket. */
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { ParleyError } from '../../lib/errors.ts';
import { ROOT } from '../paths.ts';
import { poll } from '../services/child.ts';
import { type Layout, writePrivate } from './layout.ts';

/** The two sets of servers that releases take in turn. */
export type Colour = 'a' | 'b';
export const otherColour = (colour: Colour): Colour => (colour === 'a' ? 'b' : 'a');

/** Places for gateways of one release. */
export const SLOTS = 4;
const BACKENDS = ['gateways', 'polling'] as const;
const UP_MS = 15_000;

const slotsOf = (colour: Colour) => Array.from({ length: SLOTS }, (_, index) => `${colour}-${index + 1}`);

export interface Route {
  readonly colour: Colour;
  /** Addresses of the live gateways, at most SLOTS. */
  readonly urls: readonly string[];
}

/** Lines of the servers of a backend: those of the route are used, the others rest until a release takes them. Pure. */
export function serverLines({ colour, urls }: Route): string {
  const line = (slot: string, url: string | undefined) =>
    url === undefined ? `  server ${slot} 127.0.0.1:1 check disabled` : `  server ${slot} ${new URL(url).host} check`;
  const used = slotsOf(colour).map((slot, index) => line(slot, urls[index]));
  const resting = slotsOf(otherColour(colour)).map((slot) => line(slot, undefined));
  return [...used, ...resting].join('\n');
}

/** Fills in the template deploy/haproxy.cfg. Pure. */
export function renderProxy(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '');
}

/** Writes the configuration with which HAProxy starts. */
export function writeProxyConfig(layout: Layout, bind: string, route: Route): void {
  const template = readFileSync(join(ROOT, 'deploy', 'haproxy.cfg'), 'utf8');
  writePrivate(layout.proxyConfig, renderProxy(template, { socket: layout.proxySocket, bind, servers: serverLines(route) }));
}

/** Commands that put a set of servers into a state, in every backend. Pure. */
export function stateCommands(colour: Colour, state: 'drain' | 'maint'): readonly string[] {
  return BACKENDS.flatMap((backend) => slotsOf(colour).map((slot) => `set server ${backend}/${slot} state ${state}`));
}

/** Commands that let the gateways of a release take new connections. Pure. */
export function openCommands({ colour, urls }: Route): readonly string[] {
  return BACKENDS.flatMap((backend) =>
    urls.flatMap((url, index) => {
      const { hostname, port } = new URL(url);
      const server = `${backend}/${colour}-${index + 1}`;
      return [`set server ${server} addr ${hostname} port ${port}`, `set server ${server} state ready`];
    }),
  );
}

/** What HAProxy says of each server, by `backend/server`: UP, DOWN, DRAIN, MAINT ... Pure. */
export function readStates(csv: string): ReadonlyMap<string, string> {
  const [head = '', ...lines] = csv.trim().split('\n');
  const names = head.replace(/^# /, '').split(',');
  const at = (cells: readonly string[], name: string) => cells[names.indexOf(name)] ?? '';
  const rows = lines.map((line) => line.split(',')).filter((cells) => at(cells, 'type') === '2');
  return new Map(rows.map((cells) => [`${at(cells, 'pxname')}/${at(cells, 'svname')}`, at(cells, 'status')]));
}

/** One command a connection, as HAProxy's socket wants it without its prompt. */
function ask(socketPath: string, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    let said = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
    });
    socket.once('error', (cause) => reject(new ParleyError('service_failed', { detail: 'haproxy does not answer', cause })));
    socket.once('close', () => resolve(said));
    socket.end(`${command}\n`);
  });
}

/** The admin side of a running HAProxy. */
export function createProxyControl(socketPath: string) {
  const states = async () => readStates(await ask(socketPath, 'show stat'));
  const setAll = async (commands: readonly string[]) => {
    for (const command of commands) await ask(socketPath, command);
  };
  const untilAll = (what: string, route: Route, wanted: (state: string) => boolean) => {
    const servers = BACKENDS.flatMap((backend) => route.urls.map((_, index) => `${backend}/${route.colour}-${index + 1}`));
    const hold = async () => {
      const now = await states();
      return servers.every((server) => wanted(now.get(server) ?? ''));
    };
    return poll(`haproxy: ${what}`, hold, { timeoutMs: UP_MS, everyMs: 50 });
  };
  return {
    states,
    /** Lets a release take new connections; resolves when HAProxy finds its gateways healthy. @throws ParleyError `service_failed` */
    async open(route: Route): Promise<void> {
      await setAll(openCommands(route));
      await untilAll('the new gateways are not up', route, (state) => state.startsWith('UP'));
    },
    /** No new connection goes there from now on; those that are open stay. */
    async drain(route: Route): Promise<void> {
      await setAll(stateCommands(route.colour, 'drain'));
      await untilAll('the old gateways do not rest', route, (state) => !state.startsWith('UP'));
    },
    /** Frees the places of a release that has ended. */
    rest: (colour: Colour) => setAll(stateCommands(colour, 'maint')),
  };
}
