import { useQuery } from '@tanstack/react-query'
import { App } from 'antd'
import { useState } from 'react'
import { poolStanding, releaseCustomer } from '../../../api/pool.ts'
import { poolText } from '../../../text/web/pool.ts'
import { queryOf, useSend } from '../../api.ts'
import { paths } from '../../paths.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Day } from '../../ui/day.tsx'
import { useText } from '../../ui/language.tsx'
import { useGo } from '../../ui/url.tsx'

/** 退回公海, with the day on which it would go by itself. */
export function ReleaseButton({ customerId }: { customerId: string }) {
  const t = useText(poolText)
  const go = useGo()
  const { message } = App.useApp()
  const [asking, setAsking] = useState(false)
  const { data } = useQuery(queryOf(poolStanding, { params: { id: customerId } }))
  const send = useSend(releaseCustomer, {
    onDone: () => {
      void message.success(t('released'))
      go(paths.pool())
    },
  })
  if (!data || data.can.release === 'forbidden') return null
  return (
    <>
      <CanButton can={data.can.release} onClick={() => setAsking(true)}>
        {t('release')}
      </CanButton>
      <Confirm
        open={asking}
        title={t('releaseTitle')}
        text={
          <>
            {t('releaseText')}
            {data.goesOn && (
              <>
                {' '}
                {t('goesOn')} <Day day={data.goesOn} />
              </>
            )}
          </>
        }
        okText={t('release')}
        reason="required"
        busy={send.isPending}
        error={send.error}
        onOk={(reason) => send.mutate({ params: { id: customerId }, body: { reason } })}
        onCancel={() => setAsking(false)}
      />
    </>
  )
}
