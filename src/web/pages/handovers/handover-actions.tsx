import { App } from 'antd'
import { useState } from 'react'
import {
  completeHandover,
  confirmHandover,
  endHandoverAccess,
  type HandoverDetail,
} from '../../../api/handovers.ts'
import { handoverText } from '../../../text/web/handovers.ts'
import { useSend } from '../../api.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { useText } from '../../ui/language.tsx'

/** The three acts that end a handover; a button that is not one's turn says whose it is and why [C188]. */
export function HandoverActions({ handover }: { handover: HandoverDetail }) {
  const t = useText(handoverText)
  const { message } = App.useApp()
  const { can, person, status } = handover
  const [asking, setAsking] = useState<'confirm' | 'complete' | 'end' | null>(null)
  const close = () => setAsking(null)
  const params = { id: handover.id }
  const told = (words: string) => {
    close()
    void message.success(words)
  }
  const confirm = useSend(confirmHandover, { onDone: () => told(t('confirmedToast')) })
  const complete = useSend(completeHandover, { onDone: () => told(t('completed')) })
  const end = useSend(endHandoverAccess, { onDone: ({ passed }) => told(t('ended', { n: passed })) })
  const isOver = status === 'done'
  return (
    <>
      {!isOver && (
        <CanButton can={can.confirm} onClick={() => setAsking('confirm')}>
          {t('confirm')}
        </CanButton>
      )}
      {!isOver && (
        <CanButton can={can.complete} type="primary" onClick={() => setAsking('complete')}>
          {t('complete')}
        </CanButton>
      )}
      {handover.accessEndedAt === null && (
        <CanButton can={can.endAccess} danger onClick={() => setAsking('end')}>
          {t('endAccess')}
        </CanButton>
      )}
      <Confirm
        open={asking === 'confirm'}
        title={t('confirmTitle')}
        text={t('confirmText')}
        okText={t('confirm')}
        reason="optional"
        reasonLabel={t('confirmNote')}
        busy={confirm.isPending}
        error={confirm.error}
        onOk={(note) => confirm.mutate({ params, body: { note } })}
        onCancel={close}
      />
      <Confirm
        open={asking === 'complete'}
        title={t('completeTitle')}
        text={t('completeText')}
        okText={t('complete')}
        busy={complete.isPending}
        error={complete.error}
        onOk={() => complete.mutate({ params })}
        onCancel={close}
      />
      <Confirm
        open={asking === 'end'}
        title={t('endTitle', { name: person.name })}
        text={isOver ? t('endText') : t('endGapText')}
        okText={t('endAccess')}
        danger
        {...(isOver ? {} : { reason: 'required' as const, reasonLabel: t('gapReason') })}
        busy={end.isPending}
        error={end.error}
        onOk={(gapReason) => end.mutate({ params, body: { gapReason: gapReason || null } })}
        onCancel={close}
      />
    </>
  )
}
