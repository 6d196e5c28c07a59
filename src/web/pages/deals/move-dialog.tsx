import { App } from 'antd'
import { useState } from 'react'
import { listDealChecks } from '../../../api/deal-checks.ts'
import { dealBoard, getDeal, listDeals, moveDeal } from '../../../api/deals.ts'
import { dealsText } from '../../../text/web/deals.ts'
import { useSend, versionToSend } from '../../api.ts'
import { useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'
import type { Movable, Move, Stage } from './move.ts'
import { useStageName } from './stage-name.ts'

const MoveDialog = laterOpened(async () => (await import('./move-box.tsx')).MoveBox, 'move')

/** What a deal says it is worth, in its own currency. */
export function worthOf(deal: {
  amountFen: number | null
  currency: string
  original: { minor: number } | null
}): Pick<Movable, 'amountFen' | 'currency'> {
  return { amountFen: deal.original?.minor ?? deal.amountFen, currency: deal.currency }
}

const REFRESHED = [dealBoard, listDeals, getDeal, listDealChecks] as const

/**
 * One way to move a deal for mouse, keyboard and phone: forward goes at once; back, won and lost ask first,
 * because they need a reason or an amount [C034]. `stages` is the order of the process, `rows` the deals as
 * they are on the screen now: what is asked about may have become older than they are.
 */
export function useMove(stages: readonly Stage[], rows: readonly { id: string; version: number }[]) {
  const t = useText(dealsText)
  const stageName = useStageName()
  const { message } = App.useApp()
  const [asking, setAsking] = useState<Move | null>(null)
  const send = useSend(moveDeal, { refresh: REFRESHED })
  const start = (deal: Movable, to: Stage) => {
    if (deal.stageId === to.id) return
    const order = (id: string) => stages.findIndex((stage) => stage.id === id)
    const back = to.kind === 'open' && order(to.id) < order(deal.stageId)
    if (back || to.kind !== 'open') return setAsking({ deal, to, back })
    send.mutate(
      { params: { id: deal.id }, ifMatch: deal.version, body: { stageId: to.id } },
      {
        onSuccess: () => void message.success(t('moved', { stage: stageName(to) })),
        // A refused move is shown in the dialog, where it can be tried again.
        onError: () => setAsking({ deal, to, back }),
      },
    )
  }
  const dialog = (
    <MoveDialog
      key={asking ? `${asking.deal.id} ${asking.to.id}` : 'none'}
      move={asking}
      error={send.error}
      busy={send.isPending}
      onCancel={() => {
        setAsking(null)
        send.reset()
      }}
      onOk={(fields) =>
        asking &&
        send.mutate(
          {
            params: { id: asking.deal.id },
            ifMatch: versionToSend(
              send.error,
              asking.deal.version,
              rows.find(({ id }) => id === asking.deal.id)?.version,
            ),
            body: { stageId: asking.to.id, ...fields },
          },
          {
            onSuccess: () => {
              void message.success(t('moved', { stage: stageName(asking.to) }))
              setAsking(null)
            },
          },
        )
      }
    />
  )
  return { start, dialog, moving: send.isPending ? send.variables?.params?.id : undefined }
}
