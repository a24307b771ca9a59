/** The extra `bubble`: an answer that came while the panel was closed. Click opens, the cross takes it away. */
import { Icon } from '../panel/Icon.tsx';
import css from './bubble.css?inline';
import type { Kit } from './kit.ts';

export function create({ host, root, model }: Kit) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets.push(sheet);
  return {
    Bubble() {
      const { preview, words } = model.state();
      const dir = words.isRtl ? 'rtl' : 'ltr';
      return (
        <>
          <button type="button" class="open" dir={dir} onClick={() => host.setOpen(true)}>
            <strong>{preview?.name}</strong>
            <span>{preview?.text}</span>
          </button>
          <button type="button" class="dismiss" dir={dir} aria-label={words.dismiss} onClick={model.dismiss}>
            <Icon path="M6 6l12 12M18 6L6 18" />
          </button>
        </>
      );
    },
  };
}
export type BubbleOfNews = ReturnType<typeof create>;
