import type { Profile, VisitorId } from '@parley/shared-types/model.ts';
import { t } from '../words/words.ts';

interface Who {
  readonly visitorId: VisitorId;
  readonly profile: Profile;
}

/** What a visitor is called: their name, else their address, else four letters of their id. */
export function visitorName({ visitorId, profile }: Who): string {
  return profile.name?.trim() || profile.email || t('Visitor {letters}', { letters: visitorId.slice(0, 4) });
}

const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const first = (word: string): string => segments.segment(word).containing(0)?.segment ?? '';

/** At most two letters for a round picture; whole characters, so that no emoji is cut in half. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const last = words.length > 1 ? first(words.at(-1) ?? '') : '';
  return `${first(words[0] ?? '')}${last}`.toLocaleUpperCase();
}

/** A colour that stays with an id: 0 to 359. */
export function hueOf(id: string): number {
  let hash = 0;
  for (const char of id) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) % 3_600;
  // Twelve hues that are told apart at a glance.
  return (hash % 12) * 30;
}
