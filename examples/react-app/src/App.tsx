import { Parley, useParley } from '@parley/widget/react';
import { useEffect, useState } from 'react';

/** Anywhere in the app: opens the chat, and tells how many answers came. */
function Help() {
  const chat = useParley();
  const [answers, setAnswers] = useState(0);
  useEffect(() => chat?.on('message:received', () => setAnswers((count) => count + 1)), [chat]);
  return (
    <button type="button" onClick={() => chat?.do('chat:open')}>
      Ask us{answers > 0 && ` (${answers} answers)`}
    </button>
  );
}

export interface AppProps {
  readonly url: string;
  readonly site: string;
}

export function App({ url, site }: AppProps) {
  const [hasChat, setHasChat] = useState(true);
  const [name, setName] = useState('Ann');
  return (
    <main>
      <h1>A shop in React</h1>
      <Help />
      <p>
        <label>
          <input type="checkbox" checked={hasChat} onChange={(event) => setHasChat(event.target.checked)} /> With the chat
        </label>
      </p>
      <p>
        <label>
          Your name <input value={name} onChange={(event) => setName(event.target.value)} />
        </label>
      </p>
      {hasChat && <Parley url={url} site={site} nickname={name} />}
    </main>
  );
}
