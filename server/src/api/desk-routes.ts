import type { DeskAnswer } from '@parley/shared-types/http.ts';
import type { CannedReply, DeskSettings, SiteId } from '@parley/shared-types/model.ts';
import { MAX_CANNED } from '@parley/shared-types/protocol.ts';
import { deskChange, replyChange, replyId } from '@parley/shared-types/schemas/http.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ParleyError } from '../lib/errors.ts';
import type { Store } from '../store/store.ts';
import type { Access } from './access.ts';
import { createAllowance, parseBody } from './requests.ts';

export interface DeskRoutesDeps {
  readonly store: Pick<Store, 'sites'>;
  readonly access: Access;
  /** Tells every process that caches the site to read it again. */
  readonly siteChanged: (siteId: SiteId) => Promise<void>;
}

const wrong = (field: string, detail: string) => new ParleyError('invalid', { detail, problems: { [field]: detail } });

/** The replies with one of them new or changed; it keeps its place. @throws ParleyError `invalid` */
function withReply(replies: readonly CannedReply[], reply: CannedReply): readonly CannedReply[] {
  const namesake = replies.find(({ id, shortcut }) => id !== reply.id && shortcut === reply.shortcut);
  if (namesake) throw wrong('shortcut', 'must be another one: this shortcut is taken');
  if (replies.some(({ id }) => id === reply.id)) return replies.map((one) => (one.id === reply.id ? reply : one));
  if (replies.length >= MAX_CANNED) throw wrong('shortcut', `at most ${MAX_CANNED} replies fit: delete one first`);
  return [...replies, reply];
}

/** The id in the address. @throws ParleyError `not_found` */
function readReplyId(request: FastifyRequest): string {
  const id = replyId.safeParse((request.params as { reply?: string }).reply);
  if (!id.success) throw new ParleyError('not_found');
  return id.data;
}

/** How the team of a site works: tags, canned replies, who gets what, how long it is kept (shared-types/src/http.ts). */
export function installDeskRoutes(app: FastifyInstance, { store, access, siteChanged }: DeskRoutesDeps): void {
  const mayChange = createAllowance(120, 60);
  const change = async (siteId: SiteId, next: (desk: DeskSettings) => Partial<DeskSettings>): Promise<DeskAnswer> => {
    const desk = await store.sites.changeDesk(siteId, next);
    await siteChanged(siteId);
    return { ok: true, desk };
  };
  app.get('/api/sites/:site/desk', async (request): Promise<DeskAnswer> => {
    const { site } = await access.member(request, 'agent');
    return { ok: true, desk: site.desk };
  });
  app.patch('/api/sites/:site/desk', async (request): Promise<DeskAnswer> => {
    const { operator, site } = await access.member(request, 'admin');
    const patch = parseBody(deskChange, request.body);
    await mayChange(operator.id);
    return change(site.id, () => patch);
  });
  app.put('/api/sites/:site/replies/:reply', async (request): Promise<DeskAnswer> => {
    const { operator, site } = await access.member(request, 'agent');
    const id = readReplyId(request);
    const reply = { id, ...parseBody(replyChange, request.body) };
    await mayChange(operator.id);
    return change(site.id, ({ replies }) => ({ replies: withReply(replies, reply) }));
  });
  app.delete('/api/sites/:site/replies/:reply', async (request): Promise<DeskAnswer> => {
    const { operator, site } = await access.member(request, 'agent');
    const id = readReplyId(request);
    await mayChange(operator.id);
    return change(site.id, ({ replies }) => ({ replies: replies.filter((reply) => reply.id !== id) }));
  });
}
