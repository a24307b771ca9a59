import type { ReplyTime } from '@parley/shared-types/model.ts';
import type { Words } from './en.ts';

const REPLIES: Readonly<Record<ReplyTime, string>> = {
  minutes: 'خلال دقائق',
  hours: 'خلال ساعات',
  day: 'خلال يوم',
};

export const ar: Words = {
  language: 'ar',
  isRtl: true,
  greeting: 'اسألنا ما تشاء. يمكنك المغادرة والعودة: المحادثة تبقى هنا.',
  chatWith: (name) => `محادثة مع ${name}`,
  hereNow: (time) => `متصل الآن، يرد ${REPLIES[time]}`,
  usually: (time) => `يرد عادةً ${REPLIES[time]}`,
  nobodyHere: (time) => `لا يوجد أحد الآن. رسالتك محفوظة، والفريق يرد عادةً ${REPLIES[time]}.`,
  close: 'إغلاق',
  dismiss: 'إخفاء',
  conversation: 'المحادثة',
  message: 'رسالة',
  placeholder: 'اكتب رسالة',
  send: 'إرسال',
  offline: 'غير متصل - سترسل رسالتك عند عودتك',
  loading: 'جارٍ التحميل',
  late: 'تعذرت قراءة المحادثة الآن. لم يُفقد شيء، وسنحاول مجددًا.',
  reload: 'أعد تحميل الصفحة لمتابعة المحادثة.',
  unavailable: 'المحادثة غير متاحة في هذه الصفحة.',
  notSent: 'لم تُرسل. نصك محفوظ.',
  tryAgain: 'أعد المحاولة',
  states: { waiting: 'قيد الانتظار', accepted: 'أُرسلت', failed: '', sent: 'أُرسلت', delivered: 'وصلت', read: 'قُرئت' },
  resolved: 'وُضعت كمحلولة',
  reopened: 'أُعيد فتحها',
  today: 'اليوم',
  yesterday: 'أمس',
  somebody: 'شخص ما',
  isWriting: (name) => `${name} يكتب`,
  menu: 'القائمة',
  emoji: 'الرموز التعبيرية',
};
