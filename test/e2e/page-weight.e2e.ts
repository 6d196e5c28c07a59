import type { Page } from 'playwright-core'
import { expect, inject, test } from 'vitest'
import { PAGE_BOUND, pageWeights } from '../../bench/page-weight.ts'
import { paths } from '../../src/web/paths.ts'
import { demoVisitors } from '../support/enter.ts'

const enter = demoVisitors()

test('no page loads more at first than 350 kB', () => {
  const weights = pageWeights().filter(({ path }) => path !== '')
  expect(weights.length).toBeGreaterThan(60)
  const tooHeavy = weights.flatMap(({ page, bytes }) => {
    return bytes > PAGE_BOUND ? [`${page}: ${bytes} bytes, bound ${PAGE_BOUND}`] : []
  })
  expect(tooHeavy).toEqual([])
})

test('what the browser is sent on a first visit is what was counted', async () => {
  const counted = pageWeights().find(({ path }) => path === '/customers')!
  const page = await enter('老板')
  const sent = await sentOnFirstLoad(page, paths.customers())
  // Brotli is smaller than gzip, which the bound speaks of.
  expect(sent.bytes).toBeLessThan(counted.bytes * 1.05)
  expect(sent.bytes).toBeGreaterThan(counted.bytes * 0.7)
  expect(sent.plain).toEqual([])
})

test('scripts are sent compressed to whoever takes it, plain to whoever does not', async () => {
  const url = inject('demoUrl')
  const html = await (await fetch(url)).text()
  const script = new URL(/src="(\/assets\/[^"]+\.js)"/.exec(html)![1]!, url)
  for (const encoding of ['br', 'gzip', 'identity']) {
    const reply = await fetch(script, { headers: { 'accept-encoding': encoding } })
    expect(reply.headers.get('content-encoding') ?? 'identity').toBe(encoding)
    expect(reply.headers.get('content-type')).toContain('javascript')
    expect(reply.headers.get('cache-control')).toContain('immutable')
  }
  expect((await fetch(`${script}.gz`)).status).toBe(404)
})

/** Bytes of scripts and styles over the wire with an empty cache, and those that came uncompressed. */
async function sentOnFirstLoad(page: Page, path: string): Promise<{ bytes: number; plain: string[] }> {
  // What is fetched ahead when the page has been shown and nobody has touched it is not part of showing it.
  await page.addInitScript(() => {
    window.requestIdleCallback = () => 0
  })
  await page.goto('about:blank')
  const wire = await page.context().newCDPSession(page)
  await wire.send('Network.enable')
  await wire.send('Network.clearBrowserCache')
  const assets = new Map<string, string>()
  const plain: string[] = []
  let bytes = 0
  wire.on('Network.responseReceived', ({ requestId, response }) => {
    if (!response.url.includes('/assets/')) return
    assets.set(requestId, response.url)
    if (!response.headers['content-encoding']) plain.push(response.url)
  })
  wire.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (assets.has(requestId)) bytes += encodedDataLength
  })
  await page.goto(path, { waitUntil: 'networkidle' })
  await page.locator('h1').first().waitFor()
  return { bytes, plain }
}
