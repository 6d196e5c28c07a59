import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { TestProject } from 'vitest/node'
import { type Chromium, findChromium } from './chromium.ts'
import { startServer } from './server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    chromium: Chromium
    /** Address of one demo company for all stories: two years of history take long to make. */
    demoUrl: string
  }
}

/**
 * Before the first end-to-end test: the pages are built from these very sources, there is a browser, and a
 * demo company runs. Stories share it, so each works on records of its own and leaves no rule behind.
 */
export default async function setup(project: TestProject) {
  const script = pathToFileURL(join(import.meta.dirname, '../../scripts/web.mjs')).href
  const { ensureWeb } = (await import(script)) as { ensureWeb(): Promise<void> }
  await ensureWeb()
  project.provide('chromium', findChromium())
  const demo = await startServer({ demo: true })
  project.provide('demoUrl', demo.url)
  return () => demo.remove()
}
