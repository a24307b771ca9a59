import { es } from '../words/es.ts';

export const create = () => es;
