import { App } from 'antd'
import { useState } from 'react'
import { divideHandover, type HandoverDetail, tickHandover } from '../../../api/handovers.ts'
import type { HandoverKind } from '../../../core/handover/receiver.ts'
import { handoverText } from '../../../text/web/handovers.ts'
import { useSend } from '../../api.ts'
import { PersonPick } from '../../parts/pickers-later.tsx'
import { CanButton } from '../../ui/can-button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'

/** What a batch acts on: items by name, or all that are open under these filters. */
export type Batch = {
  itemIds?: string[] | undefined
  kind?: HandoverKind | undefined
  fromReceiverId?: string | undefined
}

/** Hand over, or give to somebody else: the chosen ones, or all of a filter [C187]. */
export function BatchButtons({
  handover,
  batch,
  count,
  onDone,
}: {
  handover: HandoverDetail
  batch: Batch
  count: number
  onDone: () => void
}) {
  const t = useText(handoverText)
  const { message } = App.useApp()
  const [dividing, setDividing] = useState(false)
  const [receiverId, setReceiverId] = useState<string | null>(null)
  const params = { id: handover.id }
  const told = (words: string) => {
    setDividing(false)
    setReceiverId(null)
    void message.success(words)
    onDone()
  }
  const tick = useSend(tickHandover, { onDone: (reply) => told(t('ticked', { n: reply.count })) })
  const divide = useSend(divideHandover, { onDone: (reply) => told(t('divided', { n: reply.count })) })
  const some = batch.itemIds !== undefined
  if (count === 0) return null
  return (
    <span className="bw-row bw-wrap">
      <CanButton can={handover.can.divide} size="small" onClick={() => setDividing(true)}>
        {t(some ? 'divideSome' : 'divideAll', { n: count })}
      </CanButton>
      <CanButton
        can={handover.can.tick}
        size="small"
        type="primary"
        loading={tick.isPending}
        onClick={() => tick.mutate({ params, body: batch })}
      >
        {t(some ? 'tickSome' : 'tickAll', { n: count })}
      </CanButton>
      <ErrorNote error={tick.error} />
      <Confirm
        open={dividing}
        title={t('divideTitle')}
        text={t('divideText')}
        okText={t('divide')}
        okDisabled={receiverId === null}
        busy={divide.isPending}
        error={divide.error}
        onOk={() => receiverId && divide.mutate({ params, body: { ...batch, receiverId } })}
        onCancel={() => setDividing(false)}
      >
        <PersonPick
          value={receiverId}
          onChange={setReceiverId}
          label={t('receiver')}
          placeholder={t('receiver')}
          except={handover.person.id}
        />
      </Confirm>
    </span>
  )
}
