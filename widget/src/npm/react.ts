/** `@parley/widget/react`: the chat as long as a component is there. React is yours: none is brought along, and nothing is rendered. */
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { type Parley as Chat, createParley, type ParleyOptions, type SdkArguments, type SdkEvents } from './index.ts';

export interface ParleyProps extends ParleyOptions {
  /** Signed by your server: who the visitor is. Taking it away signs the visitor out. */
  readonly token?: string | undefined;
  readonly email?: string | undefined;
  readonly nickname?: string | undefined;
  /** Facts about the visitor. */
  readonly data?: Extract<SdkArguments['set']['session:data'], Readonly<Record<string, unknown>>> | undefined;
  readonly onReady?: ((chat: Chat) => void) | undefined;
  readonly onMessage?: ((message: SdkEvents['message:received']) => void) | undefined;
  readonly onUnread?: ((count: number) => void) | undefined;
}

let current: Chat | null = null;
const watchers = new Set<() => void>();

function change(to: Chat | null): void {
  current = to;
  for (const call of watchers) call();
}

function watch(call: () => void): () => void {
  watchers.add(call);
  return () => void watchers.delete(call);
}

/** The chat of the <Parley> in this page, anywhere in it; null on a server, and while there is none. */
export function useParley(): Chat | null {
  return useSyncExternalStore(
    watch,
    () => current,
    () => null,
  );
}

/** Tells the chat who the visitor is, again whenever that changes. */
function useVisitor(chat: Chat | null, { token, email, nickname, data }: ParleyProps): void {
  const facts = data && JSON.stringify(data);
  const told = useRef<string>(undefined);
  useEffect(() => {
    if (!chat) return;
    if (token) chat.do('user:identify', [token]);
    else if (told.current) chat.do('user:logout');
    told.current = token;
  }, [chat, token]);
  useEffect(() => {
    if (email) chat?.set('user:email', [email]);
  }, [chat, email]);
  useEffect(() => {
    if (nickname) chat?.set('user:nickname', [nickname]);
  }, [chat, nickname]);
  useEffect(() => {
    if (facts) chat?.set('session:data', JSON.parse(facts));
  }, [chat, facts]);
}

/** The chat of a site, for as long as this is mounted; one in a page is enough. Renders nothing. */
export function Parley(props: ParleyProps): null {
  const { url, site, nonce } = props;
  const handlers = useRef(props);
  useEffect(() => {
    handlers.current = props;
  });
  useEffect(() => {
    const chat = createParley({ url, site, nonce });
    chat.on('message:received', (message) => handlers.current.onMessage?.(message));
    chat.on('unread:changed', (count) => handlers.current.onUnread?.(count));
    void chat.ready.then((isThere) => isThere && handlers.current.onReady?.(chat));
    change(chat);
    return () => {
      change(null);
      chat.destroy();
    };
  }, [url, site, nonce]);
  useVisitor(useParley(), props);
  return null;
}
