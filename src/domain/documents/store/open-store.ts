import { folderStore } from './folder-store.ts';
import type { BucketSettings } from './s3-store.ts';
import type { DocumentStore } from './store.ts';

/** Where the bytes of documents are to be kept. */
export type StoreSettings = { readonly folder: string } | BucketSettings;

/** Opens the store that the settings name. Nothing is read or written yet. */
export async function openStore(settings: StoreSettings): Promise<DocumentStore> {
  if ('folder' in settings) return folderStore(settings.folder);
  // The S3 client is large: only who needs it pays for loading it.
  const { s3Store } = await import('./s3-store.ts');
  return s3Store(settings);
}
