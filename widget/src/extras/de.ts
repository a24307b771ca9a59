import { de } from '../words/de.ts';
import { formsDe } from '../words/forms/de.ts';

export const create = () => ({ ...de, forms: formsDe });
