/** What may be sent over HTTP. Strict: an unknown field is refused (DESIGN §5.12). */
import { z } from 'zod';
import type {
  AcceptInvitation,
  AllowOrigin,
  DeskChange,
  MeChange,
  NewInvitation,
  NewPassword,
  NewSite,
  Recovery,
  ReplyChange,
  RoleChange,
} from '../http.ts';
import { LANGUAGES, type SiteSettings } from '../model.ts';
import { MAX_CANNED_TEXT, MAX_SITE_TAGS } from '../protocol.ts';
import { emailAddress, siteId, tagName } from './model.ts';

/** Origins of one site at most. */
export const MAX_ALLOWED = 50;

const oneLine = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(max, `at most ${max} characters`)
    .refine((value) => value.isWellFormed() && !/[\p{Cc}\u2028\u2029]/u.test(value), 'must be one line of text');
const greeting = z
  .string()
  .trim()
  .max(300, 'at most 300 characters')
  .refine((value) => value.isWellFormed() && !value.includes('\0'), 'must be readable text');
const typedOrigin = z.string().max(2_000, 'too long');

export const personName = oneLine(100);
export const password = z.string().min(10, 'at least 10 characters').max(200, 'at most 200 characters');
export const linkToken = z.string().min(1).max(400);

export const newSite = z.strictObject({ name: oneLine(80) }) satisfies z.ZodType<NewSite>;

const COLOR = /^#[0-9a-f]{6}$/i;
const words = (max: number) =>
  z
    .string()
    .trim()
    .max(max, `at most ${max} characters`)
    .refine((value) => value.isWellFormed() && !/[\p{Cc}\u2028\u2029]/u.test(value), 'must be one line of text');
const address = (shape: RegExp, word: string) => words(2_000).refine((value) => value === '' || shape.test(value), word);
const paths = z
  .array(
    z
      .string()
      .trim()
      .regex(/^\/\S*$/, 'must begin with /')
      .max(200, 'at most 200 characters'),
  )
  .max(20, 'at most 20 paths');
const wanted = z.enum(['off', 'optional', 'required']);
const pixels = z.number().int().min(0, 'at least 0').max(400, 'at most 400');

const minuteOfDay = z.number().int().min(0).max(1_440);
const openSpan = z.tuple([minuteOfDay, minuteOfDay]).refine(([from, to]) => from < to, 'must end after it begins');
const isTimezone = (name: string) => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};
const hours = z.strictObject({
  timezone: z.string().max(64).refine(isTimezone, 'must be a time zone like Europe/Paris'),
  days: z.array(z.array(openSpan).max(4, 'at most 4 times a day')).length(7, 'must have seven days'),
});
const trigger = z.strictObject({
  name: words(40).min(1, 'must not be empty'),
  on: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('time'), seconds: z.number().int().min(0).max(3_600) }),
    z.strictObject({ kind: z.literal('scroll'), percent: z.number().int().min(1).max(100) }),
    z.strictObject({ kind: z.literal('exit') }),
    z.strictObject({ kind: z.literal('event'), name: words(80).min(1, 'must not be empty') }),
  ]),
  pages: paths,
  text: greeting,
  opens: z.boolean(),
});

/** Each setting of a site. Checked by `satisfies`: none can be forgotten here. */
const settings = {
  color: z.string().regex(COLOR, 'must look like #5b54d6').toLowerCase(),
  scheme: z.enum(['auto', 'light', 'dark']),
  position: z.enum(['end', 'start']),
  offsetX: pixels,
  offsetY: pixels,
  zIndex: z.number().int().min(0, 'at least 0').max(2_147_483_647, 'at most 2147483647'),
  launcher: z.enum(['round', 'none']),
  logo: address(/^https:\/\/[^\s/]+/, 'must be an https address'),
  faces: z.boolean(),
  language: z.enum(['auto', ...LANGUAGES]),
  greeting,
  title: words(80),
  placeholder: words(80),
  starters: z.array(words(80).min(1, 'must not be empty')).max(3, 'at most three'),
  replyTime: z.enum(['minutes', 'hours', 'day']),
  hours: hours.nullable(),
  formName: wanted,
  formEmail: wanted,
  askEmail: z.boolean(),
  rating: z.boolean(),
  files: z.boolean(),
  sound: z.boolean(),
  preview: z.boolean(),
  privacyUrl: address(/^https?:\/\/[^\s/]+/, 'must be an http or https address'),
  consent: z.boolean(),
  identity: z.enum(['optional', 'required']),
  cookieDomain: z
    .string()
    .trim()
    .toLowerCase()
    .max(253)
    .regex(/^([a-z0-9-]+(\.[a-z0-9-]+)+)?$/, 'must look like shop.example'),
  showOn: paths,
  hideOn: paths,
  hideOnPhones: z.boolean(),
  hideWhenClosed: z.boolean(),
  triggers: z.array(trigger).max(10, 'at most 10'),
  pages: z.boolean(),
  liveVisitors: z.boolean(),
} as const satisfies { [Name in keyof SiteSettings]: z.ZodType<SiteSettings[Name]> };
type SettingSchemas = typeof settings;
const someSettings = Object.fromEntries(Object.entries(settings).map(([name, schema]) => [name, schema.exactOptional()])) as {
  [Name in keyof SettingSchemas]: z.ZodExactOptional<SettingSchemas[Name]>;
};

