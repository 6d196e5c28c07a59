import { useSuspenseQuery } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import { SessionProvider, sessionQuery } from '../session.tsx'
import { TodayProvider } from '../ui/today.tsx'
import { AppShell } from './app-shell.tsx'
import { FirstPassword } from './change-password.tsx'

/** Everything behind sign-in: who it is, the company's today, and the frame. */
export function SignedIn() {
  const { data: session } = useSuspenseQuery(sessionQuery)
  return (
    <SessionProvider session={session}>
      <TodayProvider today={session.today}>
        <AppShell>
          <Outlet />
        </AppShell>
        <FirstPassword />
      </TodayProvider>
    </SessionProvider>
  )
}
