import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, inject } from 'vitest'

const DESKTOP = { width: 1440, height: 900 }
const PHONE = { width: 390, height: 844 }

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
]

export type PageOptions = { phone?: boolean; locale?: 'zh-CN' | 'en-US'; baseURL?: string }

/** What a page complained about; a test of a healthy page expects it to be empty. */
export type Complaints = string[]

type Opened = { page: Page; said: string[] }

/**
 * A browser for the calling test file. `openPage` gives a page with a session of its own (nothing shared with
 * other pages) and the list of its script errors; all are closed after each test. When a test fails, what its
 * pages showed is kept in test-results, and what the server refused them or never answered is printed.
 */
export function testBrowser() {
  let browser: Browser
  const open: Opened[] = []

  beforeAll(async () => {
    const { executablePath, env } = inject('chromium')
    browser = await chromium.launch({
      executablePath,
      // Without a locale the browser cannot open files with Chinese names.
      env: { LANG: 'C.UTF-8', ...process.env, ...env } as Record<string, string>,
      args: FLAGS,
    })
  })
  afterEach(async ({ task }) => {
    const failed = task.result?.state === 'fail'
    for (const [number, { page, said }] of open.splice(0).entries()) {
      if (failed) {
        console.error(`page ${number} at ${page.url()}\n${said.join('\n')}`)
        await keepScreenshot(page, `${task.name}-${number}`)
      }
      await page.context().close()
    }
  })
  afterAll(() => browser?.close())

  return async function openPage(options: PageOptions = {}): Promise<{ page: Page; complaints: Complaints }> {
    const context = await browser.newContext(contextOptions(options))
    const page = await context.newPage()
    open.push({ page, said: listen(page) })
    const complaints: Complaints = []
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    return { page, complaints }
  }
}

/** What the server refused a page, word for word, and what it has not answered yet. */
function listen(page: Page): string[] {
  const said: string[] = []
  page.on('request', (request) => {
    if (request.method() !== 'GET') said.push(`${request.method()} ${request.url()} …`)
  })
  page.on('response', (response) => {
    const request = response.request()
    if (request.method() === 'GET' && response.ok()) return
    const line = `${request.method()} ${request.url()} ${response.status()}`
    if (response.ok()) said.push(line)
    else
      response.text().then(
        (body) => said.push(`${line} ${body.slice(0, 300)}`),
        () => said.push(line),
      )
  })
  return said
}

function contextOptions({ phone = false, locale = 'zh-CN', baseURL }: PageOptions): BrowserContextOptions {
  return {
    viewport: phone ? PHONE : DESKTOP,
    ...(phone ? { isMobile: true, hasTouch: true, deviceScaleFactor: 2 } : {}),
    // A story taps faster than a dialog opens: what still moves takes a tap for somewhere else.
    reducedMotion: 'reduce',
    locale,
    timezoneId: 'Asia/Shanghai',
    ...(baseURL ? { baseURL } : {}),
  }
}

async function keepScreenshot(page: Page, name: string): Promise<void> {
  const folder = join(import.meta.dirname, '../../node_modules/.cache/bellwether/test-results')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${name.replaceAll(/[^\p{L}\p{N}-]+/gu, '_').slice(0, 80)}.png`)
  await page.screenshot({ path: file, fullPage: true }).catch(() => {})
}
