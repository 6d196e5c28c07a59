import type { WatchState } from '../modules/watchdog/index.ts'

const PATIENCE_MS = 10_000

/**
 * A switch outside the house (healthchecks.io and its like): it hears that all is well, or what is not, and
 * raises the alarm by itself when it hears nothing. Codes only; no names and no figures leave.
 */
export function outsideCaller(url: string | null): (state: WatchState) => Promise<void> {
  if (url === null) return async () => {}
  return async ({ ok, faults }) => {
    const signal = AbortSignal.timeout(PATIENCE_MS)
    await (ok
      ? fetch(url, { signal })
      : fetch(`${url}/fail`, { method: 'POST', body: faults.join('\n'), signal }))
  }
}
