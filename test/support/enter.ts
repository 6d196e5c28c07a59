import type { Page } from 'playwright-core'
import { inject } from 'vitest'
import { type PageOptions, testBrowser } from './browser.ts'

/** A demo persona as its card says it. */
export type Persona = '老板' | '主管' | '业务员' | '财务' | '销售内勤' | '法务' | '管理员' | '审计'

/** The browser of a story: `enter('主管')` gives a page of the shared demo, signed in as that persona. */
export function demoVisitors() {
  const openPage = testBrowser()
  return async function enter(persona: Persona, options: PageOptions = {}): Promise<Page> {
    const { page } = await openPage({ baseURL: inject('demoUrl'), ...options })
    await page.goto('/sign-in')
    await page.locator('.bw-persona', { hasText: persona }).first().click()
    await page.waitForURL((url) => url.pathname === '/')
    await page.locator('h1').waitFor()
    return page
  }
}
