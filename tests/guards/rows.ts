/** One guard of the widget, how it is taken away, and the test that has to notice. */
export interface Guard {
  /** `7`, or `8b` where a case has several guards. */
  readonly id: string;
  /** What is taken away. */
  readonly guard: string;
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
  /** Of tests/e2e. */
  readonly test: string;
  /** Part of the title of one test. */
  readonly title: string;
}

const loader = 'widget/src/loader/main.ts';
const survive = 'survive.test.ts';

/** The cases are those of docs/widget.md, which come from complaints about other chats. */
export const GUARDS: readonly Guard[] = [
  {
    id: '1a',
    guard: 'a chunk that does not come is caught, and the launcher is closed again',
    file: loader,
    find: '    } catch {\n      forgetChat();\n      isOpen = false;',
    replace: '    } catch (error) {\n      throw error;',
    test: survive,
    title: 'when the server fails at the chat the page is untouched',
  },
  {
    id: '1b',
    guard: 'our element has no box of its own, so nothing lies over the page',
    file: 'widget/src/loader/launcher.css',
    find: '  all: initial !important;',
    replace: '  all: initial !important; position: fixed !important; inset: 0 !important;',
    test: survive,
    title: 'when the server fails at the chat the page is untouched',
  },
  {
    id: '2',
    guard: 'styles are constructed sheets, which no policy forbids',
    file: loader,
    find: `  root.adoptedStyleSheets = [css, site.css].map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });`,
    replace: `  for (const text of [css, site.css]) {
    const sheet = document.createElement('style');
    sheet.textContent = text;
    root.append(sheet);
  }`,
    test: 'widget-budget.test.ts',
    title: 'under the strictest policy that names our origin',
  },
  {
    id: '3',
    guard: 'pages of any origin may load our chunks',
    file: 'server/src/api/pages.ts',
    find: "'access-control-allow-origin': '*', ",
    replace: '',
    test: survive,
    title: 'a page that no frame may hold, of another origin than the chat',
  },
  {
    id: '4a',
    guard: 'nothing is loaded before a touch',
    file: loader,
    find: '  if (wasOpen) host.setOpen(true);',
    replace: '  void host.touch();\n  if (wasOpen) host.setOpen(true);',
    test: 'widget-budget.test.ts',
    title: 'until it is touched: one request, nothing stored',
  },
  {
    id: '4b',
    guard: 'before a consent that is asked for, not even "it was open" is stored',
    file: 'widget/src/panel/mount.tsx',
    find: 'open && model.state().agreed',
    replace: 'open',
    test: 'forms.test.ts',
    title: 'with consent wanted nothing is stored and no connection made',
  },
  {
    id: '5a',
    guard: 'the chat is a chunk of its own, not part of the script of the tag',
    file: loader,
    find: 'const fetchChat = () => (chat ??= get(site.chat));',
    replace: "import * as whole from '../chat.ts';\nconst fetchChat = () => (chat ??= Promise.resolve(whole as never));",
    test: 'widget-budget.test.ts',
    title: 'what was built is within its budget',
  },
  {
    id: '5b',
    guard: 'the script of the tag does next to nothing when it runs',
    file: loader,
    find: 'else {\n  build();',
    replace: 'else {\n  for (const until = performance.now() + 90; performance.now() < until; );\n  build();',
    test: 'widget-budget.test.ts',
    title: 'it adds no blocking time to a page on a slow processor',
  },
  {
    id: '6a',
    guard: 'destroy ends the panel: connection, timers, listeners',
    file: loader,
    find: '    panel?.destroy();\n',
    replace: '',
    test: 'widget.test.ts',
    title: 'destroy leaves no node, listener, timer or socket',
  },
  {
    id: '6b',
    guard: "destroy takes the loader's own listener away",
    file: loader,
    find: "    removeEventListener('click', onClick);\n",
    replace: '',
    test: 'widget.test.ts',
    title: 'destroy leaves no node, listener, timer or socket',
  },
  {
    id: '7a',
    guard: 'what is shown is emptied at once when another user comes',
    file: 'widget/src/core/comings.ts',
    find: '      if (!isSame && wasUser) empty();\n',
    replace: '',
    test: 'identity.test.ts',
    title: 'another user on the same page sees nothing of the one before',
  },
  {
    id: '7b',
    guard: 'the connection is opened anew for the other user',
    file: 'widget/src/core/comings.ts',
    find: '      opening.identify(token, isMine);\n',
    replace: '      if (!wasUser || isMine) opening.identify(token, isMine);\n',
    test: 'identity.test.ts',
    title: 'another user on the same page sees nothing of the one before',
  },
  {
    id: '8a',
    guard: 'what is sent leaves the field at once, so a second click has nothing to send',
    file: 'widget/src/panel/mount.tsx',
    find: "    if (!given) model.write('');\n",
    replace: '',
    test: 'cases.test.ts',
    title: 'a first message by a double click',
  },
  {
    id: '8b',
    guard: 'the same id is sent again after a lost answer',
    file: 'widget/src/core/sender.ts',
    find: 'wire.send(item.clientMsgId, item.body)',
    replace: 'wire.send(item.clientMsgId.slice(0, -4) + String(Math.random()).slice(-4), item.body)',
    test: 'cases.test.ts',
    title: 'a first message by a double click',
  },
  {
    id: '9',
    guard: 'what is stored is named after the site',
    file: loader,
    find: 'const prefix = `',
    replace: "const prefix = 'parley:' || `",
    test: survive,
    title: 'two sites in one browser, on one page origin',
  },
  {
    id: '10a',
    guard: 'storage that throws is caught, and memory takes its place',
    file: 'widget/src/core/storage.ts',
    find: '    } catch {\n      return otherwise;',
    replace: '    } catch (error) {\n      throw error;',
    test: survive,
    title: 'where storage throws the chat works',
  },
  {
    id: '10b',
    guard: 'the loader looks into the storage carefully',
    file: loader,
    find: '  } catch {\n    // A browser that lets nobody read: everybody is new.',
    replace: '  } catch (error) {\n    throw error;',
    test: survive,
    title: 'where storage is null the chat works',
  },
  {
    id: '11a',
    guard: 'the launcher has a name',
    file: loader,
    find: '  button.ariaLabel = words ??',
    replace: '  button.dataset.label = words ??',
    test: 'widget.test.ts',
    title: 'a conversation: states, an answer, typing, links',
  },
  {
    id: '11b',
    guard: 'the conversation is a log',
    file: 'widget/src/panel/Log.tsx',
    find: '      role="log"\n',
    replace: '',
    test: 'cases.test.ts',
    title: 'by ear and by keyboard',
  },
  {
    id: '11c',
    guard: 'what comes is read out',
    file: 'widget/src/panel/Log.tsx',
    find: "aria-live={state.isNews ? 'polite' : 'off'}",
    replace: 'aria-live="off"',
    test: 'cases.test.ts',
    title: 'by ear and by keyboard',
  },
  {
    id: '11d',
    guard: 'the field gets the focus when the chat opens',
    file: 'widget/src/panel/mount.tsx',
    find: '      if (open && (navigator.userActivation?.hasBeenActive ?? true)) focus();\n',
    replace: '',
    test: 'cases.test.ts',
    title: 'by ear and by keyboard',
  },
  {
    id: '11e',
    guard: 'the focus goes back when it closes',
    file: 'widget/src/panel/mount.tsx',
    find: "      if (!open && hadFocus) (back?.matches('[data-parley-open]') ? back : host.launcher)?.focus();\n",
    replace: '',
    test: 'cases.test.ts',
    title: 'by ear and by keyboard',
  },
  {
    id: '12a',
    guard: 'fields have letters of 16 px, so phones do not zoom',
    file: 'widget/src/panel/panel.css',
    find: '  font-size: 16px;',
    replace: '  font-size: 15px;',
    test: 'conversation.test.ts',
    title: 'on phones the panel is all there is',
  },
  {
    id: '12b',
    guard: 'the panel keeps to what the keyboard leaves of the screen',
    file: 'widget/src/extras/phone.ts',
    find: '  for (const event of EVENTS) screen?.addEventListener(event, fit);\n',
    replace: '',
    test: 'conversation.test.ts',
    title: 'on phones the panel is all there is',
  },
  {
    id: '13a',
    guard: 'of all tabs one is chosen to sound',
    file: 'widget/src/extras/attention.ts',
    find: '!isFirst ||\n      wasSeen',
    replace: '(!isFirst && isOver) ||\n      wasSeen',
    test: 'forms.test.ts',
    title: 'of two tabs one sounds, and both count',
  },
  {
    id: '13b',
    guard: 'what was read elsewhere is heard',
    file: 'widget/src/core/visitor-session.ts',
    find: "  on<RegistersPush>('registers', (push) => isMine(push) && current().onRegisters(push));\n",
    replace: '',
    test: 'tabs.test.ts',
    title: 'what is read in one tab is read in all',
  },
  {
    id: '14a',
    guard: 'the z-index is what the page asks for',
    file: 'widget/src/extras/page.ts',
    find: 'look({ zIndex: index })',
    replace: 'look({})',
    test: 'cases.test.ts',
    title: 'a modal of the page lies over launcher and panel',
  },
  {
    id: '14b',
    guard: 'the direction is that of the language',
    file: 'widget/src/panel/Panel.tsx',
    find: "dir={words.isRtl ? 'rtl' : 'ltr'}",
    replace: 'dir="ltr"',
    test: 'conversation.test.ts',
    title: 'ar: every state is accessible',
  },
];
