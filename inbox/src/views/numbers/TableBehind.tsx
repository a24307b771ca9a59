import { t } from '../../words/words.ts';
import { Icon } from '../Icon.tsx';

type Cell = string | number;
interface TableProps {
  readonly caption: string;
  readonly heads: readonly string[];
  /** The first cell of each is its head. */
  readonly rows: readonly (readonly Cell[])[];
}

export function NumbersTable({ caption, heads, rows }: TableProps) {
  return (
    // Wider than a phone: it scrolls by itself, also by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached
    // biome-ignore lint/a11y/useSemanticElements: a landmark for each table would be too many, and it is no fieldset
    <div class="numbers-scroll" role="group" aria-label={caption} tabIndex={0}>
      <table class="numbers-table">
        <caption>{caption}</caption>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([head, ...cells]) => (
            <tr key={head}>
              <th scope="row">
                <bdi>{head}</bdi>
              </th>
              {cells.map((cell, index) => (
                <td key={heads[index + 1]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A file to keep; a page of the server, so the router leaves it alone. */
export function CsvLink({ href, of }: { readonly href: string; readonly of: string }) {
  return (
    <a class="csv-link" href={href} download>
      <Icon name="down" />
      CSV<span class="visually-hidden"> {t('of {what}', { what: of })}</span>
    </a>
  );
}

/** What a chart is drawn from, in full. */
export function TableBehind({ csv, ...table }: TableProps & { readonly csv: string }) {
  return (
    <div class="table-behind">
      <details>
        <summary>
          {t('Table')}
          <span class="visually-hidden">: {table.caption}</span>
        </summary>
        <NumbersTable {...table} />
      </details>
      <CsvLink href={csv} of={table.caption} />
    </div>
  );
}
