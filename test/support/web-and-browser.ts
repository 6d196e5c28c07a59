import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { TestProject } from 'vitest/node'
import { type Chromium, findChromium } from './chromium.ts'

declare module 'vitest' {
  interface ProvidedContext {
    chromium: Chromium
  }
}

/** Before the first end-to-end test: the pages are built from these very sources, and there is a browser. */
export default async function setup(project: TestProject) {
  const script = pathToFileURL(join(import.meta.dirname, '../../scripts/web.mjs')).href
  const { ensureWeb } = (await import(script)) as { ensureWeb(): Promise<void> }
  await ensureWeb()
  project.provide('chromium', findChromium())
}
