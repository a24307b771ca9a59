import { expect, it } from 'vitest';
import { browserWords, clientWords } from './browser-words.ts';

const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';

it.each([
  ['Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0', 'Firefox · Linux'],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130.0',
    'Edge · Windows',
  ],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36', 'Chrome · Windows'],
  [`${MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15`, 'Safari · macOS'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 CriOS/130.0 Mobile/15E148 Safari/604.1', 'Chrome · iPhone'],
  ['Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36', 'Chrome · Android'],
  ['curl/8.5.0', 'curl'],
  ['<script>', ''],
  [undefined, ''],
])('[X2] of a browser is kept what it is and no version: %s', (said, words) => {
  expect(browserWords(said)).toBe(words);
});

it('[X2] of a request is kept the browser in words and its first language; what is no language is nothing', () => {
  const headers = { 'user-agent': `${MAC} Version/18.0 Safari/605.1.15`, 'accept-language': 'fr-CH, fr;q=0.9, en;q=0.8' };
  expect(clientWords(headers)).toEqual({ agent: 'Safari · macOS', language: 'fr-CH' });
  expect(clientWords({ 'accept-language': 'de' })).toEqual({ language: 'de' });
  expect(clientWords({ 'accept-language': '<b>' })).toBeUndefined();
  expect(clientWords({ 'accept-language': '*' })).toBeUndefined();
});
