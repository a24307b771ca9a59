/** What is wrong with the settings when a test mail does not go out. Pure. */
import { isCoded, ParleyError } from '../../lib/errors.ts';

const TLS = /TLS|SSL|CERT|EPROTO|SIGNED|ALTNAME/;
const NOBODY = /^(?:CONN|EHLO): (?:E(?:CONN|DNS|NOTFOUND|TIMEDOUT|HOSTUNREACH|NETUNREACH|AI_AGAIN|SOCKET)|unknown)/;

/** Tells more than the worker needs, which only decides whether to try again. */
export function diagnoseMail(error: unknown): unknown {
  if (!isCoded(error)) return error;
  const { detail = '', code } = error;
  const as = (found: 'mail_tls' | 'mail_unreachable' | 'mail_sender') => new ParleyError(found, { detail, cause: error });
  if (code === 'mail_unavailable' && TLS.test(detail)) return as('mail_tls');
  if (code === 'mail_unavailable' && NOBODY.test(detail)) return as('mail_unreachable');
  if (code === 'mail_refused' && detail.startsWith('MAIL FROM')) return as('mail_sender');
  return error;
}
