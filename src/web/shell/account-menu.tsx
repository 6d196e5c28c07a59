import { type ReactNode, useState } from 'react'
import { roleText } from '../../text/web/roles.ts'
import { useSession } from '../session.tsx'
import { useText } from '../ui/language.tsx'
import { later } from '../ui/later.tsx'
import { Person } from '../ui/person.tsx'

const AccountDropdown = later(
  async () => (await import('./account-dropdown.tsx')).AccountDropdown,
  ({ face }) => <Closed face={face} />,
)

/** Who I am, my language, my password, the way out. */
export function AccountMenu() {
  const roles = useText(roleText)
  const { user } = useSession()
  const [isUsed, setIsUsed] = useState(false)
  const face = <Person name={user.name} note={user.roles.map((role) => roles(role)).join('·')} />
  return isUsed ? <AccountDropdown face={face} /> : <Closed face={face} onClick={() => setIsUsed(true)} />
}

function Closed({ face, onClick }: { face: ReactNode; onClick?: () => void }) {
  return (
    <button type="button" className="bw-account" aria-haspopup="menu" onClick={onClick}>
      {face}
    </button>
  )
}
