import type { Page } from 'playwright-core'

/** What a person takes for a click, for a field they type, and for finding a file; the rest is waiting. */
const CLICK_S = 2
const FIELD_S = 4
const FILE_S = 8

export type Pace = { clicks: number; fields: number; files: number; waited: number; seconds: number }

/**
 * Counts what a story does on this page from now on. A script is far faster than a person, so its own time is
 * taken for waiting, all of it, and what a person's hands need is added: the answer errs towards slow.
 */
export async function startStopwatch(page: Page): Promise<() => Promise<Pace>> {
  await page.addInitScript(count)
  const began = performance.now()
  return async () => {
    const waited = (performance.now() - began) / 1000
    const counted = await page.evaluate(() => ({
      clicks: Number(sessionStorage.getItem('pace.clicks')),
      fields: Number(sessionStorage.getItem('pace.fields')),
      files: Number(sessionStorage.getItem('pace.files')),
    }))
    const { clicks, fields, files } = counted
    const seconds = Math.round(waited + clicks * CLICK_S + fields * FIELD_S + files * FILE_S)
    return { ...counted, waited: Math.round(waited), seconds }
  }
}

/** Runs in the page, anew on each one; what was counted lasts as long as the tab. */
function count(): void {
  const add = (what: string) => {
    const kept = Number(sessionStorage.getItem(`pace.${what}`))
    sessionStorage.setItem(`pace.${what}`, String(kept + 1))
  }
  const typed = new WeakSet<EventTarget>()
  document.addEventListener('click', () => add('clicks'), true)
  document.addEventListener(
    'input',
    ({ target }) => {
      if (target === null || typed.has(target)) return
      typed.add(target)
      add((target as HTMLInputElement).type === 'file' ? 'files' : 'fields')
    },
    true,
  )
}
