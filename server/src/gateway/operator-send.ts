import type { EntryBody, OperatorId, SiteId } from '@parley/shared-types/model.ts';
import type { InConversation, OperatorSend } from '@parley/shared-types/socket.ts';
import { ParleyError } from '../lib/errors.ts';
import { attachedFiles } from './attached.ts';
import type { GatewayContext } from './context.ts';

type SendDeps = Pick<GatewayContext, 'fileTokens' | 'clock'> & {
  readonly store: { readonly people: Pick<GatewayContext['store']['people'], 'operator'> };
};

/** The name of somebody who answers for the site. @throws ParleyError `invalid` when they do not */
async function colleague({ store }: SendDeps, siteId: SiteId, id: OperatorId, field: string): Promise<string> {
  const operator = await store.people.operator(id);
  if (!operator || !Object.hasOwn(operator.roles, siteId))
    throw new ParleyError('invalid', { problems: { [field]: 'is nobody who answers for this site' } });
  return operator.name;
}

/**
 * What an operator says or decides, as it stands in the log: names are looked up, files come from their tokens.
 * @throws ParleyError `file_invalid`; `invalid` when somebody is named who does not answer for the site
 */
export async function entryOf(deps: SendDeps, where: InConversation, body: OperatorSend['body']): Promise<EntryBody> {
  switch (body.kind) {
    case 'message': {
      const { files, ...said } = body;
      return { ...said, ...attachedFiles(deps, where, files) };
    }
    case 'assign': {
      if (body.operatorId === null) return body;
      return { ...body, name: await colleague(deps, where.siteId, body.operatorId, 'operatorId') };
    }
    case 'note': {
      for (const id of body.mentions ?? []) await colleague(deps, where.siteId, id, 'mentions');
      return body;
    }
    case 'tags':
      return { kind: 'tags', tags: [...new Set(body.tags.map((tag) => tag.trim()))] };
    default:
      return body;
  }
}
