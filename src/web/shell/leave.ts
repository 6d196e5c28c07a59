import { signOut } from '../../api/session.ts'
import { useSend } from '../api.ts'
import { paths } from '../paths.ts'

/** Signing out forgets everything the page holds: the next person starts from nothing. */
export function useLeave(): () => void {
  const send = useSend(signOut, { onDone: () => window.location.assign(paths.signIn()) })
  return () => send.mutate({})
}
