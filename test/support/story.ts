import type { Page } from 'playwright-core'
import { expect, inject } from 'vitest'
import type { AlertRow } from '../../src/api/alerts.ts'
import type { OutboxRow } from '../../src/api/notify.ts'
import { type PageOptions, testBrowser } from './browser.ts'
import type { Persona } from './enter.ts'
import { CAST, eyes } from './eyes.ts'

/** A message that reached somebody: what it says and where its link leads. */
export type Reached = { title: string; path: string; alertId: string | null }

/**
 * The browser of a story that begins with a message. `messageTo` finds it where it went, `follow` opens its
 * link in a browser that nobody is signed in to.
 */
export function storyTellers() {
  const openPage = testBrowser()

  /** The newest message to somebody that fits, as it went out; the worker may need a moment for it. */
  async function messageTo(persona: Persona, fits: (row: OutboxRow) => boolean): Promise<Reached> {
    const boss = await eyes('老板')
    const { userId } = await eyes(persona)
    let row: OutboxRow | undefined
    await expect
      .poll(
        async () => {
          const path = `/api/outbox?userId=${userId}&pageSize=100`
          row = (await boss.get<{ rows: OutboxRow[] }>(path)).rows.find((one) => isLinked(one) && fits(one))
          return row !== undefined
        },
        { timeout: 20_000, interval: 500, message: `no such message to ${persona}` },
      )
      .toBe(true)
    const { pathname, search } = new URL(row!.phone!.buttons[0]!.href)
    return { title: row!.title, path: pathname + search, alertId: row!.alertId }
  }

  /** A message about an alert that waits for this very person. */
  async function alertTo(
    persona: Persona,
    fits: (alert: AlertRow) => boolean = () => true,
  ): Promise<Reached> {
    const boss = await eyes('老板')
    const { userId } = await eyes(persona)
    const open = await boss.get<{ rows: AlertRow[] }>(
      `/api/alerts?status=open&responsibleId=${userId}&pageSize=200`,
    )
    const theirs = new Set(open.rows.filter(fits).map(({ id }) => id))
    return messageTo(persona, ({ alertId }) => alertId !== null && theirs.has(alertId))
  }

  /** The link of a message, tapped by somebody who is not signed in yet; sign-in leads on to it. */
  async function follow(persona: Persona, { path }: Reached, options: PageOptions = {}): Promise<Page> {
    const { page } = await openPage({ baseURL: inject('demoUrl'), ...options })
    await page.goto(path)
    await page.waitForURL((url) => url.pathname === '/sign-in')
    await page.locator('.bw-persona', { hasText: CAST[persona] }).first().click()
    await page.waitForURL((url) => url.pathname === path.split('?')[0])
    await page.locator('h1').waitFor()
    return page
  }

  /** Signed in without a message. */
  const enter = (persona: Persona, options?: PageOptions) =>
    follow(persona, { title: '', path: '/', alertId: null }, options)

  return { messageTo, alertTo, follow, enter }
}

function isLinked(row: OutboxRow): boolean {
  return (row.phone?.buttons.length ?? 0) > 0
}
