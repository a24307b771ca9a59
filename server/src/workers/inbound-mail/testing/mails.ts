/** Mails in the shapes that programs write them, made up for tests: nobody has ever sent one. */

export interface Shape {
  readonly name: string;
  readonly raw: Buffer;
  /** What its writer said. */
  readonly said: string;
  /** Names of the files that go with it. */
  readonly files?: readonly string[];
}

const HEAD =
  'From: Max <max@example.com>\nTo: reply+x@reply.shop.example\nSubject: Re: Your chat with Shop\nMessage-ID: <x@example.com>\nMIME-Version: 1.0';
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
const OURS = ['You have new messages from Shop.', '', 'Ann:', 'It is in stock.', '', 'Continue the chat: http://chat.example/c/token'];
const QUOTE = OURS.map((line) => `> ${line}`.trimEnd()).join('\n');
const BLOCK = (from: string, sent: string, to: string, subject: string) =>
  `${from}: Shop <chat@shop.example>\n${sent}: Monday, 5 May 2025 10:00\n${to}: Max <max@example.com>\n${subject}: Your chat with Shop\n\n${OURS.join('\n')}`;

const raw = (head: string, body: string, encoding: BufferEncoding = 'utf8') =>
  Buffer.from(`${HEAD}\n${head}\n\n${body}`.replaceAll(/\r?\n/g, '\r\n'), encoding);
const plain = (name: string, body: string, said: string): Shape => ({
  name,
  said,
  raw: raw('Content-Type: text/plain; charset=utf-8', body),
});
const html = (name: string, body: string, said: string): Shape => ({
  name,
  said,
  raw: raw('Content-Type: text/html; charset=utf-8', body),
});
const parts = (type: string, ...all: readonly string[]) =>
  raw(`Content-Type: multipart/${type}; boundary=b`, `${all.map((part) => `--b\n${part}`).join('\n')}\n--b--\n`);
const text = (body: string) => `Content-Type: text/plain; charset=utf-8\n\n${body}`;
const page = (body: string) => `Content-Type: text/html; charset=utf-8\n\n${body}`;

const GMAIL = `<div dir="ltr">Two of the blue ones, please.</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, May 5, 2025 at 10:00 AM Shop &lt;<a href="mailto:chat@shop.example">chat@shop.example</a>&gt; wrote:<br></div><blockquote class="gmail_quote"><p>It is in stock.</p></blockquote></div>`;
const OUTLOOK = `<html><head><style>p{margin:0}</style></head><body><div class="WordSection1"><p class="MsoNormal">Two of the blue ones, please.<o:p></o:p></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p><div style="border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal"><b>From:</b> Shop &lt;chat@shop.example&gt;<br><b>Sent:</b> Monday, May 5, 2025 10:00 AM<br><b>To:</b> Max &lt;max@example.com&gt;<br><b>Subject:</b> Your chat with Shop<o:p></o:p></p></div><p class="MsoNormal">It is in stock.</p></div></body></html>`;
const SAID = 'Two of the blue ones, please.';

