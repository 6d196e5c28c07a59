import { CopyOutlined } from '@ant-design/icons'
import { App, Button, Input, type InputRef } from 'antd'
import { useRef } from 'react'
import { formatInstant, type Instant } from '../../../core/calendar.ts'
import { settingsText } from '../../../text/web/settings.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { useText } from '../../ui/language.tsx'

export type OneTimeLink = { name: string; path: string; expiresAt: Instant | null }

/** A one-time link is shown once; closing the dialog is forgetting it. */
export function LinkDialog({ link, onClose }: { link: OneTimeLink | null; onClose: () => void }) {
  const t = useText(settingsText)
  const { message } = App.useApp()
  const field = useRef<InputRef>(null)
  const address = link ? new URL(link.path, window.location.origin).href : ''
  const copy = async () => {
    field.current?.select()
    // The clipboard API is missing on a plain LAN address; the marked text can then still be copied by hand.
    await navigator.clipboard?.writeText(address)
    if (navigator.clipboard) void message.success(t('copied'))
  }
  return (
    <Dialog
      open={link !== null}
      title={t('linkTitle')}
      onCancel={onClose}
      mask={{ closable: false }}
      footer={<Button onClick={onClose}>{t('done')}</Button>}
    >
      <div className="bw-stack">
        <p>{t('linkText', { name: link?.name ?? '' })}</p>
        <div className="bw-row">
          <Input ref={field} value={address} readOnly aria-label={t('linkTitle')} />
          <Button type="primary" icon={<CopyOutlined />} onClick={copy}>
            {t('copy')}
          </Button>
        </div>
        {link?.expiresAt && (
          <p className="bw-soft">{t('linkExpires', { at: formatInstant(link.expiresAt) })}</p>
        )}
      </div>
    </Dialog>
  )
}
