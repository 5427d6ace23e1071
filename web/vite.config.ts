import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** What the API answers; all else is the page. */
const OF_THE_API = ['/api', '/brand.json', '/docs', '/openapi.json', '/llms.txt'];

/** Where `npm run dev` finds Posthorn. */
const API = process.env['POSTHORN_URL'] ?? 'http://127.0.0.1:3000';

export default defineConfig({
  plugins: [react()],
  // Whoever serves the page puts a fresh nonce in its place for every answer: the styles that Mantine makes at run time need it.
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    // What most screens share comes in two files rather than in fifty.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'vendor', test: /node_modules/, minShareCount: 12 },
            { name: 'shared', test: /src|client/, minShareCount: 12 },
          ],
        },
      },
    },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1_000,
  },
  server: {
    host: '127.0.0.1',
    // The API checks the Origin of what changes something: it has to see its own.
    proxy: Object.fromEntries(
      OF_THE_API.map((path) => [path, { target: API, changeOrigin: true, headers: { origin: API } }]),
    ),
  },
});
