import type { PresencePush, SettingsPush } from '@parley/shared-types/socket.ts';

/** What is known of the site around the conversation. */
export interface SiteNews extends PresencePush {
  /** The owner's settings, when they changed since the page was loaded. */
  readonly settings: SettingsPush | null;
}

/** Fields that a server of the release before leaves out are as if nobody knew. */
type Told = Pick<PresencePush, 'operatorsOnline'> & Partial<PresencePush>;

/** Who is here, when somebody is, and what the owner changed: what is told last holds. */
export function createSiteNews(on: <Push>(event: string, call: (push: Push) => void) => void, onChange: () => void) {
  let news: SiteNews = { operatorsOnline: false, faces: [], opensAt: null, settings: null };
  const present = ({ operatorsOnline, faces = [], opensAt = null }: Told) => {
    news = { ...news, operatorsOnline, faces, opensAt };
    onChange();
  };
  on('presence', present);
  on<SettingsPush>('settings', (settings) => {
    news = { ...news, settings };
    onChange();
  });
  return { state: () => news, present };
}
