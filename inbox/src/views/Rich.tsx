import { type Block, type Inline, parse } from '@parley/widget/rich/parse.ts';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { splitLinks } from '../lib/links.ts';
import { mentionParts, type Person } from '../lib/mentions.ts';

/** A link of a message: opened elsewhere, and it learns nothing of us. */
function Link({ href, text }: { readonly href: string; readonly text: string }) {
  return (
    <a href={href} title={href} target="_blank" rel="noopener noreferrer nofollow">
      {text}
    </a>
  );
}

/** Who is named in the text, shown as chips. */
const Named = createContext<readonly Person[]>([]);

function Words({ text }: { readonly text: string }) {
  const people = useContext(Named);
  return (
    <>
      {mentionParts(text, people).map((part, index) =>
        part.person ? (
          <span key={index} class="mention">
            {part.text}
          </span>
        ) : (
          part.text
        ),
      )}
    </>
  );
}

function Run({ inside }: { readonly inside: readonly Inline[] }) {
  return (
    <>
      {inside.map((node, index) => {
        // Bare addresses of people are links here: an operator writes to them.
        if (typeof node === 'string') {
          return splitLinks(node).map(({ text, href }, part) =>
            href === undefined ? <Words key={`${index} ${part}`} text={text} /> : <Link key={`${index} ${href}`} href={href} text={text} />,
          );
        }
        if (node.kind === 'code') return <code key={index}>{node.text}</code>;
        if (node.kind === 'link') return <Link key={index} href={node.href} text={node.text} />;
        const Mark = node.kind;
        return (
          <Mark key={index}>
            <Run inside={node.inside} />
          </Mark>
        );
      })}
    </>
  );
}

function Part({ block }: { readonly block: Block }) {
  if (block.kind === 'code') {
    return (
      <pre dir="ltr">
        <code>{block.text}</code>
      </pre>
    );
  }
  if (block.kind === 'quote') {
    return (
      <blockquote>
        <Blocks blocks={block.inside} />
      </blockquote>
    );
  }
  if (block.kind === 'text') {
    return (
      <p>
        <Run inside={block.inside} />
      </p>
    );
  }
  const items = block.items.map((item, index) => (
    <li key={index}>
      <Run inside={item} />
    </li>
  ));
  return block.start === null ? <ul>{items}</ul> : <ol start={block.start}>{items}</ol>;
}

function Blocks({ blocks }: { readonly blocks: readonly Block[] }) {
  return (
    <>
      {blocks.map((block, index) => (
        <Part key={index} block={block} />
      ))}
    </>
  );
}

/** A text as the widget shows it: bold, code, lists, quotes and links as nodes, never as HTML. */
export function Rich({ text, mentions = [] }: { readonly text: string; readonly mentions?: readonly Person[] }) {
  return (
    <Named.Provider value={mentions}>
      <Blocks blocks={parse(text)} />
    </Named.Provider>
  );
}
