import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { type Period, PRESETS, periodProblem, periodSearch } from '../../lib/period.ts';
import { adminHref } from '../../lib/routes.ts';
import { t } from '../../words/words.ts';
import { useInbox } from '../context.ts';

interface PeriodBarProps {
  readonly siteId: string;
  readonly period: Period;
}

/** Sites one may choose; the period stays. */
function Sites({ siteId, period }: PeriodBarProps) {
  const sites = useInbox().session.sites.value;
  const search = periodSearch(period.preset ?? period);
  if (sites.length < 2) return null;
  return (
    <nav class="chips" aria-label={t('Site')}>
      {sites.map((site) => (
        <a
          key={site.siteId}
          href={`${adminHref('numbers', site.siteId)}${search}`}
          aria-current={site.siteId === siteId ? 'page' : undefined}
        >
          <bdi>{site.name}</bdi>
        </a>
      ))}
    </nav>
  );
}

function OwnDays({ siteId, period }: PeriodBarProps) {
  const { route } = useLocation();
  const [from, setFrom] = useState(period.from);
  const [to, setTo] = useState(period.to);
  const [problem, setProblem] = useState<string | null>(null);
  return (
    <form
      class="own-days"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const wrong = periodProblem({ from, to });
        setProblem(wrong);
        if (wrong === null) route(`${adminHref('numbers', siteId)}${periodSearch({ from, to })}`);
      }}
    >
      <label>
        {t('From')} <input class="input" type="date" value={from} onInput={(event) => setFrom(event.currentTarget.value)} />
      </label>
      <label>
        {t('to')} <input class="input" type="date" value={to} onInput={(event) => setTo(event.currentTarget.value)} />
      </label>
      <button type="submit" class="button quiet">
        {t('Show')}
      </button>
      {problem && (
        <p class="error" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}

/** Of which site and which days the numbers are. All of it is in the address, so that a link shows the same. */
export function PeriodBar(props: PeriodBarProps) {
  const { siteId, period } = props;
  return (
    <div class="period">
      <Sites {...props} />
      <div class="period-days">
        <nav class="chips" aria-label={t('Days')}>
          {PRESETS.map((count) => (
            <a
              key={count}
              href={`${adminHref('numbers', siteId)}${periodSearch(count)}`}
              aria-current={period.preset === count ? 'page' : undefined}
            >
              {t('{count} days', { count })}
            </a>
          ))}
        </nav>
        <OwnDays key={`${period.from} ${period.to}`} {...props} />
      </div>
    </div>
  );
}
