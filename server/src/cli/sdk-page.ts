import { SDK } from '@parley/shared-types/sdk.ts';

type Kind = keyof typeof SDK;

interface Group {
  readonly title: string;
  readonly intro: string;
  readonly values: string;
  readonly example: string;
}

const GROUPS: Readonly<Record<Kind, Group>> = {
  do: {
    title: 'Do',
    intro: '`$parley.push(["do", name, value])`',
    values: 'value',
    example: '$parley.push(["do", "message:send", ["text", "Where is my order?"]]);',
  },
  set: {
    title: 'Set',
    intro: '`$parley.push(["set", name, value])`',
    values: 'value',
    example: '$parley.push(["set", "session:data", [[["plan", "pro"], ["seats", 5]]]]);',
  },
  on: {
    title: 'On and off',
    intro:
      '`$parley.push(["on", name, listener])` answers with its undo; `["off", name, listener]` stops one listener, `["off", name]` all of them. Each is an event on `window` as well: `parley:<name>`, with the value in `detail`.',
    values: 'the listener is called with',
    example: '$parley.push(["on", "message:received", ({ content, name }) => console.log(name, content)]);',
  },
  config: {
    title: 'Config',
    intro: '`$parley.push(["config", name, value])`: for this page view; what holds for all pages is in the settings of the site.',
    values: 'value',
    example: '$parley.push(["config", "position:reverse", [true]]);',
  },
  get: {
    title: 'Get',
    intro: '`$parley.get(name)`, once the chat is loaded.',
    values: 'answer',
    example: 'const unread = $parley.get("chat:unread:count");',
  },
  is: {
    title: 'Is',
    intro: '`$parley.is(name)`: true or false, once the chat is loaded.',
    values: '',
    example: 'if ($parley.is("website:available")) showPhoneNumber();',
  },
};

/** What Crisp has in place of a verb that it does not know by our name; '' for nothing. All others have the same name there. */
const CRISP: Readonly<Record<string, string>> = {
  'do user:identify': '`CRISP_TOKEN_ID`',
  'do user:logout': 'no `CRISP_TOKEN_ID`, then `session:reset`',
  'do privacy:erase': '',
  'do diagnose': '',
  'do destroy': '',
  'set consent': '',
  'on message:failed': '',
  'on connection:changed': '',
  'on unread:changed': '',
  'on consent:changed': '',
  'on identity:refused': '',
  'config locale:set': '`CRISP_RUNTIME_CONFIG.locale`',
  'config csp:nonce': '',
};

/** Verbs of Crisp that mean nothing here, and why. */
const WITHOUT = [
  ['`do helpdesk:search`, `do helpdesk:article:open`, `do helpdesk:query`, `on helpdesk:queried`', 'there is no help centre to search'],
  ['`do overlay:open`, `do overlay:close`, `is overlay:opened`, `is overlay:closed`', 'the overlay shows the help centre'],
  ['`do message:thread:start`, `do message:thread:end`', 'a visitor has one conversation, in one order'],
  ['`do bot:scenario:run`', 'bots answer from outside, by a worker of yours; `trigger:run` starts what the settings know'],
  ['`config hide:vacation`', 'there is no vacation notice; hours are in the settings of the site'],
  [
    '`message:send` and `message:show` with other than text',
    'files are chosen by the visitor; pickers are quick replies of an operator or a bot',
  ],
] as const;

const cell = (text: string) => text.replaceAll('|', '\\|');

function crispName(kind: string, name: string): string {
  const other = CRISP[`${kind} ${name}`];
  return other === undefined ? 'same' : other === '' ? 'none' : other;
}

function section(kind: Kind): string {
  const { title, intro, values, example } = GROUPS[kind];
  const columns = ['name', ...(values ? [values] : []), 'what it does', 'Crisp'];
  const rows = Object.entries(SDK[kind]).map(([name, row]) => {
    const given = row.values === '' ? '' : `\`${row.values}\``;
    return [`\`${name}\``, ...(values ? [cell(given)] : []), cell(row.does), crispName(kind, name)];
  });
  const table = [columns, columns.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
  return `## ${title}\n\n${intro}\n\n\`\`\`js\n${example}\n\`\`\`\n\n${table}\n`;
}

const HEAD = `# Speak to the chat: \`$parley\`

Generated from \`shared-types/src/sdk.ts\` by \`./parley docs\`. \`window.$parley\` is a queue: what is pushed before the chat is loaded is done
then, in order. Nothing in it throws; a verb that it does not know is told once on the console, with the code \`verb_unsupported\`.

\`\`\`js
window.$parley ??= [];
$parley.push(["do", "chat:open"], ["set", "user:email", ["ann@example.com"]]);
\`\`\`

With types, in an app: \`npm i https://chat.example.com/parley/sdk.tgz\` (your Parley's own address) brings \`@parley/widget\`, whose
\`createParley({ url, site })\` has each kind below as a method: \`parley.do("chat:open")\`, \`parley.on("unread:changed", show)\`. It loads the
script, so that the page needs no tag, and \`@parley/widget/react\` has \`<Parley>\` and \`useParley()\`. The file changes only with an update of
your Parley; keep a copy beside your app where a lock file has to hold for ever.
`;

const PORT = `## Bring a \`$crisp\` snippet along

1. Put our script tag in the place of theirs: \`CRISP_WEBSITE_ID\` is the site id in its address.
2. Rename \`$crisp\` to \`$parley\`. Names and shapes of values are the same where the tables say so; \`["safe", true]\` may stay.
3. \`CRISP_TOKEN_ID\` becomes \`["do", "user:identify", [token]]\`, with a token that your server signs.
   \`CRISP_RUNTIME_CONFIG.locale\` becomes \`["config", "locale:set", [language]]\`; \`CRISP_COOKIE_DOMAIN\` is a setting of the site; for
   \`CRISP_READY_TRIGGER\` use \`["on", "session:loaded", listener]\`.
`;

/** docs/sdk.md, from the table of verbs. */
export function sdkPage(): string {
  const without = WITHOUT.map(([verbs, why]) => `| ${verbs} | ${why} |`).join('\n');
  const sections = (Object.keys(GROUPS) as Kind[]).map(section);
  const last = `## Verbs of Crisp without a meaning here\n\n| verbs | why |\n|---|---|\n${without}\n`;
  return [HEAD, ...sections, PORT, last].join('\n');
}
