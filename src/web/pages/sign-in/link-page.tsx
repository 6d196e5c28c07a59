import { Button } from 'antd'
import { useState } from 'react'
import { useLink as signInByLink } from '../../../api/session.ts'
import { signInText } from '../../../text/web/sign-in.ts'
import { useSend } from '../../api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { Door } from './sign-in-page.tsx'
import { tokenOfAddress } from './token.ts'

/** A printed or mailed link: a click is asked for, because mail scanners open links and would use it up. */
export function LinkPage() {
  const t = useText(signInText)
  const [token] = useState(tokenOfAddress)
  const send = useSend(signInByLink, { refresh: [], onDone: () => window.location.assign('/') })
  return (
    <Door>
      <div className="bw-door-form bw-stack">
        <h2>{t('linkTitle')}</h2>
        <p className="bw-soft">{t('linkText')}</p>
        <ErrorNote error={send.error} />
        <Button
          type="primary"
          size="large"
          block
          loading={send.isPending}
          disabled={token === ''}
          onClick={() => send.mutate({ body: { token } })}
        >
          {t('linkGo')}
        </Button>
      </div>
    </Door>
  )
}
