import { registerStoreContract } from '../contract/store-contract.ts';
import { createSqliteUnderTest } from './kit.ts';

registerStoreContract('SQLite', createSqliteUnderTest);
