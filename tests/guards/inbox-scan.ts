/** Reads the sources of the inbox for what people see: the words that stand in them, and where. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseSync } from 'vite';

const PAGES = join(import.meta.dirname, '../../inbox');
const SOURCES = join(PAGES, 'src');

export interface Found {
  readonly at: string;
  readonly words: string;
}

/** One node of the tree that the parser gives; every kind has its own fields. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly value?: unknown;
  readonly [field: string]: unknown;
}
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value;

/** Names that are the same in every language, and marks of the keyboard. */
const NAMES =
  /^(Parley|CSV|Sam|Slack|Esc|Ctrl.*|Shift Enter|Enter|Tab|Home|End|Page(Up|Down)|Escape|Arrow\w+|Notification|BroadcastChannel)$/;
/** Days as a format of `Intl` names them, read by `isOpenAt`. */
const DAYS = /^(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day$/;
const hasLetters = (text: string) => /\p{L}{2}/u.test(text);
/** An address or a path, as a sample. */
const ADDRESS = /^(https?:\/)?\/\S*$/;
const isSaid = (text: string) => hasLetters(text) && !NAMES.test(text.trim()) && !ADDRESS.test(text.trim());
/** As a person would read it: it begins like a sentence. */
const isSentence = (text: string) => /^\p{Lu}\p{Ll}/u.test(text) && isSaid(text) && !DAYS.test(text);

/** Attributes and fields whose value people read, wherever it comes from. */
const READ = /^(aria-label|title|placeholder|label|hint|words|yes|ask|alt|caption|group)$/;
/** What no person reads. */
const MUTE = /^(ImportDeclaration|ExportAllDeclaration|TS(TypeAlias|Interface).*|TS\w*Type\w*)$/;
const MUTE_ATTRIBUTE = /^(class|style|d|viewBox|id|for|href|rel|type|autocomplete|inputmode|role|kind)$/;

function valuesIn(node: unknown): readonly Node[] {
  if (!isNode(node)) return [];
  if (node.type === 'JSXExpressionContainer') return valuesIn(node.expression);
  if (node.type === 'ConditionalExpression') return [...valuesIn(node.consequent), ...valuesIn(node.alternate)];
  if (node.type === 'LogicalExpression') return valuesIn(node.right);
  return node.type === 'Literal' || node.type === 'TemplateLiteral' ? [node] : [];
}

/** What a literal says; of a template what stands between its values. */
function textOf(node: Node): string {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : '';
  const quasis = node.quasis as readonly { readonly value: { readonly cooked: string } }[];
  return quasis.map(({ value }) => value.cooked).join(' ');
}

function fieldName({ key }: Node): string {
  const name = isNode(key) ? (key.name ?? key.value) : '';
  return typeof name === 'string' ? name : '';
}

/** Literals that people see as they stand, of one node. */
function bareOf(node: Node, isPhrase: (text: string) => boolean): readonly string[] {
  if (node.type === 'JSXText') return isSaid(String(node.value)) ? [String(node.value).trim()] : [];
  if (node.type === 'JSXElement' || node.type === 'JSXFragment') {
    const children = (node.children as readonly Node[]).filter(({ type }) => type === 'JSXExpressionContainer');
    return children.flatMap(valuesIn).map(textOf).filter(isSaid);
  }
  if (node.type === 'JSXAttribute') {
    const { name } = node.name as { readonly name: string };
    return READ.test(name) ? valuesIn(node.value).map(textOf).filter(isSaid) : [];
  }
  if (node.type === 'Property' && READ.test(fieldName(node))) {
    return valuesIn(node.value)
      .map(textOf)
      .filter((text) => isSaid(text) && !isPhrase(text));
  }
  if (node.type === 'Literal' || node.type === 'TemplateLiteral') {
    const text = textOf(node);
    return isSentence(text) && !isPhrase(text) ? [text] : [];
  }
  return [];
}

function walk(node: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(node)) for (const one of node) walk(one, visit);
  if (!isNode(node) || MUTE.test(node.type)) return;
  if (node.type === 'JSXAttribute' && MUTE_ATTRIBUTE.test((node.name as { readonly name: string }).name)) return;
  // What the program itself says to who writes it.
  if (node.type === 'NewExpression' && isNode(node.callee) && node.callee.name === 'Error') return;
  visit(node);
  for (const [field, value] of Object.entries(node)) if (field !== 'type' && typeof value === 'object') walk(value, visit);
}

const filesIn = (folder: string, end: RegExp) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => end.test(file))
    .map((file) => join(folder, file));

/** Sources that show something: no tests, not the words themselves, not the landing page, which is English. */
const sources = () => filesIn(SOURCES, /\.tsx?$/).filter((file) => !/\.test\.ts$|\/words\/|\/testing\.ts$|\/home\.ts$|\.d\.ts$/.test(file));

/** @returns literals that people see and that go through no `t`; every literal, for whoever asks which phrases are used */
export function scanSources(isPhrase: (text: string) => boolean): {
  readonly bare: readonly Found[];
  readonly literals: ReadonlySet<string>;
} {
  const bare: Found[] = [];
  const literals = new Set<string>();
  for (const file of sources()) {
    const text = readFileSync(file, 'utf8');
    const lineOf = (at: number) => text.slice(0, at).split('\n').length;
    walk(parseSync(file, text).program, (node) => {
      if (node.type === 'Literal') literals.add(textOf(node));
      for (const words of bareOf(node, isPhrase)) bare.push({ at: `${relative(SOURCES, file)}:${lineOf(node.start)}`, words });
    });
  }
  return { bare, literals };
}

/** What the pages before the inbox say: each text between their tags. */
export function textsOfPages(): readonly Found[] {
  const pages = ['login', 'setup', 'invite', 'recover'].map((name) => join(PAGES, `${name}.html`));
  return pages.flatMap((file) => {
    const html = readFileSync(file, 'utf8').replaceAll(/<!--.*?-->/gs, '');
    const texts = [...html.matchAll(/>([^<]+)</g)].map(([, text = '']) => text.replaceAll('&nbsp;', ' ').trim());
    return texts.filter(isSaid).map((words) => ({ at: relative(PAGES, file), words }));
  });
}
