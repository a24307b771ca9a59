import type { MessageCounts, Numbers } from '@parley/shared-types/http.ts';
import { type ChangeWords, changeWords, countWords, durationWords, ratingChange, scoreWords } from '../../lib/number-words.ts';
import { t, tn } from '../../words/words.ts';

interface FigureProps {
  readonly name: string;
  readonly value: string;
  readonly more: string;
  readonly change: ChangeWords;
}

function Figure({ name, value, more, change }: FigureProps) {
  return (
    <div class="figure">
      <dt>{name}</dt>
      <dd class="figure-value">{value}</dd>
      <dd class="hint">{more}</dd>
      <dd class="hint">
        {change.sign !== '' && <span aria-hidden="true">{change.sign} </span>}
        {change.words}
      </dd>
    </div>
  );
}

const allOf = ({ visitors, operators, bots }: MessageCounts) => visitors + operators + bots;

/** The sums of the period, against as many days before. */
export function KeyFigures({ numbers: { sums, before } }: { readonly numbers: Numbers }) {
  const { firstReply, resolution, rating } = sums;
  return (
    <dl class="figures">
      <Figure
        name={t('Conversations')}
        value={countWords(sums.conversations)}
        more={t('began in these days')}
        change={changeWords('count', sums.conversations, before.conversations)}
      />
      <Figure
        name={t('Messages')}
        value={countWords(allOf(sums.messages))}
        more={t('{count} from visitors', { count: sums.messages.visitors })}
        change={changeWords('count', allOf(sums.messages), allOf(before.messages))}
      />
      <Figure
        name={t('First reply')}
        value={durationWords(firstReply.median)}
        more={t('median; nine of ten within {time}', { time: durationWords(firstReply.p90) })}
        change={changeWords('time', firstReply.median, before.firstReply.median)}
      />
      <Figure
        name={t('Resolution')}
        value={durationWords(resolution.median)}
        more={t('median; nine of ten within {time}', { time: durationWords(resolution.p90) })}
        change={changeWords('time', resolution.median, before.resolution.median)}
      />
      <Figure
        name={t('Rating')}
        value={scoreWords(rating.mean)}
        more={tn(rating.count, '{count} rating from 1 to 5', '{count} ratings from 1 to 5')}
        change={ratingChange(rating.mean, before.rating.mean)}
      />
    </dl>
  );
}
