import { expect, it } from 'vitest';
import { dataOf, readEvents, readSet } from './facts.ts';

it("[W12] what is set comes in Crisp's shapes or plain", () => {
  expect(readSet('user:email', ['a@b.example'])).toEqual({ email: 'a@b.example' });
  expect(readSet('user:nickname', 'Ann')).toEqual({ name: 'Ann' });
  expect(readSet('user:nickname', [{}])).toBeNull();
  expect(readSet('user:phone', ['+33 1'])).toEqual({ data: { phone: '+33 1' } });
  expect(readSet('user:avatar', 'https://a.example/i.png')).toEqual({ data: { avatar: 'https://a.example/i.png' } });
  expect(readSet('user:company', ['Acme', { url: 'https://acme.example' }])).toEqual({
    data: { company: 'Acme', 'company:url': 'https://acme.example' },
  });
  expect(readSet('user:company', 'Acme')).toEqual({ data: { company: 'Acme' } });
  const pairs = [
    ['plan', 'pro'],
    ['seats', 3],
  ];
  expect(readSet('session:data', [pairs])).toEqual({ data: { plan: 'pro', seats: 3 } });
  expect(readSet('session:data', pairs)).toEqual({ data: { plan: 'pro', seats: 3 } });
  expect(readSet('session:data', ['plan', 'pro'])).toEqual({ data: { plan: 'pro' } });
  expect(readSet('session:data', [{ plan: 'pro' }])).toEqual({ data: { plan: 'pro' } });
  expect(readSet('session:data', { plan: 'pro', nested: {} })).toEqual({ data: { plan: 'pro' } });
  expect(readSet('session:data', null)).toEqual({ data: {} });
});

it('[W12] segments are added to those of before, or replace them', () => {
  expect(readSet('session:segments', [['vip', 'shop']])).toEqual({ data: { segments: 'vip, shop' } });
  expect(readSet('session:segments', [['shop', 'new']], { segments: 'vip, shop' })).toEqual({ data: { segments: 'vip, shop, new' } });
  expect(readSet('session:segments', [['new'], true], { segments: 'vip' })).toEqual({ data: { segments: 'new' } });
  expect(readSet('session:segments', 'vip')).toEqual({ data: { segments: 'vip' } });
});

it('[W12] facts with verbs of their own are not facts of session:data', () => {
  expect(dataOf({ data: { plan: 'pro', phone: '1', avatar: 'a', company: 'c', 'company:url': 'u', segments: 's' } })).toEqual({
    plan: 'pro',
  });
});

it('[W12] events come one or several, with data or without', () => {
  expect(readEvents([[['paid', { sum: 5 }, 'red'], ['left']]])).toEqual([
    { kind: 'event', name: 'paid', data: { sum: 5 } },
    { kind: 'event', name: 'left' },
  ]);
  expect(readEvents(['paid', { sum: 5 }])).toEqual([{ kind: 'event', name: 'paid', data: { sum: 5 } }]);
  expect(readEvents('paid')).toEqual([{ kind: 'event', name: 'paid' }]);
  expect([readEvents([]), readEvents(null), readEvents([[[{}]]]), readEvents([' '])]).toEqual([[], [], [], []]);
});
