import { fr } from '../words/fr.ts';

export const create = () => fr;
