import { de } from '../words/de.ts';

export const create = () => de;