export const MAILS: readonly Shape[] = [
  {
    name: 'Gmail, both kinds',
    said: SAID,
    raw: parts(
      'alternative',
      text(`${SAID}\n\nOn Mon, May 5, 2025 at 10:00 AM Shop <chat@shop.example> wrote:\n\n${QUOTE}\n`),
      page(GMAIL),
    ),
  },
  html('Gmail, HTML only', GMAIL, SAID),
  plain(
    'Gmail, attribution wrapped',
    `${SAID}\n\nOn Mon, May 5, 2025 at 10:00 AM A Shop with a long name\n<chat@shop.example>\nwrote:\n\n${QUOTE}\n`,
    SAID,
  ),
  {
    name: 'Outlook desktop',
    said: SAID,
    raw: parts('alternative', text(`${SAID}\n\n${BLOCK('From', 'Sent', 'To', 'Subject')}`), page(OUTLOOK)),
  },
  html('Outlook desktop, HTML only', OUTLOOK, SAID),
  plain('Outlook web', `${SAID}\n________________________________\n${BLOCK('From', 'Sent', 'To', 'Subject')}`, SAID),
  plain(
    'Outlook for iOS',
    `${SAID}\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\n${BLOCK('From', 'Sent', 'To', 'Subject')}`,
    SAID,
  ),
  plain('Outlook, original message', `${SAID}\n\n-----Original Message-----\n${BLOCK('From', 'Sent', 'To', 'Subject')}`, SAID),
  plain('Apple Mail', `${SAID}\n\n> On 5 May 2025, at 10:00, Shop <chat@shop.example> wrote:\n> \n${QUOTE}\n`, SAID),
  plain(
    'iPhone',
    `${SAID}\n\nSent from my iPhone\n\n> On 5 May 2025, at 10:00, Shop <chat@shop.example> wrote:\n> \n> ${'\uFEFF'}\n${QUOTE}\n`,
    SAID,
  ),
  plain('Thunderbird, answer below', `On 05/05/2025 10:00, Shop wrote:\n${QUOTE}\n\n${SAID}\n\n-- \nMax Muster\nMuster Ltd.\n`, SAID),
  plain('Thunderbird, answer above', `${SAID}\n\nOn 05/05/2025 10:00, Shop wrote:\n${QUOTE}\n`, SAID),
  plain(
    'Yahoo',
    `${SAID}\n\n    On Monday, May 5, 2025 at 10:00:00 AM GMT+2, Shop <chat@shop.example> wrote:  \n \n ${OURS.join('\n ')}`,
    SAID,
  ),
  plain(
    'French, Gmail',
    `Deux, s'il vous plaît.\n\nLe lun. 5 mai 2025 à 10:00, Shop <chat@shop.example> a écrit :\n\n${QUOTE}\n`,
    "Deux, s'il vous plaît.",
  ),
  plain('French, Outlook', `Deux, merci.\n\nEnvoyé de mon iPhone\n\n${BLOCK('De', 'Envoyé', 'À', 'Objet')}`, 'Deux, merci.'),
  plain('German, Thunderbird', `Zwei bitte.\n\nAm 05.05.25 um 10:00 schrieb Shop:\n${QUOTE}\n`, 'Zwei bitte.'),
  plain(
    'German, Outlook',
    `Zwei bitte.\n\nVon: Shop <chat@shop.example>\nGesendet: Montag, 5. Mai 2025 10:00\nAn: Max <max@example.com>\nBetreff: AW: Your chat\n\nIt is in stock.\n`,
    'Zwei bitte.',
  ),
  plain(
    'German, phone',
    `Zwei bitte.\n\nVon meinem iPhone gesendet\n\n> Am 05.05.2025 um 10:00 schrieb Shop <chat@shop.example>:\n> \n${QUOTE}\n`,
    'Zwei bitte.',
  ),
  plain(
    'Spanish, Gmail',
    `Dos, por favor.\n\nEl lun, 5 may 2025 a las 10:00, Shop (<chat@shop.example>) escribió:\n\n${QUOTE}\n`,
    'Dos, por favor.',
  ),
  plain('Spanish, Outlook', `Dos, por favor.\n\nEnviado desde mi iPhone\n\n${BLOCK('De', 'Enviado', 'Para', 'Asunto')}`, 'Dos, por favor.'),
  plain(
    'Italian',
    `Due, grazie.\n\nIl giorno lun 5 mag 2025 alle ore 10:00 Shop <chat@shop.example> ha scritto:\n\n${QUOTE}\n`,
    'Due, grazie.',
  ),
  plain(
    'Dutch',
    `Twee graag.\n\nVerstuurd vanaf mijn iPhone\n\n> Op 5 mei 2025 om 10:00 heeft Shop <chat@shop.example> geschreven:\n${QUOTE}\n`,
    'Twee graag.',
  ),
  {
    name: 'Japanese, ISO-2022-JP',
    said: '青い方をお願いします。\nよろしくお願いいたします。',
    raw: raw(
      'Content-Type: text/plain; charset=ISO-2022-JP\nContent-Transfer-Encoding: base64',
      'GyRCQEQkJEp9JHIkKjRqJCQkNyReJDkhIxsoQg0KGyRCJGgkbSQ3JC8kKjRqJCQkJCQ/JDckXiQ5ISMbKEINCg0KMjAyNRskQkcvGyhCNRskQjduGyhCNRskQkZ8GyhCKBskQjduGyhCKSAxMDowMCBTaG9wIDxjaGF0QHNob3AuZXhhbXBsZT46DQo+IBskQjpfOEskLCQiJGokXiQ5ISMbKEINCg==',
    ),
  },
  {
    name: 'Japanese, Shift_JIS, Outlook',
    said: '承知しました。',
    raw: raw(
      'Content-Type: text/plain; charset=Shift_JIS\nContent-Transfer-Encoding: base64',
      'j7OSbYK1gtyCtYK9gUINCg0KLS0tLS1PcmlnaW5hbCBNZXNzYWdlLS0tLS0NCkZyb206IFNob3AgPGNoYXRAc2hvcC5leGFtcGxlPg0KU2VudDogTW9uZGF5LCBNYXkgNSwgMjAyNSAxMDowMCBBTQ0KVG86IE1heA0KU3ViamVjdDogWW91ciBjaGF0DQoNCo3djMmCqoKggumC3IK3gUINCg==',
    ),
  },
  {
    name: 'Windows-1252, quoted-printable',
    said: 'C’est d’accord – à 10 €, œuvre',
    raw: raw(
      'Content-Type: text/plain; charset=windows-1252\nContent-Transfer-Encoding: quoted-printable',
      'C=92est d=92accord =96 =E0 10 =80, =9Cuvre\n',
    ),
  },
  {
    name: 'a charset that nobody knows',
    said: 'Two, please',
    raw: raw('Content-Type: text/plain; charset=x-martian', 'Two, please\n'),
  },
  {
    name: 'format=flowed',
    said: 'A sentence that is long and goes on.\n\nAnother.',
    raw: raw(
      'Content-Type: text/plain; charset=utf-8; format=flowed',
      `A sentence that is long \nand goes on.\n\nAnother.\n\nOn 05/05/2025 10:00, Shop wrote:\n${QUOTE}\n`,
    ),
  },
  plain(
    'forwarded, with a word above',
    'See what they wrote:\n\n---------- Forwarded message ---------\nFrom: Carrier <info@carrier.example>\nDate: Mon, May 5, 2025 at 10:00 AM\nSubject: Parcel\nTo: <max@example.com>\n\nYour parcel is late.\n',
    'See what they wrote:\n\n---------- Forwarded message ---------\nFrom: Carrier <info@carrier.example>\nDate: Mon, May 5, 2025 at 10:00 AM\nSubject: Parcel\nTo: <max@example.com>\n\nYour parcel is late.',
  ),
  plain(
    'answers inside of the quote',
    `On Mon, May 5, 2025 at 10:00 AM Shop <chat@shop.example> wrote:\n> How many?\nTwo.\n> Which colour?\nBlue.\n> ${OURS.join('\n> ')}\n`,
    'On Mon, May 5, 2025 at 10:00 AM Shop <chat@shop.example> wrote:\n> How many?\nTwo.\n> Which colour?\nBlue.',
  ),
  plain(
    'answers below, in red',
    `My answers are below in red.\n\n${BLOCK('From', 'Sent', 'To', 'Subject')}\nTWO, PLEASE\n`,
    `My answers are below in red.\n\n${BLOCK('From', 'Sent', 'To', 'Subject')}\nTWO, PLEASE`,
  ),
  plain(
    'a signature without its line',
    `${SAID}\n\nBest regards\nMax Muster\n+49 30 123456\n`,
    `${SAID}\n\nBest regards\nMax Muster\n+49 30 123456`,
  ),
  plain('a signature with its line', `${SAID}\n\n-- \nMax Muster\n+49 30 123456\n`, SAID),
  plain('a phone that says so in other words', `${SAID}\n\nSent with Proton Mail secure email.\n`, SAID),
  plain(
    'nothing but the quote',
    `\n\nOn Mon, May 5, 2025 at 10:00 AM Shop <chat@shop.example> wrote:\n${QUOTE}\n`,
    `On Mon, May 5, 2025 at 10:00 AM Shop <chat@shop.example> wrote:\n${QUOTE}`,
  ),
  plain(
    'a quote of a book',
    `${SAID}\n\nOn Mon, May 5, 2025 at 10:00 AM Shop <chat@shop.example> wrote:\n${'> a line that was said before\n'.repeat(50_000)}`,
    SAID,
  ),
  plain(
    'words that look like a quote',
    'On Monday the 5th my boss wrote:\n\nWe need two of them. Can you do that?\n',
    'On Monday the 5th my boss wrote:\n\nWe need two of them. Can you do that?',
  ),
  plain('words that look like headers', 'From: Berlin\nTo: Paris\nI need a ticket.\n', 'From: Berlin\nTo: Paris\nI need a ticket.'),
  {
    name: 'files and a picture in the signature',
    said: 'Here it is.',
    files: ['photo.png'],
    raw: parts(
      'mixed',
      `Content-Type: multipart/related; boundary=c\n\n--c\n${page('<p>Here it is.</p><img src="cid:logo@x">')}\n--c\nContent-Type: image/png; name=logo.png\nContent-ID: <logo@x>\nContent-Disposition: inline; filename=logo.png\nContent-Transfer-Encoding: base64\n\n${PNG}\n--c--`,
      `Content-Type: image/png; name=photo.png\nContent-Disposition: attachment; filename=photo.png\nContent-Transfer-Encoding: base64\n\n${PNG}`,
    ),
  },
  {
    name: 'S/MIME signed',
    said: SAID,
    files: [],
    raw: parts(
      'signed; protocol="application/pkcs7-signature"; micalg=sha-256',
      text(SAID),
      `Content-Type: application/pkcs7-signature; name=smime.p7s\nContent-Disposition: attachment; filename=smime.p7s\nContent-Transfer-Encoding: base64\n\nMIAGCSqGSIb3`,
    ),
  },
  {
    name: 'a mail as a file',
    said: 'Look at this one.',
    files: ['parcel.eml'],
    raw: parts(
      'mixed',
      text('Look at this one.'),
      'Content-Type: message/rfc822; name=parcel.eml\nContent-Disposition: attachment; filename=parcel.eml\n\nSubject: Parcel\n\nLate.',
    ),
  },
  html(
    'HTML with lists, links and marks',
    '<p>Hello <b>Ann</b>,</p><ul><li>two <i>blue</i></li><li>one red</li></ul><p>See <a href="https://shop.example/p?a=1&amp;b=2">the page</a> or <a href="javascript:alert(1)">this</a>.<script>alert(1)</script><style>p{}</style></p>',
    'Hello **Ann**,\n\n- two _blue_\n- one red\n\nSee [the page](https://shop.example/p?a=1&b=2) or this.',
  ),
  html(
    'HTML that is broken',
    '<div>Two &amp; one<p>please <b>now<br>or later</div><head><table><tr><td>a<td>b',
    'Two & one\n\nplease now\n**or later**\n\na b',
  ),
  { name: 'plain text that is empty beside HTML', said: SAID, raw: parts('alternative', text(' \n'), page(`<p>${SAID}</p>`)) },
];
