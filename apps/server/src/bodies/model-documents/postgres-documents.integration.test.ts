import { modelDocumentsSuite } from './model-documents-suite.ts';
import { postgresDocuments } from './postgres-documents.ts';

modelDocumentsSuite('postgres', async ({ db }) => ({
  documents: postgresDocuments(db),
  dispose: async () => {},
}));
