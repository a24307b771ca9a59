/** What people of the demo say. Invented: any likeness with a shop is chance. */

/** A talk between a visitor (v) and whoever answers (o), as it goes on; n is a note of the team. */
export interface Talk {
  readonly lang: 'en' | 'fr' | 'de' | 'ar' | 'ja';
  readonly tag: string;
  readonly lines: readonly `${'v' | 'o' | 'n'}:${string}`[];
}

/** Names by language; null: not said. */
export const NAMES: Readonly<Record<Talk['lang'], readonly (string | null)[]>> = {
  en: [
    'Maya Okafor',
    null,
    'Priya Raman',
    'Tomás Herrera',
    null,
    'Ingrid Åkesson',
    'Bartholomew Featherstonehaugh-Cholmondeley',
    'Wei Chen',
    null,
    'Nora Lindqvist',
    'Sam',
    'Oluwaseun Adeyemi',
    'Ellis Murray',
    'Dana Whitfield',
    'Kofi Boateng',
    "Siobhán O'Neill",
  ],
  fr: ['Léa Fontaine', 'Zoë', null, 'Amadou Diallo', 'Jean-Baptiste Lefèvre', 'Camille'],
  de: ['Jonas Weber', null, 'Annegret Hohenlohe-Schillingsfürst', 'Leyla Demir'],
  ar: ['فاطمة الزهراء', 'أحمد المصري', null, 'ليلى', 'Yusuf Haddad'],
  ja: ['Yūko Tanaka', '佐藤 健', null],
};

/** What a visitor says when somebody has answered. */
export const REACTIONS: Readonly<Record<Talk['lang'], readonly string[]>> = {
  en: ['Thank you, that helps', 'Ah, I see. One moment, I try it', 'ok 👍'],
  fr: ['Merci beaucoup', "D'accord, j'essaie tout de suite"],
  de: ['Danke, das hilft mir', 'Moment, ich probiere es'],
  ar: ['شكرا لكم', 'حسنا، سأجرب الآن'],
  ja: ['ありがとうございます。'],
};

