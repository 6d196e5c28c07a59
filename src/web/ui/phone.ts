import { useSyncExternalStore } from 'react'

const query = window.matchMedia('(max-width: 768px)')

/** Whether the page is as narrow as a phone: tables become cards, the menu becomes bottom tabs. */
export function useIsPhone(): boolean {
  return useSyncExternalStore(
    (changed) => {
      query.addEventListener('change', changed)
      return () => query.removeEventListener('change', changed)
    },
    () => query.matches,
  )
}
