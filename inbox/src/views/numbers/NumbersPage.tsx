import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { dayOf, type Period, parsePeriod } from '../../lib/period.ts';
import type { NumbersModel } from '../../models/numbers.ts';
import { t } from '../../words/words.ts';
import { AdminFrame } from '../admin/AdminFrame.tsx';
import { useInbox, useOwned } from '../context.ts';
import { KeyFigures } from './KeyFigures.tsx';
import { PeriodBar } from './PeriodBar.tsx';
import { ByDay, ByHour, Operators, Ratings, Times } from './Sections.tsx';

interface ContentProps {
  readonly model: NumbersModel;
  readonly siteId: string;
  readonly period: Period;
}

function Content({ model, siteId, period }: ContentProps) {
  const answer = model.answer.value;
  const problem = model.problem.value;
  if (problem !== null) {
    return (
      <div class="card">
        <p class="error" role="alert">
          {problem}
        </p>
        <button type="button" class="button quiet" onClick={() => void model.load(period)}>
          {t('Try again')}
        </button>
      </div>
    );
  }
  if (!answer) return <p class="hint">{t('Counting')}</p>;
  const { numbers, operators } = answer;
  const { conversations, messages } = numbers.sums;
  const part = { numbers, csv: (table: Parameters<NumbersModel['csvHref']>[0]) => model.csvHref(table, numbers) };
  const isEmpty = conversations + messages.visitors + messages.operators + messages.bots + numbers.sums.rating.count === 0;
  return (
    <div class="numbers" aria-busy={model.isLoading.value}>
      <KeyFigures numbers={numbers} />
      {isEmpty ? (
        <p class="card">{t('Nobody wrote in these days. Choose more days, or other ones.')}</p>
      ) : (
        <>
          <ByDay {...part} />
          <Times {...part} what="firstReply" />
          <Times {...part} what="resolution" />
          <ByHour {...part} />
          <Operators {...part} isOwn={operators === 'own'} />
          <Ratings {...part} siteId={siteId} />
        </>
      )}
      <p class="hint">
        {t('Spam is left out. Days and hours are by the clock of {zone}.', { zone: numbers.zone })}{' '}
        <a href="/docs/numbers.md" target="_blank" rel="noopener">
          {t('What each number counts')}
        </a>
      </p>
    </div>
  );
}

/** The numbers page of a site. */
export function NumbersPage({ siteId }: { readonly siteId: string }) {
  const inbox = useInbox();
  const { query } = useLocation();
  const model = useOwned(() => inbox.numbers(siteId), siteId);
  const period = parsePeriod(query, dayOf(inbox.now.value));
  useEffect(() => void model?.load(period), [model, period.from, period.to]);
  return (
    <AdminFrame siteId={siteId} title={t('Numbers')} isForAll>
      <PeriodBar siteId={siteId} period={period} />
      {model && <Content model={model} siteId={siteId} period={period} />}
    </AdminFrame>
  );
}