export const TALKS: readonly Talk[] = [
  {
    lang: 'en',
    tag: 'shipping',
    lines: [
      'v:Hi, my order #4821 says delivered but nothing came.',
      'v:I was home all day',
      'o:Sorry about that. I am asking the carrier now, one moment.',
      'n:Second time this week with that carrier, let us collect these.',
      'o:They have it at the depot. It goes out again tomorrow before 12:00, you get a text an hour before.',
      'v:Great, thank you!',
    ],
  },
  {
    lang: 'en',
    tag: 'billing',
    lines: [
      'v:Why was I charged twice this month?',
      'o:The first one is an **authorisation** and disappears within 3 days. Only `INV-2041` stays.',
      'v:ok I see it now 👍',
    ],
  },
  {
    lang: 'en',
    tag: 'bug',
    lines: [
      'v:The export button does nothing in Safari 17. Console says:\n```\nTypeError: undefined is not an object (evaluating "rows.length")\n```',
      'n:Reproduced. Happens with an empty filter, see the issue tracker.',
      'o:Thank you for the console output, that helps a lot. We found it: an empty filter. The fix goes out today.',
      'v:Wow, that was fast',
      'o:It is live now. Could you try again?',
      'v:Works!',
    ],
  },
  { lang: 'en', tag: 'sales', lines: ['v:Do you have a plan for non-profits?'] },
  {
    lang: 'en',
    tag: 'sales',
    lines: [
      'v:We are 14 people and look at three tools at the moment. What we need most: an inbox that does not lose anything when the train goes into a tunnel, answers by e-mail when nobody is on the page any more, a way to see who of us is on it, and some numbers at the end of the month. We had a tool before that showed a green dot for people who had left the company. We would also like to know where the data is, who can read it and how we get it out again, because our lawyer asks for each of these things every single year, and I would like to answer him once and for all.',
      'o:All of that, yes. The data is on your own server; you export a visitor or everything with one command. Shall I show you on a call, or do you prefer to try it by yourself first?',
    ],
  },
  { lang: 'en', tag: 'shipping', lines: ['v:👋', 'o:Hello, how can we help?', 'v:🎉🎉🎉'] },
  {
    lang: 'en',
    tag: 'account',
    lines: [
      'v:I cannot sign in, the code never arrives',
      'o:To which address do we send it?',
      'v:The one I write from. Look: https://status.example.test/codes?id=1',
      'o:Found it, a typo in the domain. Corrected; please ask for a new code.',
    ],
  },
  {
    lang: 'en',
    tag: 'bug',
    lines: [
      'v:Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft is cut off in my invoice, see https://shop.example.test/invoices/2026/11/a-very-long-path-that-does-not-end/and-goes-on/and-on?with=parameters&more=ofthem',
    ],
  },
  {
    lang: 'fr',
    tag: 'billing',
    lines: [
      'v:Bonjour, est-il possible de recevoir une facture au nom de mon entreprise ?',
      'o:Bonjour, bien sûr. Quel est le numéro de TVA ?',
      'v:FR 12 345 678 901',
      "o:Merci, la facture corrigée part dans l'heure.",
    ],
  },
  { lang: 'fr', tag: 'shipping', lines: ['v:Ma commande est arrivée abîmée…', 'o:Toutes nos excuses. Auriez-vous une photo ?'] },
  {
    lang: 'de',
    tag: 'account',
    lines: [
      'v:Guten Tag, ich möchte meine Rechnungsadresse ändern.',
      'o:Gern, wie lautet die neue?',
      'v:Lindenstraße 4, 10969 Berlin',
      'o:Ist geändert. Die nächste Rechnung trägt sie schon.',
      'v:Danke!',
    ],
  },
  { lang: 'ar', tag: 'shipping', lines: ['v:مرحبا، متى يصل طلبي رقم 4821؟', 'o:مرحبا! سيصل غدا قبل الظهر.', 'v:شكرا جزيلا'] },
  {
    lang: 'ar',
    tag: 'sales',
    lines: [
      'v:هل يتوفر كتاب «الأيام» بطبعة جديدة؟',
      'n:بقيت ثلاث نسخ في المخزن.',
      'o:نعم، وصلت الطبعة الجديدة أمس.',
      'v:ممتاز، سأطلبه الآن 📚',
    ],
  },
  { lang: 'ar', tag: 'billing', lines: ['v:لم تصلني الفاتورة بعد، رقم الطلب INV-2041'] },
  { lang: 'ar', tag: 'account', lines: ['v:نسيت كلمة المرور', 'o:أرسلنا لك رابطا جديدا على بريدك الإلكتروني.'] },
  {
    lang: 'en',
    tag: 'shipping',
    lines: ['v:Do you ship to Iceland?', 'o:Yes, in 5 to 7 days. Customs is paid by us.', 'v:Perfect, ordering two then'],
  },
  {
    lang: 'en',
    tag: 'billing',
    lines: [
      'v:Can I pay by invoice? We are a school',
      'n:Check the limit for schools first.',
      'o:Schools can: choose **Invoice** at the end, 30 days.',
    ],
  },
  {
    lang: 'en',
    tag: 'account',
    lines: ['v:How do I change the name on my account?', 'o:Under *Account*, *Name*. It takes effect at once.'],
  },
  {
    lang: 'en',
    tag: 'sales',
    lines: [
      'v:Which rope for a 9 m boat?',
      'o:12 mm for the mooring:\n- polyester when it stays out\n- polypropylene when it must float',
      'v:Polyester it is',
    ],
  },
  { lang: 'en', tag: 'bug', lines: ['v:The page jumps to the top when I filter by colour'] },
  {
    lang: 'en',
    tag: 'shipping',
    lines: [
      'v:😡',
      'o:Something is wrong, I see. What happened?',
      'v:wrong size. twice.',
      'o:I send the right one today, and you keep both.',
    ],
  },
  { lang: 'fr', tag: 'account', lines: ['v:Je ne reçois plus la lettre du mois, pourquoi ?'] },
  { lang: 'ja', tag: 'account', lines: ['v:パスワードを忘れました。', 'o:再設定のリンクをお送りしました。ご確認ください。'] },
];

/** What a long thread is made of. */
export const CHATTER: readonly string[] = [
  'Let me check that.',
  'Any news?',
  'Here is what I see on my side: the list is right, the total is not.',
  'Could you send a screenshot?',
  'It is better now, but not yet good.',
  'Thank you for your patience.',
  'One more thing: the second page shows the old figures.',
  'Understood, we look into it.',
];

export const PAGES: readonly string[] = ['/pricing', '/docs/install', '/cart', '/orders/4821', '/'];
