import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { sendMail } from './testing/send-mail.ts';

const MAIN = fileURLToPath(new URL('testing/crash-main.ts', import.meta.url));

function start(folder: string, crash: string) {
  const child: ChildProcess = spawn(process.execPath, [MAIN], {
    env: { ...process.env, DATA_DIR: folder, CRASH: crash },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  const line = async <Answer>() => JSON.parse(String((await lines.next()).value)) as Answer;
  return { child, ended, line };
}

it('[E5] killed -9 between the confirm of the bus and the 250: the sender sends again, and it is stored once', {
  timeout: 120_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-crash-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const first = start(folder, '1');
  const { port, address } = await first.line<{ port: number; address: string }>();
  const mail = { from: 'max@example.com', to: address, text: 'Once only', messageId: '<one@example.com>' };
  await expect(sendMail(port, mail)).rejects.toThrow();
  expect((await first.ended)[1]).toBe('SIGKILL');
  const second = start(folder, '0');
  const again = await second.line<{ port: number; address: string }>();
  expect(again.address).toBe(address);
  await sendMail(again.port, mail);
  await sendMail(again.port, { ...mail, messageId: '<two@example.com>', text: 'The last one' });
  const said = async () => {
    second.child.stdin?.write('?');
    return second.line<string[]>();
  };
  await expect.poll(said, { timeout: 60_000 }).toContain('The last one');
  expect(await said()).toEqual(['Once only', 'The last one']);
});
