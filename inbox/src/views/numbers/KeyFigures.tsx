import type { MessageCounts, Numbers } from '@parley/shared-types/http.ts';
import { type ChangeWords, changeWords, countWords, durationWords, ratingChange, scoreWords } from '../../lib/number-words.ts';

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
const times = (count: number, one: string, many: string) => `${countWords(count)} ${count === 1 ? one : many}`;

/** The sums of the period, against as many days before. */
export function KeyFigures({ numbers: { sums, before } }: { readonly numbers: Numbers }) {
  const { firstReply, resolution, rating } = sums;
  return (
    <dl class="figures">
      <Figure
        name="Conversations"
        value={countWords(sums.conversations)}
        more="began in these days"
        change={changeWords('count', sums.conversations, before.conversations)}
      />
      <Figure
        name="Messages"
        value={countWords(allOf(sums.messages))}
        more={`${countWords(sums.messages.visitors)} from visitors`}
        change={changeWords('count', allOf(sums.messages), allOf(before.messages))}
      />
      <Figure
        name="First reply"
        value={durationWords(firstReply.median)}
        more={`median; nine of ten within ${durationWords(firstReply.p90)}`}
        change={changeWords('time', firstReply.median, before.firstReply.median)}
      />
      <Figure
        name="Resolution"
        value={durationWords(resolution.median)}
        more={`median; nine of ten within ${durationWords(resolution.p90)}`}
        change={changeWords('time', resolution.median, before.resolution.median)}
      />
      <Figure
        name="Rating"
        value={scoreWords(rating.mean)}
        more={times(rating.count, 'rating from 1 to 5', 'ratings from 1 to 5')}
        change={ratingChange(rating.mean, before.rating.mean)}
      />
    </dl>
  );
}
