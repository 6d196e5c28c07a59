import { lazy, Suspense } from 'react'
import { useSession } from '../session.tsx'

const PasswordDialog = lazy(() =>
  import('./password-dialog.tsx').then((module) => ({ default: module.PasswordDialog })),
)

export function ChangePassword({ open, onClose }: { open: boolean; onClose: () => void }) {
  if (!open) return null
  return (
    <Suspense>
      <PasswordDialog open forced={false} onClose={onClose} />
    </Suspense>
  )
}

/** Whoever came by a one-time link sets a password before anything else, on a phone as on a desk. */
export function FirstPassword() {
  const { user } = useSession()
  if (!user.mustChangePassword) return null
  return (
    <Suspense>
      <PasswordDialog open forced onClose={() => {}} />
    </Suspense>
  )
}
