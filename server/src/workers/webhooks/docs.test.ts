import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOOK_EVENTS, type HookBodyType } from '@parley/shared-types/hooks.ts';
import { hookBodyOf } from '@parley/shared-types/schemas/hooks.ts';
import { expect, it } from 'vitest';
import { ROOT } from '../../cli/paths.ts';
import { rotateSecrets, signedHeaders } from './sign.ts';

const PAGE = readFileSync(join(ROOT, 'docs/webhooks.md'), 'utf8');
const codeOf = (language: string) => new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(PAGE)?.[1] ?? '';

function signed(body: string) {
  const [first] = [rotateSecrets([], Date.now())];
  const secrets = rotateSecrets(first, Date.now());
  return { secrets, headers: signedHeaders(secrets, 'evt_1', body, Date.now()) };
}

it('[H1] the code for Node on the page verifies what is sent, with either secret, and refuses what was changed', async () => {
  const body = '{"type":"ping","text":"çà ✓"}';
  const { secrets, headers } = signed(body);
  const { verify } = await import(`data:text/javascript,${encodeURIComponent(codeOf('js'))}`);
  for (const { secret } of secrets) expect(verify(secret, headers, body)).toEqual(JSON.parse(body));
  expect(() => verify(secrets[0]?.secret, headers, `${body} `)).toThrow('not from Parley');
  expect(() => verify(secrets[0]?.secret, { ...headers, 'webhook-timestamp': '1' }, body)).toThrow('too old');
});

it('[H1] the code for Python on the page does so, too', () => {
  const body = '{"type":"ping","text":"çà ✓"}';
  const { secrets, headers } = signed(body);
  const call = (given: string) => {
    const script = `${codeOf('python')}\nimport sys\nverify(**json.loads(sys.stdin.read()))\n`;
    const input = JSON.stringify({ secret: secrets[1]?.secret, headers, body: given });
    return spawnSync('python3', ['-c', script], { input, encoding: 'utf8' });
  };
  expect(call(body)).toMatchObject({ status: 0, stderr: '' });
  expect(call(`${body} `).stderr).toContain('not from Parley');
});

it('[H5] the page names every event, and its example is of its schema', () => {
  for (const type of [...HOOK_EVENTS, 'ping']) expect(PAGE).toContain(`\`${type}\``);
  const example = JSON.parse(codeOf('json')) as { type: HookBodyType };
  hookBodyOf(example.type).parse(example);
});
