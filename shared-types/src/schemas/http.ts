/** What may be sent over HTTP. Strict: an unknown field is refused (DESIGN §5.12). */
import { z } from 'zod';
import type { AcceptInvitation, AllowOrigin, NewInvitation, NewSite, Recovery, SiteChange } from '../http.ts';
import { emailAddress } from './model.ts';

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

export const siteChange = z.strictObject({
  name: oneLine(80).exactOptional(),
  settings: z
    .strictObject({
      color: z
        .string()
        .regex(/^#[0-9a-f]{6}$/i, 'must look like #5b54d6')
        .toLowerCase()
        .exactOptional(),
      greeting: greeting.exactOptional(),
      replyTime: z.enum(['minutes', 'hours', 'day']).exactOptional(),
    })
    .exactOptional(),
  allowedOrigins: z.array(typedOrigin).max(MAX_ALLOWED, `at most ${MAX_ALLOWED} origins`).exactOptional(),
}) satisfies z.ZodType<SiteChange>;

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
