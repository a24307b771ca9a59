import { useEffect } from 'preact/hooks';
import type { FilterName, SearchQuery } from '../lib/search-query.ts';
import { type PlainPhrase, t } from '../words/words.ts';
import { useInbox, useOwned } from './context.ts';

interface FiltersProps {
  readonly query: SearchQuery;
  readonly onChange: (change: Partial<SearchQuery>) => void;
}

type Options<Words extends string> = readonly (readonly [value: string, words: Words])[];
const said = (options: Options<PlainPhrase>): Options<string> => options.map(([value, words]) => [value, t(words)] as const);

interface ChoiceProps extends FiltersProps {
  readonly name: FilterName;
  readonly label: string;
  /** Value and words; the first one is no filter. */
  readonly options: Options<string>;
}

function Choice({ query, onChange, name, label, options }: ChoiceProps) {
  // What the address asks for is shown also when it is not offered any more.
  const all = options.some(([value]) => value === query[name]) ? options : [...options, [query[name], query[name]] as const];
  return (
    <label class="filter">
      <span>{label}</span>
      <select class="input" value={query[name]} onChange={(event) => onChange({ [name]: event.currentTarget.value })}>
        {all.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

function Day({ query, onChange, name, label }: Omit<ChoiceProps, 'options'>) {
  return (
    <label class="filter">
      <span>{label}</span>
      <input class="input" type="date" value={query[name]} onChange={(event) => onChange({ [name]: event.currentTarget.value })} />
    </label>
  );
}

const BY: Options<PlainPhrase> = [
  ['', 'Anybody'],
  ['visitor', 'Visitors'],
  ['operator', 'Operators'],
  ['note', 'Notes'],
];
const STATUS: Options<PlainPhrase> = [
  ['', 'Any'],
  ['open', 'Open'],
  ['resolved', 'Resolved'],
];

/** What narrows a search; each is a part of the address. */
export function SearchFilters(props: FiltersProps) {
  const { query } = props;
  const inbox = useInbox();
  const sites = inbox.session.sites.value;
  const searched = sites.filter(({ siteId }) => query.site === '' || siteId === query.site).map(({ siteId }) => siteId);
  const model = useOwned(() => inbox.searchChoices(), 'choices');
  useEffect(() => {
    if (model && searched.length > 0) void model.load(searched);
  }, [model, searched.join(' ')]);
  const { people, tags } = model?.choices.value ?? { people: [], tags: [] };
  return (
    <fieldset class="filters">
      <legend class="visually-hidden">{t('Filters')}</legend>
      {(sites.length > 1 || query.site !== '') && (
        <Choice
          {...props}
          name="site"
          label={t('Site')}
          options={[['', t('All sites')], ...sites.map((site) => [site.siteId, site.name] as const)]}
        />
      )}
      <Choice {...props} name="by" label={t('Said by')} options={said(BY)} />
      <Choice {...props} name="status" label={t('Status')} options={said(STATUS)} />
      <Choice
        {...props}
        name="assignee"
        label={t('Assigned to')}
        options={[['', t('Anybody')], ['none', t('Nobody')], ...people.map(({ id, name }) => [id, name] as const)]}
      />
      {(tags.length > 0 || query.tag !== '') && (
        <Choice {...props} name="tag" label={t('Tag')} options={[['', t('Any ¦ tag')], ...tags.map((tag) => [tag, tag] as const)]} />
      )}
      <Day {...props} name="from" label={t('From')} />
      <Day {...props} name="to" label={t('Until')} />
    </fieldset>
  );
}
