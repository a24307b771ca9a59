import type { Profile, VisibleEntry } from '@parley/shared-types/model.ts';
import type { Kit } from '../extras/kit.ts';
import { joinProfiles } from '../panel/profile.ts';

/** What only `$parley` asks of the panel. */
export function createActs({ host, model }: Kit) {
  const { core } = model;
  const { memory } = core;
  const last = () => core.live.session.state().entries.at(-1)?.seq ?? 0;
  return {
    /** Says something in the site's name, to this visitor only: it stands behind what is there now, and is kept by nobody. */
    show(text: string) {
      const { name } = host.site;
      const count = memory.shown.length + 1;
      const author = { kind: 'bot', id: 'local', name } as const;
      const said = { kind: 'entry', clientMsgId: `local${count}`, seq: last() + count / 1_000, author, acceptedAt: Date.now() } as const;
      memory.shown = [...memory.shown, { ...said, body: { kind: 'message', text } } as unknown as VisibleEntry];
      if (!memory.isOpen) memory.preview = { text, name };
      core.changed();
    },
    /** Everything that is there was read. */
    readAll() {
      memory.read = last();
      core.live.session.seen(memory.read);
      core.update();
    },
    describe(profile: Profile) {
      memory.wanted = joinProfiles(memory.wanted, profile);
      core.update();
    },
  };
}
