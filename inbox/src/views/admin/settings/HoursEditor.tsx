import type { Hours, OpenSpan } from '@parley/shared-types/model.ts';
import {
  addSpan,
  changeSpan,
  copyToWeekdays,
  MAX_SPANS,
  officeHours,
  removeSpan,
  timeOf,
  timeText,
  timezones,
} from '../../../lib/hours.ts';
import { weekdayName } from '../../../lib/time-words.ts';
import { t } from '../../../words/words.ts';
import { Icon } from '../../Icon.tsx';
import { SwitchInput } from '../Switch.tsx';
import type { PartProps } from './field-kinds.ts';
import { Problem } from './Problem.tsx';

interface TimeProps {
  readonly label: string;
  readonly minutes: number;
  readonly isEnd: boolean;
  readonly isWrong: boolean;
  readonly describedBy: string;
  readonly onChange: (minutes: number) => void;
}

function Time({ label, minutes, isEnd, isWrong, describedBy, onChange }: TimeProps) {
  return (
    <input
      type="time"
      class="input time"
      aria-label={label}
      aria-invalid={isWrong}
      aria-describedby={describedBy}
      value={timeText(minutes)}
      onInput={(event) => {
        const written = timeOf(event.currentTarget.value, isEnd);
        if (written !== null) onChange(written);
      }}
      onBlur={(event) => {
        // Half written: what it was stays.
        if (event.currentTarget.value === '') event.currentTarget.value = timeText(minutes);
      }}
    />
  );
}

interface DayProps extends Pick<PartProps, 'model'> {
  readonly hours: Hours;
  readonly day: number;
  readonly onChange: (hours: Hours) => void;
}

function Span({ model, hours, day, index, span, onChange }: DayProps & { readonly index: number; readonly span: OpenSpan }) {
  const name = weekdayName(day);
  const field = `hours.days.${day}`;
  const isWrong = model.problemAt(`${field}.${index}`) !== null;
  const shared = { isWrong, describedBy: `${field}-error` };
  const put = (next: OpenSpan) => onChange(changeSpan(hours, day, index, next));
  return (
    <span class="span">
      <Time {...shared} label={t('{day} from', { day: name })} minutes={span[0]} isEnd={false} onChange={(from) => put([from, span[1]])} />
      <span aria-hidden="true">–</span>
      <Time {...shared} label={t('{day} until', { day: name })} minutes={span[1]} isEnd onChange={(until) => put([span[0], until])} />
      <button
        type="button"
        class="icon-button"
        aria-label={t('Remove {from} to {until}, {day}', { from: timeText(span[0]), until: timeText(span[1]), day: name })}
        onClick={() => onChange(removeSpan(hours, day, index))}
      >
        <Icon name="close" />
      </button>
    </span>
  );
}

function Day(props: DayProps) {
  const { model, hours, day, onChange } = props;
  const name = weekdayName(day);
  const spans = hours.days[day] ?? [];
  return (
    <li class="day-hours">
      <span class="day-name">{name}</span>
      <div class="spans">
        {spans.length === 0 && <span class="hint">{t('Closed')}</span>}
        {spans.map((span, index) => (
          <Span key={index} {...props} index={index} span={span} />
        ))}
        <Problem model={model} field={`hours.days.${day}`} />
      </div>
      <div class="day-actions">
        {spans.length < MAX_SPANS && (
          <button
            type="button"
            class="icon-button"
            aria-label={t('Add hours, {day}', { day: name })}
            title={t('Add hours')}
            onClick={() => onChange(addSpan(hours, day))}
          >
            <Icon name="plus" />
          </button>
        )}
        <button
          type="button"
          class="icon-button"
          aria-label={t('Copy {day} to all weekdays', { day: name })}
          title={t('Copy to all weekdays')}
          onClick={() => onChange(copyToWeekdays(hours, day))}
        >
          <Icon name="copy" />
        </button>
      </div>
    </li>
  );
}

/** Seven days, each with the times at which somebody answers. */
export function HoursEditor({ model, form }: PartProps) {
  const { hours } = form;
  const onChange = (next: Hours | null) => model.edit({ hours: next });
  return (
    <div class="field switch-field">
      <SwitchInput
        label={t('Business hours')}
        isOn={hours !== null}
        describedBy="hours-hint"
        onChange={() => onChange(hours ? null : officeHours(Intl.DateTimeFormat().resolvedOptions().timeZone))}
      />
      <p class="hint" id="hours-hint">
        {t('Outside of them visitors read when you open next, by their own clock. They may write all the same.')}
      </p>
      {hours && (
        <div class="hours">
          <div class="field">
            <label for="timezone">{t('Time zone')}</label>
            <select
              id="timezone"
              class="input"
              value={hours.timezone}
              onChange={(event) => onChange({ ...hours, timezone: event.currentTarget.value })}
            >
              {timezones(hours.timezone).map((zone) => (
                <option key={zone}>{zone}</option>
              ))}
            </select>
            <Problem model={model} field="hours.timezone" />
          </div>
          <ul class="days" aria-label={t('Days')}>
            {hours.days.map((_, day) => (
              <Day key={day} model={model} hours={hours} day={day} onChange={onChange} />
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
