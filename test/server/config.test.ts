import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';

test('default settings store documents in the data folder, with the limits of v1', () => {
  expect(readConfig({ DOCUMENT_STORE: '' })).toMatchObject({
    bucket: null,
    quarantineTime: 7 * 24 * 60 * 60 * 1000,
    uploads: { fileBytes: 102_400_000, files: 20, requestBytes: 1_073_741_824, time: 3_600_000 },
  });
});

test.for([
  ['s3://book', { bucket: 'book', prefix: '', endpoint: null, pathStyle: false }],
  ['s3://book/a/b/?region=eu-1', { bucket: 'book', prefix: 'a/b/', region: 'eu-1' }],
  ['s3://b?endpoint=http://h:9000', { endpoint: 'http://h:9000', pathStyle: true }],
  ['s3://b?endpoint=http://h&pathStyle=false', { endpoint: 'http://h', pathStyle: false }],
] as const)('DOCUMENT_STORE=%s is read as a bucket', ([address, settings]) => {
  expect(readConfig({ DOCUMENT_STORE: address }).bucket).toMatchObject(settings);
});

test.for([
  ['', '*'],
  [' * ', '*'],
  ['https://app.example', ['https://app.example']],
  [
    'https://App.Example:443/, http://localhost:5173',
    ['https://app.example', 'http://localhost:5173'],
  ],
  [
    'capacitor://localhost, https://bücher.example',
    ['capacitor://localhost', 'https://xn--bcher-kva.example'],
  ],
] as const)('CORS_ORIGINS=%s is read as origins', ([text, origins]) => {
  expect(readConfig({ CORS_ORIGINS: text }).corsOrigins).toEqual(origins);
});

test.for([
  'app.example',
  'https://app.example/path',
  'https://*.example',
  '*, https://a.example',
  'null',
  ',',
  'https://a b',
])('CORS_ORIGINS=%s is refused', (text) => {
  expect(() => readConfig({ CORS_ORIGINS: text })).toThrow(/must be \* or origins such as/);
});

test('all invalid settings are reported at once', () => {
  const bad = {
    DOCUMENT_QUARANTINE_DAYS: '-1',
    DOCUMENT_STORE: '/data',
    UPLOAD_FILES: 'many',
    UPLOAD_FILE_BYTES: '2147483648',
  };
  for (const name of Object.keys(bad)) expect(() => readConfig(bad)).toThrow(name);
});
