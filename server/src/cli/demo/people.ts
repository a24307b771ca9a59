/** Sites and operators of the demo. Pure. */
import {
  type AccountId,
  DEFAULT_SETTINGS,
  type DeskSettings,
  type Operator,
  type OperatorId,
  type Role,
  type SiteId,
  type SiteSettings,
} from '@parley/shared-types/model.ts';

export const ACCOUNT = 'demo-account' as AccountId;

const DESK: DeskSettings = {
  autoAssign: false,
  retentionDays: 0,
  tags: [
    { name: 'shipping', color: '#2f7d4f' },
    { name: 'billing', color: '#9a6200' },
    { name: 'bug', color: '#b3362b' },
    { name: 'sales', color: '#5b54d6' },
    { name: 'account', color: '#0f6f8c' },
    { name: 'vip', color: '#8a3ea8' },
  ],
  replies: [
    { id: 'hello', shortcut: 'hello', text: 'Hello {{visitor.name|there}}, {{operator.name}} here. How can I help?' },
    { id: 'refund', shortcut: 'refund', text: 'The refund is on its way; it takes **3 to 5 days** until your bank shows it.' },
    { id: 'photo', shortcut: 'photo', text: 'Could you send us a photo? The paperclip next to the text field takes it.' },
    { id: 'bye', shortcut: 'bye', text: 'Glad that it works again. Write here whenever you need us.' },
  ],
};

const office = (timezone: string): SiteSettings['hours'] => ({
  timezone,
  days: Array.from({ length: 7 }, (_, day) => (day < 5 ? [[540, 1080] as const] : [])),
});

export interface DemoSite {
  readonly id: SiteId;
  readonly name: string;
  readonly settings: Partial<SiteSettings>;
  readonly desk: DeskSettings;
}
export const SITES: readonly DemoSite[] = [
  {
    id: 'demo-shop' as SiteId,
    name: 'Harbour Supply',
    settings: {
      greeting: 'Hello. How can we help you?',
      starters: ['Where is my order?', 'I need an invoice'],
      hours: office('Europe/Berlin'),
      pages: true,
      liveVisitors: true,
    },
    desk: DESK,
  },
  {
    id: 'demo-atelier' as SiteId,
    name: 'Atelier Lumière',
    settings: { color: '#b3362b', language: 'fr', greeting: 'Bonjour, une question ?', replyTime: 'minutes' },
    desk: DESK,
  },
  {
    id: 'demo-souq' as SiteId,
    name: 'سوق الكتب',
    settings: { color: '#0f6f8c', language: 'ar', position: 'start', replyTime: 'day' },
    desk: { ...DESK, replies: [] },
  },
];

const everywhere = (role: Role) => Object.fromEntries(SITES.map(({ id }) => [id, role]));

export const OPERATORS: readonly Omit<Operator, 'createdAt' | 'accountId'>[] = [
  { id: 'demo-ann' as OperatorId, name: 'Ann Lindgren', email: 'ann@demo.example', roles: everywhere('owner') },
  { id: 'demo-bob' as OperatorId, name: 'Bob Mensah', email: 'bob@demo.example', roles: everywhere('admin') },
  {
    id: 'demo-chloe' as OperatorId,
    name: 'Chloé Martin',
    email: 'chloe@demo.example',
    roles: { 'demo-shop': 'agent', 'demo-atelier': 'admin' },
  },
  { id: 'demo-omar' as OperatorId, name: 'عمر حداد', email: 'omar@demo.example', roles: { 'demo-souq': 'admin', 'demo-shop': 'agent' } },
  { id: 'demo-kim' as OperatorId, name: 'Kim', email: 'kim@demo.example', roles: { 'demo-shop': 'agent' } },
];

export const SETTINGS_OF = ({ settings }: DemoSite): SiteSettings => ({ ...DEFAULT_SETTINGS, ...settings });
