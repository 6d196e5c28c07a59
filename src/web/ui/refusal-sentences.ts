import { useSyncExternalStore } from 'react'
import type { sentenceOf } from '../../text/errors.ts'
import { whenIdle } from './later.tsx'

/**
 * Every refusal has its sentence, and all of them together weigh as much as a page: they come after the first
 * page is shown, or at once when one is needed (decision 0032).
 */
let known: typeof sentenceOf | null = null
const listeners = new Set<() => void>()

export async function loadSentences(): Promise<void> {
  if (known) return
  known = (await import('../../text/errors.ts')).sentenceOf
  for (const listener of listeners) listener()
}
whenIdle(loadSentences)

/** Null until they are there. */
export function useSentences(): typeof sentenceOf | null {
  return useSyncExternalStore(
    (changed) => {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
    () => known,
  )
}
