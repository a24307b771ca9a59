import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { SETTINGS } from '../../config.ts';
import { ParleyError } from '../../lib/errors.ts';
import { isRunning } from '../run-file.ts';
import { type Layout, readJson, writePrivate } from './layout.ts';
import { type History, liveOf } from './plan.ts';
import type { Colour, Route } from './proxy.ts';
import { readUnit } from './unit-record.ts';

/** What a target knows of itself between commands. */
export interface Target {
  /** Where browsers reach it. */
  readonly url: string;
  /** Where its proxy listens. */
  readonly bind: string;
  readonly siteId: string;
  readonly history: History;
  /** Servers of the proxy that the live release has. */
  readonly colour: Colour;
}

export function readTarget({ target }: Layout): Target | null {
  return readJson<Target>(target);
}

export function writeTarget({ target }: Layout, to: Target): void {
  writePrivate(target, JSON.stringify(to));
}

/** The target of this folder, with its keeper running. @throws ParleyError `target_not_running` */
export function requireTarget(layout: Layout): Target {
  const target = readTarget(layout);
  const keeper = readUnit(layout.keeper);
  if (target && keeper && isRunning(keeper.main)) return target;
  throw new ParleyError('target_not_running', { detail: layout.root });
}

/** Gateways of a release, by its record; none when it does not run. */
export function gatewaysOf(layout: Layout, release: string | null): readonly string[] {
  const unit = release === null ? null : readUnit(layout.run(release));
  return (unit?.processes ?? []).filter(({ roles }) => roles.includes('gateway')).map(({ url }) => url);
}

export function routeOf(layout: Layout, { history, colour }: Target): Route {
  return { colour, urls: gatewaysOf(layout, liveOf(history)) };
}

export function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

/** Settings that a command was started with and a target keeps: not where it listens and lies, which the target decides. */
export function keptSettings(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const own = ['PORT', 'HOST', 'DATA_DIR', 'TARGET_DIR', 'TARGET_CERTIFICATE', 'ROLES'];
  const names = Object.keys(SETTINGS)
    .flatMap((name) => [name, `${name}_FILE`])
    .filter((name) => !own.includes(name));
  return Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}

/** @throws ParleyError `config_invalid` for a value that a line of a file cannot hold */
export function writeSettings({ settings }: Layout, values: Readonly<Record<string, string>>): void {
  const wrong = Object.entries(values).filter(([, value]) => /["\n]/.test(value));
  if (wrong.length > 0)
    throw new ParleyError('config_invalid', { detail: wrong.map(([name]) => `${name}: no quote or line break`).join('; ') });
  writePrivate(
    settings,
    `${Object.entries(values)
      .map(([name, value]) => `${name}="${value}"\n`)
      .join('')}`,
  );
}

export function readSettings({ settings }: Layout): Record<string, string> {
  const values = existsSync(settings) ? parseEnv(readFileSync(settings, 'utf8')) : {};
  return Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
