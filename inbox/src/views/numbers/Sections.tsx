import type { Numbers, NumberTable } from '@parley/shared-types/http.ts';
import { useState } from 'preact/hooks';
import { countTicks, stepTicks } from '../../lib/chart.ts';
import { countWords, dayWords, durationWords, hourName, TIME_STEPS } from '../../lib/number-words.ts';
import { conversationHref } from '../../lib/routes.ts';
import { shortTime, weekdayName } from '../../lib/time-words.ts';
import { t, tn } from '../../words/words.ts';
import { HeatMap } from './HeatMap.tsx';
import { LineChart } from './LineChart.tsx';
import { CsvLink, NumbersTable, TableBehind } from './TableBehind.tsx';

export interface PartProps {
  readonly numbers: Numbers;
  readonly csv: (table: NumberTable) => string;
}

const timeTicks = (max: number) => stepTicks(max, TIME_STEPS);
const count = (value: number | null) => countWords(value ?? 0);

export function ByDay({ numbers: { days }, csv }: PartProps) {
  const caption = t('Conversations and messages by day');
  return (
    <section class="card" aria-labelledby="by-day">
      <h3 id="by-day">{caption}</h3>
      <LineChart
        name={caption}
        days={days.map(({ day }) => day)}
        series={[
          { name: t('Conversations'), values: days.map(({ conversations }) => conversations) },
          { name: t('By visitors'), values: days.map(({ messages }) => messages.visitors) },
          { name: t('By operators'), values: days.map(({ messages }) => messages.operators) },
        ]}
        format={count}
        ticks={countTicks}
      />
      <TableBehind
        caption={caption}
        csv={csv('days')}
        heads={(['Day', 'Conversations', 'Messages by visitors', 'Messages by operators', 'Messages by bots'] as const).map((head) =>
          t(head),
        )}
        rows={days.map(({ day, conversations, messages }) => [
          dayWords(day),
          ...[conversations, messages.visitors, messages.operators, messages.bots].map(countWords),
        ])}
      />
    </section>
  );
}

/** First replies or resolutions: the middle and the slow ones of each day. */
export function Times({ numbers: { days }, csv, what }: PartProps & { readonly what: 'firstReply' | 'resolution' }) {
  const caption = what === 'firstReply' ? t('Time to the first reply by day') : t('Time to the resolution by day');
  const head = what === 'firstReply' ? t('First replies') : t('Resolutions');
  const id = `times-${what}`;
  return (
    <section class="card" aria-labelledby={id}>
      <h3 id={id}>{caption}</h3>
      <LineChart
        name={caption}
        days={days.map(({ day }) => day)}
        series={[
          { name: t('Median'), values: days.map((day) => day[what].median) },
          { name: t('9 of 10'), values: days.map((day) => day[what].p90) },
        ]}
        format={durationWords}
        ticks={timeTicks}
      />
      <TableBehind
        caption={caption}
        csv={csv('days')}
        heads={[t('Day'), head, t('Median'), t('Nine of ten within')]}
        rows={days.map((day) => [
          dayWords(day.day),
          countWords(day[what].count),
          durationWords(day[what].median),
          durationWords(day[what].p90),
        ])}
      />
    </section>
  );
}

const GRIDS = [
  {
    grid: 'messages',
    name: 'Messages by visitors',
    caption: 'Messages by visitors by weekday and hour',
    one: '{count} message by visitors',
    many: '{count} messages by visitors',
  },
  {
    grid: 'conversations',
    name: 'Conversations',
    caption: 'Conversations by weekday and hour',
    one: '{count} new conversation',
    many: '{count} new conversations',
  },
] as const;

export function ByHour({ numbers: { hours }, csv }: PartProps) {
  const [chosen, setChosen] = useState<(typeof GRIDS)[number]>(GRIDS[0]);
  return (
    <section class="card" aria-labelledby="by-hour">
      <h3 id="by-hour">{t('When visitors write')}</h3>
      <div class="segments" role="radiogroup" aria-label={t('What is counted')}>
        {GRIDS.map((one) => (
          <label key={one.grid}>
            <input type="radio" name="grid" checked={chosen === one} onChange={() => setChosen(one)} />
            <span>{t(one.name)}</span>
          </label>
        ))}
      </div>
      <HeatMap name={t(chosen.caption)} words={(count) => tn(count, chosen.one, chosen.many)} grid={hours[chosen.grid]} />
      <TableBehind
        caption={t(chosen.caption)}
        csv={csv('hours')}
        heads={[t('Hour'), ...hours.messages.map((_, day) => weekdayName(day))]}
        rows={Array.from({ length: 24 }, (_, hour) => [hourName(hour), ...hours[chosen.grid].map((row) => countWords(row[hour] ?? 0))])}
      />
    </section>
  );
}

const OPERATOR_HEADS = [
  'Name',
  'Messages',
  'Conversations',
  'First replies',
  'Median',
  'Resolved ¦ conversations',
  'Median to resolve',
] as const;

export function Operators({ numbers: { operators }, csv, isOwn }: PartProps & { readonly isOwn: boolean }) {
  const caption = isOwn ? t('What you did') : t('By operator');
  return (
    <section class="card" aria-labelledby="operators">
      <h3 id="operators">{caption}</h3>
      {operators.length === 0 ? (
        <p class="hint">{t('Nobody wrote in these days.')}</p>
      ) : (
        <NumbersTable
          caption={t('{whose}: messages, first replies and resolutions', { whose: caption })}
          heads={OPERATOR_HEADS.map((head) => t(head))}
          rows={operators.map(({ name, id, messages, conversations, firstReply, resolution }) => [
            name || id,
            ...[messages, conversations, firstReply.count].map(countWords),
            durationWords(firstReply.median),
            countWords(resolution.count),
            durationWords(resolution.median),
          ])}
        />
      )}
      <CsvLink href={csv('operators')} of={caption} />
    </section>
  );
}

function Scores({ scores }: { readonly scores: readonly number[] }) {
  const most = Math.max(1, ...scores);
  return (
    <table class="numbers-table scores">
      <caption class="visually-hidden">{t('How often each rating was given')}</caption>
      <thead class="visually-hidden">
        <tr>
          <th scope="col">{t('Rating')}</th>
          <th scope="col">{t('Times')}</th>
        </tr>
      </thead>
      <tbody>
        {scores
          .map((times, index) => (
            <tr key={index + 1}>
              <th scope="row">{index + 1}</th>
              <td>
                <span class="score-bar" style={{ '--share': times / most }} />
                {countWords(times)}
              </td>
            </tr>
          ))
          .reverse()}
      </tbody>
    </table>
  );
}

export function Ratings({ numbers: { ratings }, csv, siteId }: PartProps & { readonly siteId: string }) {
  return (
    <section class="card" aria-labelledby="ratings">
      <h3 id="ratings">{t('Ratings')}</h3>
      <Scores scores={ratings.scores} />
      {ratings.comments.length > 0 && (
        <>
          <h4>{t('Last comments')}</h4>
          <ul class="comments">
            {ratings.comments.map(({ conversationId, at, score, text }) => (
              <li key={conversationId}>
                <a href={conversationHref({ siteId, conversationId })}>{t('{score} of 5, {when}', { score, when: shortTime(at) })}</a>
                <p dir="auto">{text}</p>
              </li>
            ))}
          </ul>
        </>
      )}
      <CsvLink href={csv('ratings')} of={t('ratings')} />
    </section>
  );
}
