import { lazy, Suspense, useState } from 'react'
import { roleText } from '../../text/web/roles.ts'
import { useSession } from '../session.tsx'
import { useText } from '../ui/language.tsx'
import { whenIdle } from '../ui/later.tsx'
import { Person } from '../ui/person.tsx'

const load = () => import('./account-dropdown.tsx')
const AccountDropdown = lazy(async () => ({ default: (await load()).AccountDropdown }))
whenIdle(load)

/** Who I am, my language, my password, the way out. */
export function AccountMenu() {
  const roles = useText(roleText)
  const { user } = useSession()
  const [isUsed, setIsUsed] = useState(false)
  const face = <Person name={user.name} note={user.roles.map((role) => roles(role)).join('·')} />
  const closed = (
    <button type="button" className="bw-account" aria-haspopup="menu" onClick={() => setIsUsed(true)}>
      {face}
    </button>
  )
  if (!isUsed) return closed
  return (
    <Suspense fallback={closed}>
      <AccountDropdown face={face} />
    </Suspense>
  )
}
