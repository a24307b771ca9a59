import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { FRENCH } from '@parley/inbox/words/fr/french.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { axe } from './axe.ts';
import { createParley, launch, type Up } from './parley.ts';
import { openVisitor, type Visitor } from './visitors.ts';

const { up, down, remove } = createParley();
/** For eyes: `LOOKS=FOLDER` keeps a picture of every page that is looked at. */
const looks = process.env.LOOKS;
let told: Up;
let browser: Browser;
let ann: Page;
let nora: Visitor;

/** What the inbox says in English, and otherwise in French: exact texts, and patterns of those with values. */
const phrases = Object.entries(FRENCH)
  .map(([key, french]) => [key.split(' ¦ ')[0] ?? '', french] as const)
  .filter(([english, french]) => english !== french);
const french: ReadonlySet<string> = new Set(Object.values(FRENCH));
const exact = phrases.map(([english]) => english).filter((english) => !english.includes('{') && !french.has(english));
const patterns = phrases
  .map(([english]) => english)
  .filter((english) => english.includes('{') && english.replaceAll(/\{\w+\}|[^a-z]/gi, '').length >= 8)
  .map((english) => `^${english.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`).replaceAll(/\{\w+\}/g, '.+')}$`);

/** English words of ours that a page shows or reads out. */
function leftOver(page: Page): Promise<readonly string[]> {
  return page.evaluate(
    ({ exact, patterns }) => {
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const seen: string[] = [document.title];
      for (let node = texts.nextNode(); node; node = texts.nextNode()) {
        if (!node.parentElement?.closest('script, style, code, pre')) seen.push(node.nodeValue ?? '');
      }
      for (const name of ['aria-label', 'title', 'placeholder', 'aria-valuetext', 'alt']) {
        for (const element of document.querySelectorAll(`[${name}]`)) seen.push(element.getAttribute(name) ?? '');
      }
      const all = patterns.map((pattern) => new RegExp(pattern));
      const words = new Set(exact);
      return seen.map((text) => text.trim()).filter((text) => words.has(text) || all.some((pattern) => pattern.test(text)));
    },
    { exact, patterns },
  );
}

/** Words that do not fit: what scrolls sideways, and buttons whose text is cut off. */
function cutOff(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const wide = document.documentElement.scrollWidth > innerWidth ? [`page ${document.documentElement.scrollWidth} > ${innerWidth}`] : [];
    const cut = [
      ...document.querySelectorAll<HTMLElement>('button, .button, .rail-word, .segments span, label, h1, h2, h3, legend, dt'),
    ].filter(
      (element) =>
        element.checkVisibility() &&
        element.scrollWidth > element.clientWidth + 1 &&
        element.clientWidth > 1 &&
        getComputedStyle(element).display !== 'inline',
    );
    return [
      ...wide,
      ...cut
        .filter((element) => !element.matches('.visually-hidden, .row *'))
        .map((element) => `${element.tagName} ${element.textContent}`),
    ];
  });
}

async function look(page: Page, name: string): Promise<void> {
  if (!looks) return;
  mkdirSync(looks, { recursive: true });
  await page.screenshot({ path: join(looks, `${name}.png`), animations: 'disabled' });
}

async function openFrench(url: string, viewport = { width: 1440, height: 900 }): Promise<Page> {
  const context = await browser.newContext({ locale: 'fr-FR', viewport });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(url);
  return page;
}
const log = () => ann.getByRole('log', { name: 'Conversation' });
const fromMore = async (choice: string) => {
  await ann.getByRole('button', { name: 'Plus', exact: true }).click();
  await ann.getByRole('dialog', { name: 'Plus' }).getByRole('button', { name: choice }).click();
};

beforeAll(async () => {
  told = await up();
  browser = await launch();
  ann = await openFrench(told.setupUrl ?? '');
});
afterAll(async () => {
  nora?.close();
  await browser?.close();
  await down();
  remove();
});

it('[I6] a browser in French sets up, writes, notes, assigns and resolves in French, and axe finds nothing', async () => {
  await ann.getByRole('heading', { name: 'Bienvenue dans Parley' }).waitFor();
  expect(await ann.evaluate(() => document.documentElement.lang)).toBe('fr');
  expect([await leftOver(ann), await cutOff(ann)]).toEqual([[], []]);
  await look(ann, 'setup');
  await ann.getByRole('button', { name: 'Créer le compte' }).click();
  await ann.getByText('Écrivez votre nom.').waitFor();
  await ann.getByLabel('Votre nom').fill('Ann');
  await ann.getByLabel('E-mail').fill('ann@example.test');
  await ann.getByLabel('Mot de passe').fill('correct horse battery');
  await ann.getByRole('button', { name: 'Créer le compte' }).click();
  await ann.getByRole('heading', { name: 'Personne n’a encore écrit' }).waitFor();
  expect(await ann.title()).toBe('Boîte de réception - Parley');
  expect(await leftOver(ann)).toEqual([]);
  nora = await openVisitor(told);
  nora.send('Bonjour, où est ma commande ?');
  await ann.getByRole('link', { name: /où est ma commande/ }).click();
  await log().getByText('Bonjour, où est ma commande ?').waitFor();
  await ann.getByRole('textbox', { name: 'Message' }).fill('Elle est en route.');
  await ann.getByRole('button', { name: 'Envoyer', exact: true }).click();
  await log().getByText('Elle est en route.').waitFor();
  await ann.getByRole('radio', { name: 'Note' }).check();
  await ann.getByRole('textbox', { name: 'Note' }).fill('Cliente fidèle.');
  await ann.getByRole('button', { name: 'Envoyer', exact: true }).click();
  await log().getByText('Note, réservée aux opérateurs').waitFor();
  await ann.getByRole('button', { name: 'Attribuer' }).click();
  await ann.getByRole('button', { name: 'La prendre' }).click();
  await log().getByText('Ann a pris la conversation').waitFor();
  await ann.getByRole('button', { name: 'Résoudre' }).click();
  await log().getByText('Ann a résolu la conversation').waitFor();
  await fromMore('Étiquettes');
  await ann.getByRole('textbox', { name: 'Nouvelle étiquette' }).fill('livraison');
  await ann.keyboard.press('Enter');
  await log()
    .getByText(/Ann a étiqueté la conversation.: livraison/)
    .waitFor();
  await ann.keyboard.press('Escape');
  expect([await leftOver(ann), await cutOff(ann)]).toEqual([[], []]);
  await look(ann, 'conversation');
  await ann
    .getByRole('button', { name: /^Acheminement/ })
    .first()
    .click();
  await ann.getByRole('heading', { name: 'Acheminement' }).waitFor();
  expect(await leftOver(ann)).toEqual([]);
  await look(ann, 'delivery');
  await ann.keyboard.press('Escape');
  expect(await axe(ann)).toEqual([]);
});

const PAGES = ['settings', 'install', 'team', 'replies', 'desk', 'channels', 'numbers', 'visitors'] as const;
const WIDTHS = [
  { width: 1440, height: 900 },
  { width: 1024, height: 800 },
  { width: 390, height: 844 },
] as const;

it.each([...PAGES.map((page) => `${page}/SITE`), 'search?q=commande', 'me', ''])(
  '[I6] /inbox/%s is French and fits, on a desk and on a phone',
  async (path) => {
    const name = path.split(/[/?]/)[0] || 'list';
    await ann.goto(`${told.inboxUrl}${path.replace('SITE', told.siteId)}`);
    await ann
      .getByText(name === 'list' ? 'Réception' : /.+/)
      .first()
      .waitFor();
    if (path !== '') await ann.locator('main h2').first().waitFor();
    await ann.getByText('Chargement', { exact: true }).waitFor({ state: 'hidden' });
    for (const size of WIDTHS) {
      await ann.setViewportSize(size);
      await ann.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      expect([size.width, await leftOver(ann), await cutOff(ann)]).toEqual([size.width, [], []]);
      await look(ann, `${name}-${size.width}`);
    }
    await ann.setViewportSize(WIDTHS[0]);
    expect(await axe(ann)).toEqual([]);
  },
);

it('[I6] what the server refuses, the keys, the palette and the question of leaving are French', async () => {
  await ann.goto(`${told.inboxUrl}me`);
  await ann.getByLabel('Mot de passe actuel').fill('not the one');
  await ann.getByLabel('Nouveau mot de passe').fill('another battery staple');
  await ann.getByRole('button', { name: 'Changer le mot de passe' }).click();
  await ann.getByText('Ce n’est pas votre mot de passe actuel.').waitFor();
  await ann.goto(`${told.inboxUrl}install/${told.siteId}`);
  await ann.getByLabel('Adresse de votre site').fill('*.example');
  await ann.getByRole('button', { name: 'Ajouter', exact: true }).click();
  await ann.getByText('Chaque site doit être nommé').waitFor();
  await ann.goto(`${told.inboxUrl}`);
  await ann.getByText('Son activé').waitFor();
  await ann.locator('body').press('?');
  await ann.getByRole('dialog', { name: 'Raccourcis clavier' }).waitFor();
  expect([await leftOver(ann), await cutOff(ann)]).toEqual([[], []]);
  await look(ann, 'keys');
  await ann.keyboard.press('Escape');
  await ann.keyboard.press('Control+k');
  await ann.getByRole('combobox', { name: 'Aller partout, tout faire' }).waitFor();
  expect(await leftOver(ann)).toEqual([]);
  await look(ann, 'palette');
  await ann.getByRole('combobox').fill('équipe');
  await ann.getByRole('option', { name: /^Équipe/ }).waitFor();
  await ann.keyboard.press('Escape');
});

it('[I6] the account switches to English and back, and the way in offers the other language', async () => {
  await ann.goto(`${told.inboxUrl}me`);
  await ann.getByRole('radio', { name: 'English' }).click();
  await ann.getByRole('heading', { name: 'My account' }).waitFor();
  expect(await ann.evaluate(() => document.documentElement.lang)).toBe('en');
  await ann.reload();
  await ann.getByRole('heading', { name: 'My account' }).waitFor();
  await ann.getByRole('radio', { name: 'Français' }).click();
  await ann.getByRole('heading', { name: 'Mon compte' }).waitFor();
  await ann.getByRole('button', { name: 'Se déconnecter', exact: true }).first().click();
  await ann.getByRole('heading', { name: 'Se connecter' }).waitFor();
  expect([await leftOver(ann), await axe(ann)]).toEqual([[], []]);
  await look(ann, 'login');
  await ann.getByLabel('E-mail').fill('ann@example.test');
  await ann.getByLabel('Mot de passe').fill('wrong');
  await ann.getByRole('button', { name: 'Se connecter' }).click();
  await ann.getByText('L’e-mail ou le mot de passe est incorrect.').waitFor();
  await ann.getByRole('button', { name: 'English' }).click();
  await ann.getByRole('heading', { name: 'Sign in' }).waitFor();
  await ann.getByRole('button', { name: 'Français' }).waitFor();
});

it('[I6] who reads English loads no French', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(`${told.inboxUrl}login`);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(asked.filter((path) => /french/.test(path))).toEqual([]);
});
