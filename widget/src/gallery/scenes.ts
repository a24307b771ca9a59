/** Every state of the panel as data: what a session would say, and what its owner chose. */
import type { Refusal } from '@parley/shared-types/errors.ts';
import type { WidgetSettings } from '@parley/shared-types/http.ts';
import type { EntryBody, EntryView } from '@parley/shared-types/model.ts';
import type { Pending } from '../core/outbox.ts';
import type { VisitorBody, VisitorState } from '../core/visitor-session.ts';

export interface Scene {
  readonly says: string;
  readonly state?: Partial<VisitorState>;
  readonly chosen?: WidgetSettings['chosen'];
  readonly color?: string;
  readonly refused?: Refusal;
  readonly draft?: string;
  readonly dir?: 'rtl';
  readonly lang?: string;
  readonly isDark?: boolean;
  readonly isPhone?: boolean;
  /** Somebody wrote on this browser before. */
  readonly isKnown?: boolean;
}

const NOON = Date.UTC(2026, 10, 23, 12);
const MINUTE = 60_000;

/** A log of what was said in turn: `>` begins what the visitor says. */
function log(...said: readonly (string | EntryBody)[]): EntryView[] {
  return said.map((one, index) => {
    const isOwn = typeof one === 'string' ? one.startsWith('>') : /^(rating|event|profile)$/.test(one.kind);
    const body = typeof one === 'string' ? { kind: 'message', text: one.replace(/^>/, '') } : one;
    const author = isOwn ? { kind: 'visitor', id: 'v' } : { kind: 'operator', id: 'ann', name: 'Ann Archer' };
    const at = NOON + index * MINUTE;
    const ids = { id: `e${index}`, clientMsgId: `m${index}`, seq: index + 1 };
    return { kind: 'entry', ...ids, author, body, audience: 'all', acceptedAt: at, storedAt: at } as unknown as EntryView;
  });
}

function waiting(text: string, state: Pending<VisitorBody>['state'], more: object = {}): Pending<VisitorBody> {
  return { clientMsgId: `w${text.length}${state}`, body: text, createdAt: NOON + 90 * MINUTE, state, ...more };
}

const LONG = 'A long question about an order that went wrong in more than one way, told at length and without a stop. '.repeat(8);
const COMPOUND =
  'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft und Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz';
const TALK = log('>Hello, is the red one in stock?', 'Yes, three of them.', 'Shall I put one aside for you?', '>Please do');
const READ = { visitor: { delivered: 4, read: 4 }, operators: { delivered: 4, read: 4 } };
const CODE =
  'Run this once:\n```\nnpm i https://chat.example.com/parley/sdk.tgz\nnode build.js --out dist --a-flag-that-is-long\n```\nthen `npm start`.';
const LINKS =
  'See https://shop.example/red?size=xl&ref=chat, [our **terms**](https://shop.example/terms) or ann@shop.example. *Not* javascript:alert(1).';

export const SCENES: Readonly<Record<string, Scene>> = {
  empty: { says: 'Nobody has written' },
  greeting: { says: 'A greeting of the owner', chosen: { greeting: 'Hello. How can we help you?', title: 'The red shop' } },
  starters: { says: 'First sentences', chosen: { starters: ['Where is my order?', 'I want to return something', 'Something else'] } },
  faces: { says: 'Who is here', state: { faces: ['Ann Archer', 'Bo', 'Çelik'] } },
  away: { says: 'Nobody is here, until the morning', state: { operatorsOnline: false, opensAt: NOON + 20 * 60 * MINUTE } },
  talk: { says: 'A conversation, all read', state: { entries: TALK, registers: READ } },
  typing: { says: 'An operator writes', state: { entries: TALK, typing: 'Ann' } },
  sending: {
    says: 'On its way, and sent',
    state: { entries: TALK, pending: [waiting('Sent, not stored', 'accepted'), waiting('Still here', 'waiting')] },
  },
  failed: {
    says: 'Refused for good',
    state: { entries: TALK, pending: [waiting('This was too long to be sent', 'failed', { code: 'too_long' })] },
  },
  long: { says: 'Long texts', state: { entries: log(`>${LONG}`, LONG, `>${COMPOUND}`, COMPOUND) } },
  emoji: { says: 'Emoji only', state: { entries: log('>👍', '🎉🎉🎉', '>👩‍👩‍👧‍👦🏳️‍🌈', '❤️ and words') } },
  code: { says: 'Code', state: { entries: log('>How do I install it?', CODE) } },
  links: { says: 'Links and marks', state: { entries: log('>Where are your terms?', LINKS) } },
  replies: {
    says: 'Quick replies',
    state: { entries: log('>Hello', { kind: 'message', text: 'What is it about?', replies: ['An order', 'A return', 'Something else'] }) },
  },
  draft: { says: 'Half a message', draft: 'I wanted to ask whether', state: { entries: TALK } },
  loading: { says: 'Being loaded', isKnown: true, state: { isLoaded: false, link: 'connecting' } },
  offline: { says: 'Without a connection', state: { entries: TALK, link: 'offline', pending: [waiting('Written meanwhile', 'waiting')] } },
  refused: {
    says: 'A page that may not chat',
    refused: { ok: false, code: 'origin_refused', message: '' },
    state: { isLoaded: false, link: 'offline' },
  },
  email: { says: 'Asks for an address', state: { entries: log('>Is anybody there?'), operatorsOnline: false } },
  form: { says: 'Asks before the first message', chosen: { formName: 'required', formEmail: 'optional' } },
  consent: { says: 'Asks for consent', chosen: { consent: true, privacyUrl: 'https://shop.example/privacy' } },
  rating: { says: 'How was it?', state: { entries: log('>Thank you', 'You are welcome.', { kind: 'status', status: 'resolved' }) } },
  yellow: { says: 'A colour that is hard to read on', color: '#ffff00', state: { entries: TALK } },
  black: { says: 'Black', color: '#000000', state: { entries: TALK } },
  dark: { says: 'Dark', isDark: true, state: { entries: TALK, registers: READ, typing: 'Ann' } },
  'dark-failed': {
    says: 'Dark: refused for good',
    isDark: true,
    state: { entries: TALK, pending: [waiting('Too long', 'failed', { code: 'too_long' })] },
  },
  rtl: {
    says: 'Arabic',
    dir: 'rtl',
    lang: 'ar',
    state: { entries: log('>هل المنتج الأحمر متوفر؟', 'نعم، ثلاثة قطع. See https://shop.example/red', '>شكرا') },
  },
  german: { says: 'German', lang: 'de', state: { entries: log('>Ist das rote noch da?', 'Ja, drei Stück.') } },
  'phone-faces': { says: 'On a phone, who is here', isPhone: true, state: { faces: ['Ann Archer', 'Bo', 'Çelik'] } },
  phone: { says: 'On a phone', isPhone: true, state: { entries: TALK, registers: READ } },
  'phone-empty': { says: 'On a phone, nobody has written', isPhone: true, chosen: { starters: ['Where is my order?', 'Something else'] } },
};
