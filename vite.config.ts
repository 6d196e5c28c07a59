import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/**
 * The page is served by the application itself (dist/web). In development the page comes from Vite and everything
 * under /api from a running server.
 */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: 'src/web/public',
  plugins: [react()],
  build: {
    outDir: 'dist/web',
    emptyOutDir: true,
    target: 'es2022',
    // The content security policy allows no data: scripts and no inline code, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
  server: {
    port: 8421,
    proxy: {
      '/api': { target: process.env['BELLWETHER_URL'] ?? 'http://127.0.0.1:8420', changeOrigin: false },
    },
  },
})
