import { spawn } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readArgs } from './args.ts';
import { ROOT } from './paths.ts';

interface Step {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

const bin = (name: string) => join(ROOT, 'node_modules', '.bin', name);

function steps(fix: boolean): readonly Step[] {
  return [
    { name: 'style', command: bin('biome'), args: ['check', ...(fix ? ['--write'] : []), '--error-on-warnings', '.'] },
    { name: 'types', command: bin('tsc'), args: ['-b'] },
    { name: 'promises and layers', command: bin('oxlint'), args: ['--type-aware', '--deny-warnings', '.'] },
    { name: 'generated pages', command: process.execPath, args: [join(ROOT, 'server/src/cli/main.ts'), 'docs', '--check'] },
  ];
}

/** Runs one step; returns whether it passed, and shows its words only when it did not. */
function runStep(step: Step): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(step.command, step.args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    const said: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
    const done = (passed: boolean) => {
      console.log(`${passed ? 'ok  ' : 'FAIL'}  ${step.name}`);
      if (!passed) process.stdout.write(Buffer.concat(said));
      resolve(passed);
    };
    child.once('error', () => done(false));
    child.once('exit', (code) => done(code === 0));
  });
}

function installHook(): void {
  const hook = join(ROOT, '.git', 'hooks', 'pre-commit');
  writeFileSync(hook, '#!/bin/sh\nexec ./parley check\n');
  chmodSync(hook, 0o755);
  console.log('installed: ./parley check runs before each commit');
}

/** `./parley check`: style, types, layers and generated pages. */
export async function run(words: readonly string[]): Promise<number> {
  const { values } = readArgs(words, { fix: { type: 'boolean' }, hook: { type: 'boolean' } });
  if (values.hook) {
    installHook();
    return 0;
  }
  const started = Date.now();
  const passed = await Promise.all(steps(values.fix === true).map(runStep));
  console.log(`check: ${((Date.now() - started) / 1_000).toFixed(1)} s`);
  return passed.every(Boolean) ? 0 : 1;
}
