/** The extra `rich`: a message with bold, code, lists, quotes and links, made of nodes and never of HTML. */
import { type Block, type Inline, parse } from '../rich/parse.ts';
import type { Kit } from './kit.ts';
import css from './rich.css?inline';

function Run({ inside }: { inside: readonly Inline[] }) {
  return (
    <>
      {inside.map((node) => {
        if (typeof node === 'string') return node;
        if (node.kind === 'code') return <code dir="ltr">{node.text}</code>;
        if (node.kind === 'link')
          return (
            <a href={node.href} title={node.href} dir="auto" target="_blank" rel="noopener noreferrer nofollow">
              {node.text}
            </a>
          );
        const Mark = node.kind;
        return (
          <Mark>
            <Run inside={node.inside} />
          </Mark>
        );
      })}
    </>
  );
}

function Part({ block }: { block: Block }) {
  if (block.kind === 'code')
    return (
      <pre dir="ltr">
        <code>{block.text}</code>
      </pre>
    );
  if (block.kind === 'quote')
    return (
      <blockquote dir="auto">
        {block.inside.map((inner) => (
          <Part block={inner} />
        ))}
      </blockquote>
    );
  if (block.kind === 'text')
    return (
      <p dir="auto">
        <Run inside={block.inside} />
      </p>
    );
  const items = block.items.map((item) => (
    <li>
      <Run inside={item} />
    </li>
  ));
  return block.start === null ? (
    <ul dir="auto">{items}</ul>
  ) : (
    <ol dir="auto" start={block.start}>
      {items}
    </ol>
  );
}

export function create({ root }: Kit) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets.push(sheet);
  const known = new Map<string, readonly Block[]>();
  /** Each text is read once, however often the panel is painted. */
  const blocksOf = (text: string): readonly Block[] => {
    const blocks = known.get(text) ?? parse(text);
    if (known.size > 1_000) known.clear();
    known.set(text, blocks);
    return blocks;
  };
  return {
    Text: ({ text }: { readonly text: string }) => (
      <>
        {blocksOf(text).map((block) => (
          <Part block={block} />
        ))}
      </>
    ),
  };
}
export type Rich = ReturnType<typeof create>;
