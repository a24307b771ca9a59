import { ERRORS } from '@parley/shared-types/errors.ts';
import { isCoded } from '../lib/errors.ts';

const USAGE_EXIT = 64;

interface Command {
  readonly usage: string;
  readonly summary: string;
  readonly load: () => Promise<{ run: (words: readonly string[]) => Promise<number> }>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  up: {
    usage: 'up [--cluster | --demo [--still] [--conversations N]] [--detach] [--json]',
    summary:
      'boot everything and say where it is; --cluster: as processes on RabbitMQ, MongoDB and Redis; --demo: a full account, for looking at',
    load: () => import('./up.ts'),
  },
  down: { usage: 'down', summary: 'stop what up started', load: () => import('./down.ts') },
  dev: {
    usage: 'dev',
    summary: 'boot for development: hot pages, a worker restarts alone when it changes',
    load: () => import('./dev.ts'),
  },
  check: {
    usage: 'check [--fix] [--hook]',
    summary: 'style, types and layers in under 20 s; --hook runs it before each commit',
    load: () => import('./check.ts'),
  },
  test: { usage: 'test [SUITE ...]', summary: 'check, build and all suites: unit services e2e faults', load: () => import('./test.ts') },
  faults: {
    usage: 'faults [--starred] [--guards-off] [--seconds N] [ROW ...]',
    summary: 'kill, flood and poison a real server; --guards-off: each row must fail',
    load: () => import('./faults.ts'),
  },
  bench: { usage: 'bench [PART ...]', summary: 'ours against the bare loop', load: () => import('./bench.ts') },
  sizes: { usage: 'sizes', summary: 'what the widget costs a page, in bytes; fails above its budget', load: () => import('./sizes.ts') },
  job: { usage: "job send KIND 'JSON'", summary: 'send a job to a kind of worker; prints its id', load: () => import('./job.ts') },
  dlq: {
    usage: 'dlq list | replay ID... | drop ID... [--all] [--reason CODE] [--queue NAME] [--limit N] [--json]',
    summary: 'dead letters: why they are, back into their queues, or away',
    load: () => import('./dlq.ts'),
  },
  hooks: {
    usage: 'hooks list | log HOOK | redeliver HOOK DELIVERY',
    summary: 'webhooks of all sites, how their events went, and one of them once more',
    load: () => import('./hooks.ts'),
  },
  user: {
    usage: 'user link [--email ADDRESS]',
    summary: 'print the set-up link again, or a link with which that operator sets a new password',
    load: () => import('./user.ts'),
  },
  update: {
    usage: 'update',
    summary: 'pull, install, build, migrate, and restart what up runs, without losing a message',
    load: () => import('./update.ts'),
  },
  target: {
    usage: 'target up|down|status',
    summary: 'a running target for deploys: services, HAProxy and a release (docs/deploy.md)',
    load: () => import('./target.ts'),
  },
  deploy: {
    usage: 'deploy [COMMIT]',
    summary: 'replace the release of the target by a commit (HEAD), without anybody noticing',
    load: () => import('./deploy.ts'),
  },
  revert: { usage: 'revert', summary: 'put the release before back in its place; needs no build', load: () => import('./revert.ts') },
  probe: {
    usage: 'probe [--rate N] [--seconds N] [--until-file FILE]',
    summary: 'send through the proxy of the target and count what is lost, repeated or late',
    load: () => import('./probe.ts'),
  },
  build: { usage: 'build', summary: 'build the pages whose sources changed', load: () => import('./build.ts') },
  docs: { usage: 'docs [--check]', summary: 'write docs/errors.md and docs/config.md from their tables', load: () => import('./docs.ts') },
};

function help(): string {
  const lines = Object.values(COMMANDS).map(({ usage, summary }) => `  ${usage.padEnd(62)} ${summary}`);
  return ['Usage: ./parley COMMAND', '', ...lines, '', 'Settings are environment variables or lines of .env: docs/config.md'].join('\n');
}

/** Runs one command; returns the exit code. Coded errors become two plain lines on standard error. */
async function main(words: readonly string[]): Promise<number> {
  const [name = 'help', ...rest] = words;
  if (name === 'help' || name === '--help' || name === '-h') {
    console.log(help());
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    console.error(`parley: usage: there is no command '${name}'\n${help()}`);
    return USAGE_EXIT;
  }
  try {
    return await (await command.load()).run(rest);
  } catch (error) {
    if (!isCoded(error)) throw error;
    console.error(`parley: ${error.message}\n  ${ERRORS[error.code].mend}`);
    const row: { readonly exit?: number } = ERRORS[error.code];
    return row.exit ?? 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
