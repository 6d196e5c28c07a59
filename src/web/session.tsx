import { createContext, type ReactNode, useContext } from 'react'
import { whoAmI } from '../api/session.ts'
import type { Permission, Role } from '../core/permission.ts'
import { queryOf, type ReplyOf } from './api.ts'

export type Session = ReplyOf<typeof whoAmI>

const SessionContext = createContext<Session | null>(null)

export function SessionProvider({ session, children }: { session: Session; children: ReactNode }) {
  return <SessionContext value={session}>{children}</SessionContext>
}

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (session === null) throw new Error('useSession outside the signed-in part of the page')
  return session
}

/** Whether the signed-in person may do this at all; what may be done to one record stands in its `can`. */
export function useMay(): (permission: Permission) => boolean {
  const { user } = useSession()
  return (permission) => user.permissions.includes(permission)
}

export function useHasRole(): (...roles: Role[]) => boolean {
  const { user } = useSession()
  return (...roles) => roles.some((role) => user.roles.includes(role))
}

export const sessionQuery = { ...queryOf(whoAmI), staleTime: 60_000 }
