import type { MessageSubmitted } from '@parley/shared-types/events.ts';
import type { RestDeps } from '../rest.ts';

/** What the API tells others, noted. */
export function noteSignals() {
  const changed: string[] = [];
  const ended: string[] = [];
  const looked: string[] = [];
  const submitted: MessageSubmitted[] = [];
  const signals: Pick<RestDeps, 'siteChanged' | 'endSession' | 'endOperator' | 'lookAgain' | 'submit'> = {
    siteChanged: async (siteId) => void changed.push(siteId),
    endSession: async (hash) => void ended.push(hash),
    endOperator: async (id) => void ended.push(id),
    lookAgain: async (siteId, id) => void looked.push(`${siteId} ${id}`),
    submit: async (message) => void submitted.push(message),
  };
  return {
    signals,
    changed,
    /** Sessions and operators whose sockets were to be closed. */
    ended,
    /** Whose sockets the gateways of which site were to look at again. */
    looked,
    submitted,
  };
}
