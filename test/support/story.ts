import type { Page } from 'playwright-core'
import { expect, inject } from 'vitest'
import type { AlertRow } from '../../src/api/alerts.ts'
import type { OutboxRow } from '../../src/api/notify.ts'
import type { Role } from '../../src/core/permission.ts'
import { type PageOptions, testBrowser } from './browser.ts'
import type { Persona } from './enter.ts'

/** The demo persona of each role; of two the one whose manager is a persona too. */
const CAST: Record<Persona, { role: Role; name: string }> = {
  老板: { role: 'boss', name: '陆明海' },
  主管: { role: 'manager', name: '沈国栋' },
  业务员: { role: 'rep', name: '徐嘉慧' },
  财务: { role: 'finance', name: '章淑琴' },
  销售内勤: { role: 'assistant', name: '叶芷兰' },
  法务: { role: 'legal', name: '顾林霏' },
  管理员: { role: 'admin', name: '任凯璇' },
  审计: { role: 'auditor', name: '尚明理' },
}

/** A message that reached somebody: what it says and where its link leads. */
export type Reached = { title: string; path: string; alertId: string | null }

/** What a persona would see, asked without drawing a page. */
export type Eyes = {
  userId: string
  get: <T>(path: string) => Promise<T>
  /** The status, and the reply where it is one. */
  send: <T>(
    method: 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown,
  ) => Promise<{ status: number; reply: T }>
}

/**
 * The browser of a story that begins with a message. `messageTo` finds it where it went, `follow` opens its
 * link in a browser that nobody is signed in to, `eyes` asks what anybody sees.
 */
export function storyTellers() {
  const openPage = testBrowser()
  const seen = new Map<Persona, Eyes>()

  /** One session for the whole file: it is asked, not looked at. */
  async function eyes(persona: Persona): Promise<Eyes> {
    const known = seen.get(persona)
    if (known) return known
    const base = inject('demoUrl')
    const state = (await (await fetch(`${base}/api/session/state`)).json()) as {
      demoPersonas: { userId: string; name: string }[]
    }
    const { userId } = state.demoPersonas.find(({ name }) => name === CAST[persona].name)!
    const entered = await fetch(`${base}/api/session/persona`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: base },
      body: JSON.stringify({ userId }),
    })
    const cookie = entered.headers
      .getSetCookie()
      .map((one) => one.split(';')[0]!)
      .join('; ')
    const ask = async (method: string, path: string, body?: unknown) => {
      const answer = await fetch(base + path, {
        method,
        headers: {
          ...{ cookie, origin: base },
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return { status: answer.status, reply: (await answer.json()) as never }
    }
    const made: Eyes = {
      userId,
      get: async (path) => {
        const { status, reply } = await ask('GET', path)
        expect(status, path).toBe(200)
        return reply
      },
      send: (method, path, body) => ask(method, path, body),
    }
    seen.set(persona, made)
    return made
  }

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
    await page.locator('.bw-persona', { hasText: CAST[persona].name }).first().click()
    await page.waitForURL((url) => url.pathname === path.split('?')[0])
    await page.locator('h1').waitFor()
    return page
  }

  /** Signed in without a message. */
  const enter = (persona: Persona, options?: PageOptions) =>
    follow(persona, { title: '', path: '/', alertId: null }, options)

  return { eyes, messageTo, alertTo, follow, enter }
}

function isLinked(row: OutboxRow): boolean {
  return (row.phone?.buttons.length ?? 0) > 0
}
