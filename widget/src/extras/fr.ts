import { fr } from '../words/fr.ts';
import { formsFr } from '../words/forms/fr.ts';

export const create = () => ({ ...fr, forms: formsFr });
