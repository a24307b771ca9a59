import type { Timers } from './time.ts';

/** Time that the test moves. */
export function manualTimers(random: () => number = () => 0.5) {
  let now = 1_000_000;
  let alarms: { at: number; call: () => void }[] = [];
  const timers: Timers = {
    now: () => now,
    random,
    after(ms, call) {
      const alarm = { at: now + ms, call };
      alarms.push(alarm);
      return () => {
        alarms = alarms.filter((one) => one !== alarm);
      };
    },
  };
  const settle = async () => {
    for (let turn = 0; turn < 30; turn++) await Promise.resolve();
  };
  const pass = async (ms: number) => {
    const until = now + ms;
    await settle();
    for (;;) {
      const next = alarms.filter((alarm) => alarm.at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      alarms = alarms.filter((alarm) => alarm !== next);
      now = Math.max(now, next.at);
      next.call();
      await settle();
    }
    now = until;
  };
  return { timers, pass };
}
