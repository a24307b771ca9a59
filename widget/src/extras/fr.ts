import { formsFr } from '../words/forms/fr.ts';
import { fr } from '../words/fr.ts';

export const create = () => ({ ...fr, forms: formsFr });
