import { preact } from '@preact/preset-vite';
import { defineConfig } from 'vite';

const server = process.env.PARLEY_SERVER ?? 'http://127.0.0.1:8080';

export default defineConfig({
  base: '/parley/',
  plugins: [preact()],
  build: { emptyOutDir: false, target: 'es2022', modulePreload: false, assetsInlineLimit: 0 },
  server: { port: 5173, proxy: { '/parley/socket': { target: server, ws: true } } },
});
