import { App } from 'antd'
import { useState } from 'react'
import { previewDunningMail, sendDunningMail } from '../../../api/customer-mail.ts'
import { customerMailText } from '../../../text/web/customer-mail.ts'
import { useLater, useSend } from '../../api.ts'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { type Asked, MAIL_FORM, MailForm } from '../../parts/mail-form.tsx'
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
    <FormDrawer
      open={open}
      onClose={onClose}
      title={t('dunningTitle')}
      {...(data?.can === true ? { formId: MAIL_FORM } : {})}
      okText={t('send')}
      busy={send.isPending}
      width={560}
    >
      {data && (
        <MailForm
          data={data}
          asked={asked}
          onAsk={setAsked}
          error={send.error}
          hint={t('stepKept')}
          onSend={(body) => send.mutate({ params: { id: customerId }, body })}
        />
      )}
    </FormDrawer>
  )
}
