import { fromText, type MasterKeySource } from '../sealing/master-key-source.ts';

/** The master key of the tests; another number is another key. */
export const testMasterKey = (filledWith = 7): MasterKeySource =>
  fromText('LIKENESS_MASTER_KEY', new Uint8Array(32).fill(filledWith));
