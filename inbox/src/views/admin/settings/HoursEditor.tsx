import type { Hours, OpenSpan } from '@parley/shared-types/model.ts';
import {
  addSpan,
  changeSpan,
  copyToWeekdays,
  DAY_NAMES,
  MAX_SPANS,
  officeHours,
  removeSpan,
  timeOf,
  timeText,
  timezones,
} from '../../../lib/hours.ts';
import { Icon } from '../../Icon.tsx';
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
  const name = DAY_NAMES[day] ?? '';
  const field = `hours.days.${day}`;
  const isWrong = model.problemAt(`${field}.${index}`) !== null;
  const shared = { isWrong, describedBy: `${field}-error` };
  const put = (next: OpenSpan) => onChange(changeSpan(hours, day, index, next));
  return (
    <span class="span">
      <Time {...shared} label={`${name} from`} minutes={span[0]} isEnd={false} onChange={(from) => put([from, span[1]])} />
      <span aria-hidden="true">–</span>
      <Time {...shared} label={`${name} until`} minutes={span[1]} isEnd onChange={(until) => put([span[0], until])} />
      <button
        type="button"
        class="icon-button"
        aria-label={`Remove ${timeText(span[0])} to ${timeText(span[1])}, ${name}`}
        onClick={() => onChange(removeSpan(hours, day, index))}
      >
        <Icon name="close" />
      </button>
    </span>
  );
}

function Day(props: DayProps) {
  const { model, hours, day, onChange } = props;
  const name = DAY_NAMES[day] ?? '';
  const spans = hours.days[day] ?? [];
  return (
    <li class="day-hours">
      <span class="day-name">{name}</span>
      <div class="spans">
        {spans.length === 0 && <span class="hint">Closed</span>}
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
            aria-label={`Add hours, ${name}`}
            title="Add hours"
            onClick={() => onChange(addSpan(hours, day))}
          >
            <Icon name="plus" />
          </button>
        )}
        <button
          type="button"
          class="icon-button"
          aria-label={`Copy ${name} to all weekdays`}
          title="Copy to all weekdays"
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
      <label class="switch">
        <input
          type="checkbox"
          role="switch"
          aria-checked={hours !== null}
          checked={hours !== null}
          aria-describedby="hours-hint"
          onChange={() => onChange(hours ? null : officeHours(Intl.DateTimeFormat().resolvedOptions().timeZone))}
        />
        <span>Business hours</span>
      </label>
      <p class="hint" id="hours-hint">
        Outside of them visitors read when you open next, by their own clock. They may write all the same.
      </p>
      {hours && (
        <div class="hours">
          <div class="field">
            <label for="timezone">Time zone</label>
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
          <ul class="days" aria-label="Days">
            {DAY_NAMES.map((name, day) => (
              <Day key={name} model={model} hours={hours} day={day} onChange={onChange} />
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
