import { createContext, type ReactNode, useContext } from 'react'
import type { Day } from '../../core/calendar.ts'

const TodayContext = createContext<Day | null>(null)

/** The company's today comes with the session: a wrong clock on a phone must not move due dates. */
export function TodayProvider({ today, children }: { today: Day; children: ReactNode }) {
  return <TodayContext value={today}>{children}</TodayContext>
}

export function useToday(): Day {
  const today = useContext(TodayContext)
  if (today === null) throw new Error('useToday outside the signed-in part of the page')
  return today
}
