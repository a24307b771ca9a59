import { ar } from '../words/ar.ts';
import { formsAr } from '../words/forms/ar.ts';

export const create = () => ({ ...ar, forms: formsAr });
