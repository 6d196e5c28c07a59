import { resetPassword } from '../../../api/people.ts'
import { settingsText } from '../../../text/web/settings.ts'
import { useSend } from '../../api.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { useText } from '../../ui/language.tsx'
import type { OneTimeLink } from './link-dialog.tsx'
import type { PersonRow } from './rows.ts'

type ResetProps = { person: PersonRow | null; onClose: () => void; onLink: (link: OneTimeLink) => void }

export function ResetDialog({ person, onClose, onLink }: ResetProps) {
  const t = useText(settingsText)
  const send = useSend(resetPassword, {
    onDone: (reply) => onLink({ name: person?.name ?? '', path: reply.link, expiresAt: reply.expiresAt }),
  })
  return (
    <Confirm
      open={person !== null}
      title={t('resetTitle', { name: person?.name ?? '' })}
      text={t('resetText')}
      okText={t('resetPassword')}
      busy={send.isPending}
      error={send.error}
      onOk={() => person && send.mutate({ params: { id: person.id } })}
      onCancel={onClose}
    />
  )
}
