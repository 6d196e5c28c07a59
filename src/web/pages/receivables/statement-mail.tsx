import { App } from 'antd'
import { useState } from 'react'
import { previewStatementMail, sendStatementMail } from '../../../api/customer-mail.ts'
import { customerMailText } from '../../../text/web/customer-mail.ts'
import { useLater, useSend } from '../../api.ts'
import { type Asked, MailDrawer } from '../../parts/mail-form.tsx'
import { useText } from '../../ui/language.tsx'
import { useUrl } from '../../ui/url.tsx'
import { statementQuery } from './queries.ts'

/** The statement that is on the screen, as a mail with its PDF. */
export function StatementMail(props: { customerId: string; open: boolean; onClose: () => void }) {
  const { customerId, open, onClose } = props
  const t = useText(customerMailText)
  const { message } = App.useApp()
  const { values } = useUrl()
  const [asked, setAsked] = useState<Asked>({})
  const { asOf: until, ...rest } = statementQuery(values)
  const span = { ...rest, until }
  const { data } = useLater(previewStatementMail, {
    ...{ params: { id: customerId }, query: { ...span, ...asked }, enabled: open },
  })
  const send = useSend(sendStatementMail, {
    onDone: () => {
      void message.success(t('sent'))
      onClose()
    },
  })
  return (
    <MailDrawer
      {...{ data, asked, open, onClose }}
      title={t('statementTitle')}
      busy={send.isPending}
      onAsk={setAsked}
      error={send.error}
      onSend={(letter) =>
        send.mutate({
          params: { id: customerId },
          body: { ...letter, ...daysOf(values), known: values.known === 'true' },
        })
      }
    />
  )
}

function daysOf({ asOf, from }: { asOf?: string | undefined; from?: string | undefined }) {
  return { ...(asOf ? { until: asOf } : {}), ...(from ? { from } : {}) }
}
