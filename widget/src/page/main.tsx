import { render } from 'preact';
import { connectVisitor } from '../core/connection.ts';
import { browserStorage } from '../core/storage.ts';
import { createVisitorSession } from '../core/visitor-session.ts';
import { Chat } from './Chat.tsx';
import './page.css';

const siteId = document.querySelector<HTMLMetaElement>('meta[name=parley-site]')?.content ?? '';
const transport = connectVisitor({ url: location.origin, siteId });
const session = createVisitorSession({ transport, storage: browserStorage(() => localStorage), siteId });
addEventListener('online', session.wake);
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') session.wake();
});
render(<Chat session={session} />, document.body);
