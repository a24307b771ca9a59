import { createClock } from '../lib/clock.ts';
import { registerFanoutContract } from './contract.ts';
import { createLocalFanout } from './local.ts';

registerFanoutContract('local', async () => {
  let ahead = 0;
  const clock = createClock();
  const fanout = createLocalFanout({ clock: { ...clock, now: () => clock.now() + ahead } });
  return {
    fanouts: [fanout],
    pass: async (ms) => {
      ahead += ms;
    },
    teardown: () => fanout.close(),
  };
});
