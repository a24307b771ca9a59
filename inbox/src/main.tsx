import { connectOperator } from '@parley/widget/core/connection.ts';
import { browserStorage } from '@parley/widget/core/storage.ts';
import { render } from 'preact';
import { Inbox } from './Inbox.tsx';
import { createInboxSession } from './inbox-session.ts';
import './inbox.css';

const session = createInboxSession({
  transport: connectOperator({ url: location.origin }),
  storage: browserStorage(() => localStorage),
  onUnauthorized: () => location.assign('/inbox/login'),
});
addEventListener('online', () => session.wake());
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') session.wake();
});
render(<Inbox session={session} />, document.getElementById('app') ?? document.body);
