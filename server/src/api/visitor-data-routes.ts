import { Readable } from 'node:stream';
import type { MessageSubmitted } from '@parley/shared-types/events.ts';
import type { EraseAnswer } from '@parley/shared-types/http.ts';
import type { ClientMsgId, ConversationRow, Entry, FileRef, Operator, Site } from '@parley/shared-types/model.ts';
import { conversationId } from '@parley/shared-types/schemas/model.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Clock } from '../lib/clock.ts';
import { ParleyError } from '../lib/errors.ts';
import { sortableId } from '../lib/ids.ts';
import type { Store } from '../store/store.ts';
import type { Access } from './access.ts';
import { createAllowance, ownUrl } from './requests.ts';

export interface VisitorDataDeps {
  readonly store: Pick<Store, 'log' | 'conversations' | 'effects'>;
  readonly clock: Clock;
  readonly access: Access;
  readonly publicUrl: string | null;
  /** Hands a message to the persister; resolves when it is accepted. @throws ParleyError `busy`, `retry` */
  readonly submit: (message: MessageSubmitted) => Promise<void>;
}

interface Asked {
  readonly operator: Operator;
  readonly site: Site;
  readonly row: ConversationRow;
}

const PAGE = 200;

const filesOf = ({ body }: Entry): readonly FileRef[] => (body.kind === 'message' ? (body.files ?? []) : []);

/** The conversation that a request names, for owners and admins. @throws ParleyError as `Access.member`, `not_found` */
async function conversationOf(request: FastifyRequest, { access, store }: VisitorDataDeps): Promise<Asked> {
  const { operator, site } = await access.member(request, 'admin');
  const asked = conversationId.safeParse((request.params as { conversation?: string }).conversation);
  const row = asked.success ? await store.conversations.get({ siteId: site.id, conversationId: asked.data }) : null;
  if (!row) throw new ParleyError('not_found');
  return { operator, site, row };
}

/** All that is stored of a conversation, as the text of one JSON object, a page of the log at a time. */
async function* exportOf({ site, row }: Asked, { store, clock }: VisitorDataDeps, url: string): AsyncGenerator<string> {
  const { log, effects } = store;
  const sent = (await effects.of(row)).map(({ worker, target, wantedSeq, doneSeq, actedSeq, failedSeq, lastError }) => ({
    ...{ worker, target, wantedSeq, doneSeq, actedSeq, failedSeq, lastError },
  }));
  const head = { exportedAt: clock.now(), site: { id: site.id, name: site.name }, conversation: row, sent };
  yield `${JSON.stringify(head).slice(0, -1)},"entries":[`;
  const files: object[] = [];
  for (let after = 0; ; ) {
    const page = await log.since(row, after, PAGE);
    if (page.length > 0) yield `${after === 0 ? '' : ','}\n${page.map((entry) => JSON.stringify(entry)).join(',\n')}`;
    for (const file of page.flatMap(filesOf))
      files.push({ ...file, url: `${url}/api/sites/${site.id}/conversations/${row.conversationId}/files/${file.id}` });
    if (page.length < PAGE) break;
    after = page.at(-1)?.seq ?? after;
  }
  yield `\n],"files":${JSON.stringify(files)}}\n`;
}

/** What is stored of a visitor, for who asks for it or wants it gone (shared-types/src/http.ts, SPEC X11). */
export function installVisitorDataRoutes(app: FastifyInstance, deps: VisitorDataDeps): void {
  const [mayExport, mayErase] = [createAllowance(60, 600), createAllowance(60, 600)];
  app.get('/api/sites/:site/conversations/:conversation/export', async (request, reply) => {
    const asked = await conversationOf(request, deps);
    await mayExport(asked.operator.id);
    const text = Readable.from(exportOf(asked, deps, ownUrl(request, deps.publicUrl)));
    const name = `conversation-${asked.row.conversationId}.json`;
    return reply.type('application/json; charset=utf-8').header('content-disposition', `attachment; filename="${name}"`).send(text);
  });
  app.post('/api/sites/:site/conversations/:conversation/erase', async (request): Promise<EraseAnswer> => {
    const { operator, row } = await conversationOf(request, deps);
    await mayErase(operator.id);
    const at = deps.clock.now();
    const author = { kind: 'operator', id: operator.id, name: operator.name } as const;
    const where = { siteId: row.siteId, conversationId: row.conversationId, clientMsgId: sortableId() as ClientMsgId };
    await deps.submit({
      id: sortableId(),
      type: 'message.submitted',
      v: 1,
      at,
      ...where,
      author,
      body: { kind: 'erase' },
      mayCreate: false,
    });
    return { ok: true, acceptedAt: at };
  });
}
