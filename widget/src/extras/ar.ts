import { ar } from '../words/ar.ts';

export const create = () => ar;