export const siteChange = z.strictObject({
  name: oneLine(80).exactOptional(),
  settings: z.strictObject(someSettings).exactOptional(),
  allowedOrigins: z.array(typedOrigin).max(MAX_ALLOWED, `at most ${MAX_ALLOWED} origins`).exactOptional(),
});

const tag = z.strictObject({
  name: words(40).min(1, 'must not be empty').pipe(tagName),
  color: z.string().regex(COLOR, 'must look like #5b54d6').toLowerCase(),
});
const tagList = z
  .array(tag)
  .max(MAX_SITE_TAGS, `at most ${MAX_SITE_TAGS} tags`)
  .superRefine((tags, context) => {
    const seen = new Set<string>();
    for (const [index, { name }] of tags.entries()) {
      const same = name.toLocaleLowerCase('en');
      if (seen.has(same))
        context.addIssue({ code: 'custom', path: [index, 'name'], message: 'must be another name: this one is there already' });
      seen.add(same);
    }
  });
export const deskChange = z.strictObject({
  autoAssign: z.boolean().exactOptional(),
  retentionDays: z.number().int('must be a whole number').min(0, 'at least 0').max(3_650, 'at most 3650').exactOptional(),
  tags: tagList.exactOptional(),
}) satisfies z.ZodType<DeskChange>;

export const replyId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
export const replyChange = z.strictObject({
  shortcut: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[a-z0-9-]{1,40}$/, 'must be 1 to 40 of a-z, 0-9 and -'),
  text: z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(MAX_CANNED_TEXT, `at most ${MAX_CANNED_TEXT} characters`)
    .refine((value) => value.isWellFormed() && !value.includes('\0'), 'must be readable text'),
}) satisfies z.ZodType<ReplyChange>;

export const allowOrigin = z.strictObject({ origin: typedOrigin }) satisfies z.ZodType<AllowOrigin>;

export const newInvitation = z.strictObject({ role: z.enum(['admin', 'agent']) }) satisfies z.ZodType<NewInvitation>;

export const acceptInvitation = z.strictObject({
  name: personName.exactOptional(),
  email: emailAddress.exactOptional(),
  password: password.exactOptional(),
}) satisfies z.ZodType<AcceptInvitation>;

export const newPerson = z.strictObject({ name: personName, email: emailAddress, password });

export const recovery = z.strictObject({ token: linkToken, password }) satisfies z.ZodType<Recovery>;

export const setUp = z.strictObject({ token: z.string().max(64), name: personName, email: emailAddress, password });

export const signIn = z.strictObject({ email: emailAddress, password: z.string().max(200) });

/** Days of one question for numbers. */
export const MAX_NUMBER_DAYS = 366;
const day = z.iso.date({ error: 'must be a day like 2026-03-31', abort: true });
const dayCount = ({ from, to }: { readonly from: string; readonly to: string }) => (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
/** What numbers are asked of: whole days, both included, by the clock of a place. */
export const numbersQuery = z
  .strictObject({ from: day, to: day, zone: z.string().max(64).refine(isTimezone, 'must be a time zone like Europe/Paris') })
  .refine((query) => dayCount(query) >= 1, { path: ['to'], message: 'must not be before the first day' })
  .refine((query) => dayCount(query) <= MAX_NUMBER_DAYS, { path: ['to'], message: `at most ${MAX_NUMBER_DAYS} days` });

const moment = z.coerce.number('must be a moment in milliseconds').int('must be a moment in milliseconds').min(0).max(8_640_000_000_000);
/** Of an address: every value is a text, and a name that is given twice is refused. */
export const searchQuery = z.strictObject({
  q: z.string().max(200, 'at most 200 characters'),
  site: siteId.exactOptional(),
  from: moment.exactOptional(),
  to: moment.exactOptional(),
  by: z.enum(['visitor', 'operator', 'note'], 'must be visitor, operator or note').exactOptional(),
  status: z.enum(['open', 'resolved'], 'must be open or resolved').exactOptional(),
  tag: z.string().min(1).max(80).exactOptional(),
  assignee: z.string().min(1).max(64).exactOptional(),
  before: z.string().min(1).max(200).exactOptional(),
});

export const roleChange = z.strictObject({ role: z.enum(['owner', 'admin', 'agent']) }) satisfies z.ZodType<RoleChange>;

export const meChange = z.strictObject({
  name: personName.exactOptional(),
  notices: z.strictObject({ mail: z.boolean() }).exactOptional(),
}) satisfies z.ZodType<MeChange>;

export const newPassword = z.strictObject({ current: z.string().max(200), password }) satisfies z.ZodType<NewPassword>;
