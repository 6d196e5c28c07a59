import { useSession } from '../session.tsx'
import { later } from '../ui/later.tsx'

const PasswordDialog = later(async () => (await import('./password-dialog.tsx')).PasswordDialog)

export function ChangePassword({ open, onClose }: { open: boolean; onClose: () => void }) {
  if (!open) return null
  return <PasswordDialog open forced={false} onClose={onClose} />
}

/** Whoever came by a one-time link sets a password before anything else, on a phone as on a desk. */
export function FirstPassword() {
  const { user } = useSession()
  if (!user.mustChangePassword) return null
  return <PasswordDialog open forced onClose={() => {}} />
}
