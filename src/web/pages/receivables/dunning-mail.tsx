import { App } from 'antd'
import { useState } from 'react'
import { previewDunningMail, sendDunningMail } from '../../../api/customer-mail.ts'
import { customerMailText } from '../../../text/web/customer-mail.ts'
import { useLater, useSend } from '../../api.ts'
import { type Asked, MailDrawer } from '../../parts/mail-form.tsx'
import { useText } from '../../ui/language.tsx'

/** The step that is due, as a mail. */
export function DunningMail(props: { customerId: string; open: boolean; onClose: () => void }) {
  const { customerId, open, onClose } = props
  const t = useText(customerMailText)
  const { message } = App.useApp()
  const [asked, setAsked] = useState<Asked>({})
  const { data } = useLater(previewDunningMail, { params: { id: customerId }, query: asked, enabled: open })
  const send = useSend(sendDunningMail, {
    onDone: () => {
      void message.success(t('sent'))
      onClose()
    },
  })
  return (
    <MailDrawer
      {...{ data, asked, open, onClose }}
      title={t('dunningTitle')}
      busy={send.isPending}
      onAsk={setAsked}
      error={send.error}
      hint={t('stepKept')}
      onSend={(body) => send.mutate({ params: { id: customerId }, body })}
    />
  )
}
