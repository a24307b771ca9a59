import { useEffect } from 'preact/hooks';
import type { FilterName, SearchQuery } from '../lib/search-query.ts';
import { useInbox, useOwned } from './context.ts';

interface FiltersProps {
  readonly query: SearchQuery;
  readonly onChange: (change: Partial<SearchQuery>) => void;
}

interface ChoiceProps extends FiltersProps {
  readonly name: FilterName;
  readonly label: string;
  /** Value and words; the first one is no filter. */
  readonly options: readonly (readonly [value: string, words: string])[];
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

const BY = [
  ['', 'Anybody'],
  ['visitor', 'Visitors'],
  ['operator', 'Operators'],
  ['note', 'Notes'],
] as const;
const STATUS = [
  ['', 'Any'],
  ['open', 'Open'],
  ['resolved', 'Resolved'],
] as const;

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
      <legend class="visually-hidden">Filters</legend>
      {(sites.length > 1 || query.site !== '') && (
        <Choice
          {...props}
          name="site"
          label="Site"
          options={[['', 'All sites'], ...sites.map((site) => [site.siteId, site.name] as const)]}
        />
      )}
      <Choice {...props} name="by" label="Said by" options={BY} />
      <Choice {...props} name="status" label="Status" options={STATUS} />
      <Choice
        {...props}
        name="assignee"
        label="Assigned to"
        options={[['', 'Anybody'], ['none', 'Nobody'], ...people.map(({ id, name }) => [id, name] as const)]}
      />
      {(tags.length > 0 || query.tag !== '') && (
        <Choice {...props} name="tag" label="Tag" options={[['', 'Any'], ...tags.map((tag) => [tag, tag] as const)]} />
      )}
      <Day {...props} name="from" label="From" />
      <Day {...props} name="to" label="Until" />
    </fieldset>
  );
}
