import { connectOperator } from '@parley/widget/core/connection.ts';
import { browserStorage } from '@parley/widget/core/storage.ts';
import { render } from 'preact';
import { createBrowserDesk } from './browser-desk.ts';
import { guardLeaving } from './browser-leaving.ts';
import { sendFile } from './browser-upload.ts';
import { createInbox } from './inbox.ts';
import { callApi } from './lib/api.ts';
import './inbox.css';
import { App } from './views/App.tsx';
import { speakOwnLanguage } from './words/choose.ts';

const storage = browserStorage(() => localStorage);
await speakOwnLanguage(storage);
let goTo = (href: string) => location.assign(href);
const inbox = createInbox({
  transport: connectOperator({ url: location.origin }),
  storage,
  desk: createBrowserDesk(),
  api: callApi,
  sendFile,
  onSignedOut: () => location.assign(`/inbox/login?to=${encodeURIComponent(location.pathname + location.search)}`),
  goTo: (href) => goTo(href),
});
const look = () => inbox.watch(document.visibilityState === 'visible');
look();
addEventListener('online', inbox.wake);
document.addEventListener('visibilitychange', look);
addEventListener('storage', ({ key }) => inbox.composer.stored(key));
guardLeaving(inbox);
const bind = (route: (href: string) => void) => {
  goTo = route;
};
render(<App inbox={inbox} bind={bind} />, document.getElementById('app') ?? document.body);
