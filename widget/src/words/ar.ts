import type { ReplyTime } from '@parley/shared-types/model.ts';
import type { Words } from './en.ts';
import { formsAr } from './forms/ar.ts';
import { plural } from './plural.ts';

const REPLIES: Readonly<Record<ReplyTime, string>> = {
  minutes: 'خلال دقائق',
  hours: 'خلال ساعات',
  day: 'خلال يوم',
};

export const ar: Words = {
  language: 'ar',
  isRtl: true,
  labels: ['فتح المحادثة', 'إغلاق المحادثة'],
  // Always with the number in digits, as the badge shows it: a name has to have in it what is seen.
  unread: (count) =>
    plural('ar', count, {
      two: `${count} من الرسائل غير المقروءة`,
      few: `${count} رسائل غير مقروءة`,
      other: `${count} رسالة غير مقروءة`,
    }),
  greeting: 'اسألنا ما تشاء. يمكنك المغادرة والعودة: المحادثة تبقى هنا.',
  chatWith: (name) => `محادثة مع ${name}`,
  hereNow: (time) => `متصل الآن، يرد ${REPLIES[time]}`,
  usually: (time) => `يرد عادةً ${REPLIES[time]}`,
  nobodyHere: (time) => `لا يوجد أحد الآن. رسالتك محفوظة، والفريق يرد عادةً ${REPLIES[time]}.`,
  close: 'إغلاق',
  dismiss: 'إخفاء',
  conversation: 'المحادثة',
  earlier: 'رسائل أقدم',
  message: 'رسالة',
  placeholder: 'اكتب رسالة',
  send: 'إرسال',
  attach: 'إرفاق ملفات',
  offline: 'غير متصل - سترسل رسالتك عند عودتك',
  loading: 'جارٍ التحميل',
  late: 'تعذرت قراءة المحادثة الآن. لم يُفقد شيء، وسنحاول مجددًا.',
  reload: 'أعد تحميل الصفحة لمتابعة المحادثة.',
  unavailable: 'المحادثة غير متاحة في هذه الصفحة.',
  signIn: 'سجّل الدخول إلى هذا الموقع للدردشة.',
  notSent: 'لم تُرسل. نصك محفوظ.',
  tryAgain: 'أعد المحاولة',
  discard: 'حذف',
  states: { waiting: 'قيد الانتظار', accepted: 'أُرسلت', failed: '', sent: 'أُرسلت', delivered: 'وصلت', read: 'قُرئت' },
  resolved: 'تم حل المحادثة',
  reopened: 'أُعيد فتح المحادثة',
  somebody: 'شخص ما',
  isWriting: (name) => `${name} يكتب الآن`,
  menu: 'القائمة',
  emoji: 'الرموز التعبيرية',
  forms: formsAr,
};

/** The chunk of this language. */
export const create = () => ar;
