/** The extra `typing`: tells operators that the visitor writes, with the text where the site lets them see it, and tells the visitor so. */
import type { Language } from '@parley/shared-types/model.ts';
import type { Live } from '../live/live.ts';
import type { Kit } from './kit.ts';
import css from './typing.css?inline';

const SIGN_MS = 3_000;
const PREVIEW_MS = 1_000;
const MAX_PREVIEW = 500;
const TOLD: Readonly<Record<Language, string>> = {
  en: 'The team can see what you type before you send it.',
  fr: 'L’équipe voit ce que vous écrivez avant l’envoi.',
  de: 'Das Team liest schon beim Schreiben mit.',
  es: 'El equipo ve lo que escribe antes de enviarlo.',
  ar: 'يمكن للفريق رؤية ما تكتبه قبل إرساله.',
};

export function create({ host, root, model }: Kit) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets.push(sheet);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let draft = '';
  const mayShow = () => host.site.chosen.preview !== false;
  /** At once, then not more often than so; what was typed meanwhile is told at the end of that time. */
  const tell = (session: Live['session']) => {
    const told = draft;
    session.typing(true, mayShow() ? told.slice(0, MAX_PREVIEW) : undefined);
    const again = () => {
      timer = undefined;
      if (draft !== told) tell(session);
    };
    timer = setTimeout(again, mayShow() ? PREVIEW_MS : SIGN_MS);
  };
  const undo = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  return {
    undo,
    /** Takes what is written now; '' when nothing is, or it was sent. */
    write({ session }: Live, text: string) {
      draft = text;
      if (text && !timer) tell(session);
      if (text) return;
      undo();
      session.typing(false);
    },
    /** Under the field, as long as the visitor has not sent anything and may not know. */
    Note: ({ isNew }: { readonly isNew: boolean }) => (
      <p role="status">{isNew && draft && mayShow() ? TOLD[(model.state().words.language ?? 'en') as Language] : ''}</p>
    ),
  };
}
export type Typing = ReturnType<typeof create>;
