import { folderStore } from './folder-store.ts';
import type { BucketSettings } from './s3-store.ts';
import type { DocumentStore } from './store.ts';

/** The settings of the document store. */
export type StoreSettings = { readonly folder: string } | BucketSettings;

/** Opens the document store of the settings, without reading or writing anything yet. */
export async function openStore(settings: StoreSettings): Promise<DocumentStore> {
  if ('folder' in settings) return folderStore(settings.folder);
  // The S3 client is large, so it is loaded only when it is needed.
  const { s3Store } = await import('./s3-store.ts');
  return s3Store(settings);
}
