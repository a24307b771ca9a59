import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { type AddressInfo, createServer as createTcp, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { expect, it, onTestFinished } from 'vitest';
import { isPublicAddress, readCidrs } from './safe-address.ts';
import { createSafePost, problemOfUrl } from './safe-fetch.ts';
import { selfSigned } from './testing/certificate.ts';

const LOOPBACK = readCidrs(['127.0.0.0/8']) ?? (() => false);
const NOTHING = () => false;
const send = (post: ReturnType<typeof createSafePost>, url: string) => post({ url, headers: {}, body: '{}' });

async function listen(handle: RequestListener): Promise<number> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
async function listenTcp(onSocket: (socket: Socket) => void): Promise<number> {
  const open = new Set<Socket>();
  const server = createTcp((socket) => {
    open.add(socket);
    socket.on('error', () => {});
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

it.each([
  ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '127.255.0.1', '169.254.169.254', '172.31.0.1', '192.168.1.1', '192.0.2.1'],
  ...['198.18.0.1', '224.0.0.1', '255.255.255.255', '240.0.0.1', '192.88.99.1'],
  ...['::', '::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '64:ff9b::7f00:1', '64:ff9b::808:808', '2002:7f00:1::', '2001::1', '2001:db8::1'],
  ...['fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd12::1', 'ff02::1', 'fec0::1', '::127.0.0.1', 'localhost', ''],
])('[H3] %s is not public', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

it.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '2606:4700::1111', '2a00:1450::1'])('[H3] %s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

it('[H3] networks are read strictly, and let through what lies in them only', () => {
  for (const word of ['10.0.0.1', '10.0.0.0/33', 'fd00::/129', 'localhost/8', '/8', '10.0.0/8']) expect(readCidrs([word]), word).toBeNull();
  const isAllowed = readCidrs(['10.1.0.0/16', 'fd00::/8']);
  expect(['10.1.2.3', '10.2.0.1', 'fd00::1', '::ffff:10.1.2.3', 'fe80::1'].map((address) => isAllowed?.(address))).toEqual([
    ...[true, false, true, false, false],
  ]);
});

it.each([
  ['ftp://shop.example', 'must begin'],
  ['file:///etc/passwd', 'must begin'],
  ['shop.example/hook', 'must be an address'],
  ['https://user:word@shop.example', 'user'],
  ['https://shop.example:25/', 'another port'],
  ['https://shop.example:6379/', 'another port'],
  ['https://shop.example/#x', '#'],
])('[H3] %s is refused before anybody is asked', (url, word) => {
  expect(problemOfUrl(url)).toContain(word);
});

it.each([
  ...['https://127.0.0.1/', 'https://2130706433/', 'https://0x7f.1/', 'https://0177.0.0.1/', 'https://127.1/', 'https://[::1]/'],
  ...['https://[::ffff:127.0.0.1]/', 'https://localhost/', 'https://localhost./', 'https://169.254.169.254/latest/meta-data'],
  'http://8.8.8.8/',
])('[H3] nothing goes to %s', async (url) => {
  const resolve = async () => ['127.0.0.1', '::1'];
  await expect(send(createSafePost({ isAllowed: NOTHING, resolve }), url)).rejects.toMatchObject({ code: 'hook_refused' });
});

it('[H3] a name that changes its mind is connected by the address that was judged: it is asked once', async () => {
  const hosts: (string | undefined)[] = [];
  const port = await listen((request, response) => {
    hosts.push(request.headers.host);
    response.end();
  });
  let asked = 0;
  const resolve = async () => (++asked === 1 ? ['10.0.0.1', '127.0.0.1'] : ['169.254.169.254']);
  const post = createSafePost({ isAllowed: LOOPBACK, resolve });
  expect(await send(post, `http://rebind.example:${port}/hook`)).toMatchObject({ status: 200 });
  expect([asked, hosts]).toEqual([1, [`rebind.example:${port}`]]);
  await expect(send(post, `http://rebind.example:${port}/hook`)).rejects.toMatchObject({ code: 'hook_refused' });
  expect(hosts).toHaveLength(1);
});

it('[H3] a redirect is an answer and is not followed', async () => {
  const paths: (string | undefined)[] = [];
  const port = await listen((request, response) => {
    paths.push(request.url);
    response.writeHead(302, { location: '/secret' }).end();
  });
  expect(await send(createSafePost({ isAllowed: LOOPBACK }), `http://127.0.0.1:${port}/hook`)).toMatchObject({ status: 302 });
  expect(paths).toEqual(['/hook']);
});

it('[H3] of a body without an end little is read, and the answer counts', async () => {
  let cut = () => {};
  const wasCut = new Promise<void>((resolve) => {
    cut = resolve;
  });
  const port = await listen((_request, response) => {
    response.writeHead(200);
    response.on('close', cut);
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(8_192)));
    };
    response.on('drain', more);
    more();
  });
  expect(await send(createSafePost({ isAllowed: LOOPBACK }), `http://127.0.0.1:${port}/`)).toMatchObject({ status: 200 });
  await wasCut;
});

it('[H3] what fails is told apart: nobody there, no name, no answer, cut off, garbage, no TLS', async () => {
  const post = createSafePost({ isAllowed: LOOPBACK, timeoutMs: 400 });
  const silent = await listenTcp(() => {});
  const cutting = await listenTcp((socket) => socket.on('data', () => socket.destroy()));
  const garbage = await listenTcp((socket) => socket.on('data', () => socket.end('\0\0 no HTTP at all\r\n\r\n')));
  const codeOf = (url: string, how = post) => send(how, url).catch((error: { code?: string }) => error.code);
  expect(await codeOf(`http://127.0.0.1:${silent}/`)).toBe('hook_timeout');
  expect(await codeOf(`http://127.0.0.1:${cutting}/`)).toBe('hook_unreachable');
  expect(await codeOf(`http://127.0.0.1:${garbage}/`)).toBe('hook_unreachable');
  expect(await codeOf('http://127.0.0.1:2/')).toBe('hook_unreachable');
  const nameless = createSafePost({ isAllowed: LOOPBACK, resolve: async () => Promise.reject(new Error('ENOTFOUND')) });
  expect(await codeOf('https://nobody.example/', nameless)).toBe('hook_unreachable');
  const plain = await listen((_request, response) => void response.end());
  expect(await codeOf(`https://127.0.0.1:${plain}/`)).toBe('hook_tls');
});

it('[H3] a certificate that nobody vouches for, or of another name, is refused; one that is good for the name is not, whatever the address', async () => {
  const { key, cert } = selfSigned('hook.example');
  const names: (string | false | null | undefined)[] = [];
  const server = createSecure({ key, cert }, (request, response) => {
    names.push((request.socket as TLSSocket).servername);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const resolve = async () => ['127.0.0.1'];
  const deps = { isAllowed: LOOPBACK, resolve };
  await expect(send(createSafePost(deps), `https://hook.example:${port}/`)).rejects.toMatchObject({ code: 'hook_tls' });
  const trusting = createSafePost({ ...deps, ca: cert });
  await expect(send(trusting, `https://other.example:${port}/`)).rejects.toMatchObject({ code: 'hook_tls' });
  expect(await send(trusting, `https://hook.example:${port}/`)).toMatchObject({ status: 200 });
  expect(names).toEqual(['hook.example']);
});
