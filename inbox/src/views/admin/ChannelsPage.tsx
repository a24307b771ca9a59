import type { ChannelName } from '@parley/shared-types/http.ts';
import type { ChannelShown, Channels } from '../../models/channels.ts';
import { type Phrase, t, tx, xList } from '../../words/words.ts';
import { useInbox, useOwned } from '../context.ts';
import { Icon } from '../Icon.tsx';
import { AdminFrame } from './AdminFrame.tsx';

const WORDS = {
  email: {
    title: 'E-mail',
    what: 'Answers reach visitors who have left, and your team is called when nobody answers.',
    place: 'Sender',
    test: 'Send a test mail',
    hint: 'It goes to you, {email}.',
    sent: 'The mail server took it. Look into your mailbox.',
  },
  slack: {
    title: 'Slack',
    what: 'Each conversation is a thread in a channel of yours.',
    place: 'Channel',
    test: 'Post a test',
    hint: 'Everybody in the channel sees it.',
    sent: 'Slack took it. Look into the channel.',
  },
} as const satisfies Record<ChannelName, Readonly<Record<string, Phrase>>>;

function Test({ model, name }: { readonly model: Channels; readonly name: ChannelName }) {
  const { session } = useInbox();
  const { test, hint, sent } = WORDS[name];
  const tested = model.tested.value[name];
  const isSending = tested === 'sending';
  const how = isSending ? undefined : tested;
  return (
    <>
      <div class="line wrap">
        <button
          type="button"
          class="button"
          aria-describedby={`${name}-hint`}
          disabled={isSending}
          onClick={() => void model.test(name, t(sent))}
        >
          {t(test)}
        </button>
        <span class="hint" id={`${name}-hint`}>
          {t(hint, { email: session.me.value?.operator.email ?? '' })}
        </span>
      </div>
      <div role="status" class="tested">
        {isSending && <p class="hint">{t('Sending. A server that does not answer takes up to ten seconds.')}</p>}
        {how && (
          <p class={how.ok ? 'seen good' : 'error'}>
            <Icon name={how.ok ? 'check' : 'warning'} /> <span>{how.words}</span>
          </p>
        )}
        {how?.reason && <p class="hint">{tx('For the log: {reason}', { reason: <code>{how.reason}</code> })}</p>}
      </div>
    </>
  );
}

/** Whether mails can be answered, and what it needs. */
function Replies({ domain, port, settings: [domainSetting, portSetting] }: NonNullable<ChannelShown['replies']>) {
  const guide = (
    <a href="/docs/email.md" target="_blank" rel="noopener">
      {t('How to set it up')}
    </a>
  );
  if (domain === null) {
    return (
      <>
        <p class="seen">
          <Icon name="dash" /> {t('Answers by mail are off')}
        </p>
        <p>
          {tx('Mails say that nobody reads answers. The settings {domain} and {port} switch them on.', {
            domain: <code>{domainSetting}</code>,
            port: <code>{portSetting}</code>,
          })}{' '}
          {guide}
        </p>
      </>
    );
  }
  return (
    <>
      <p class="seen good">
        <Icon name="check" /> {t('Answers by mail are on')}
      </p>
      <p>
        {port === null
          ? tx('They come to {domain}, and the process with the role inbound-mail has to receive them.', { domain: <code>{domain}</code> })
          : tx('They come to {domain}, and are received here on port {port}.', { domain: <code>{domain}</code>, port })}{' '}
        {t('Mail servers find it by the MX record of the domain.')} {guide}
      </p>
    </>
  );
}

function ChannelCard({ model, channel: { name, place, settings, replies } }: { readonly model: Channels; readonly channel: ChannelShown }) {
  const { title, what, place: placeWord } = WORDS[name];
  const names = xList(settings.map((setting) => <code key={setting}>{setting}</code>));
  return (
    <section class="card" aria-labelledby={`${name}-title`}>
      <h3 id={`${name}-title`}>{t(title)}</h3>
      <p class="hint">{t(what)}</p>
      {place === null ? (
        <>
          <p class="seen">
            <Icon name="dash" /> {t('Not set up')}
          </p>
          <p>
            {tx('It is switched on by the settings {names} of the server.', { names })}{' '}
            <a href="/docs/config.md" target="_blank" rel="noopener">
              {t('All settings')}
            </a>
          </p>
        </>
      ) : (
        <>
          <p class="seen good">
            <Icon name="check" /> {t('Set up')}
          </p>
          <dl class="facts">
            <div>
              <dt>{t(placeWord)}</dt>
              <dd>
                <bdi>{place}</bdi>
              </dd>
            </div>
            <div>
              <dt>{t('Settings')}</dt>
              <dd>{names}</dd>
            </div>
          </dl>
          {replies && <Replies {...replies} />}
          <Test model={model} name={name} />
        </>
      )}
    </section>
  );
}

function Cards({ model }: { readonly model: Channels }) {
  const channels = model.channels.value;
  if (!channels) return <p class={model.problem.value ? 'error' : 'hint'}>{model.problem.value ?? t('Loading')}</p>;
  return (
    <>
      {channels.map((channel) => (
        <ChannelCard key={channel.name} model={model} channel={channel} />
      ))}
    </>
  );
}

/** Ways out of the chat: whether they are set up, and whether they work. */
export function ChannelsPage({ siteId }: { readonly siteId: string }) {
  const inbox = useInbox();
  const model = useOwned(() => inbox.channels(siteId), siteId);
  return (
    <AdminFrame siteId={siteId} title={t('Channels')}>
      {model && <Cards model={model} />}
    </AdminFrame>
  );
}
