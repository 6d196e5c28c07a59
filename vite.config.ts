import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { lightRoutes } from './scripts/light-routes.ts'
import { messagesOnly } from './scripts/messages-only.ts'

const COMPONENTS = /node_modules\/(@rc-component|@ant-design|antd)\/.*\.js$/

/**
 * The page is served by the application itself (dist/web). In development the page comes from Vite and everything
 * under /api from a running server.
 */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: 'src/web/public',
  plugins: [lightRoutes(), messagesOnly(), react(), compressed()],
  build: {
    outDir: 'dist/web',
    emptyOutDir: true,
    // Read by bench/page-weight.ts.
    manifest: true,
    target: 'es2022',
    // The content security policy allows no data: scripts and no inline code, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    rollupOptions: {
      // The parts of the component library do not say so of themselves, but none does anything when it is read.
      treeshake: { moduleSideEffects: [{ test: COMPONENTS, sideEffects: false }] },
      // What every page needs is one file: it compresses better than fifty.
      output: { codeSplitting: { groups: [{ name: 'initial', tags: ['$initial'] }] } },
    },
  },
  server: {
    port: 8421,
    proxy: {
      '/api': { target: process.env['BELLWETHER_URL'] ?? 'http://127.0.0.1:8420', changeOrigin: false },
    },
  },
})

/** Puts .br and .gz beside every script and style, once, so that the server never compresses while someone waits. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    writeBundle({ dir }) {
      const assets = join(dir ?? 'dist/web', 'assets')
      for (const name of readdirSync(assets)) {
        if (!/\.(js|css)$/.test(name)) continue
        const bytes = readFileSync(join(assets, name))
        writeFileSync(join(assets, `${name}.gz`), gzipSync(bytes, { level: 9 }))
        const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }
        writeFileSync(join(assets, `${name}.br`), brotliCompressSync(bytes, quality))
      }
    },
  }
}
