import { App } from 'antd'
import { useState } from 'react'
import { endOverride } from '../../api/credit.ts'
import { creditText } from '../../text/web/credit.ts'
import { useSend } from '../api.ts'
import { CanButton } from '../ui/can-button.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { useText } from '../ui/language.tsx'
import type { Credit } from './credit-words.ts'

/** Takes a grade by decision back before its last day. */
export function EndOverride({ customerId, can }: { customerId: string; can: Credit['can']['endOverride'] }) {
  const t = useText(creditText)
  const { message } = App.useApp()
  const [asking, setAsking] = useState(false)
  const send = useSend(endOverride, {
    onDone: () => {
      void message.success(t('endDone'))
      setAsking(false)
    },
  })
  const ask = () => {
    // What was refused the last time is no answer to what is asked now.
    send.reset()
    setAsking(true)
  }
  return (
    <>
      <CanButton can={can} size="small" type="link" onClick={ask}>
        {t('overrideEnd')}
      </CanButton>
      <Confirm
        open={asking}
        title={t('overrideEndTitle')}
        text={t('overrideEndText')}
        okText={t('overrideEnd')}
        busy={send.isPending}
        error={send.error}
        onOk={() => send.mutate({ params: { id: customerId } })}
        onCancel={() => setAsking(false)}
      />
    </>
  )
}
