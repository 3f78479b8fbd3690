/** Builds and serves the browser's half. Everything is self-hosted: a hospital's network is closed. */
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

const server = `http://127.0.0.1:${process.env['WARDROOM_PORT'] ?? '8080'}`

export default defineConfig({
  root: import.meta.dirname,
  plugins: [svelte()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // These know light-dark(), which must stay as written: a part of a page may be in another theme than the page.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    assetsInlineLimit: 0, // the content security policy allows no data: addresses
    sourcemap: true,
  },
  server: {
    host: '127.0.0.1',
    proxy: {
      '^/api/(?!docs)': server,
      '/socket.io': { target: server, ws: true },
    },
  },
})
