import { preact } from '@preact/preset-vite';
import { defineConfig } from 'vite';

const server = process.env.PARLEY_SERVER ?? 'http://127.0.0.1:8080';

export default defineConfig({
  base: '/inbox/',
  plugins: [preact()],
  build: {
    target: 'es2022',
    modulePreload: false,
    assetsInlineLimit: 0,
    rollupOptions: {
      input: Object.fromEntries(['index', 'login', 'setup', 'invite', 'recover', 'home'].map((page) => [page, `${page}.html`])),
    },
  },
  server: { port: 5174, proxy: { '/parley': { target: server, ws: true }, '/api': server } },
});
