import { defineConfig } from 'vite';

// What renders on the server is one file, which runs without node_modules.
export default defineConfig({ ssr: { noExternal: true } });
