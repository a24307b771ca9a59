import { es } from '../words/es.ts';
import { formsEs } from '../words/forms/es.ts';

export const create = () => ({ ...es, forms: formsEs });
