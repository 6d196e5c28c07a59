import { App, AutoComplete, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { listDealChecks } from '../../../api/deal-checks.ts'
import { dealBoard, getDeal, listDeals, moveDeal } from '../../../api/deals.ts'
import { COMPANY_CURRENCY } from '../../../core/exchange/rate.ts'
import { dealsText } from '../../../text/web/deals.ts'
import { uiText } from '../../../text/web/ui.ts'
import { useSend, versionToSend } from '../../api.ts'
import { DayInput } from '../../parts/day-input.tsx'
import { MoneyInput } from '../../parts/money-input.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useLanguage, useText } from '../../ui/language.tsx'
import { useToday } from '../../ui/today.tsx'

export type Stage = { id: string; name: string; nameEn: string; kind: 'open' | 'won' | 'lost' }
export type Movable = {
  id: string
  title: string
  stageId: string
  version: number
  /** in the deal's own currency */
  amountFen: number | null
  currency: string
}

/** What a deal says it is worth, in its own currency. */
export function worthOf(deal: {
  amountFen: number | null
  currency: string
  original: { minor: number } | null
}): Pick<Movable, 'amountFen' | 'currency'> {
  return { amountFen: deal.original?.minor ?? deal.amountFen, currency: deal.currency }
}
export type Move = { deal: Movable; to: Stage; back: boolean }

const REFRESHED = [dealBoard, listDeals, getDeal, listDealChecks] as const

const REASONS = [
  'reasonPrice',
  'reasonCompetitor',
  'reasonBudget',
  'reasonDelay',
  'reasonProduct',
  'reasonService',
  'reasonOther',
] as const

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

export function useStageName(): (stage: { name: string; nameEn: string }) => string {
  const { language } = useLanguage()
  return (stage) => (language === 'en' ? stage.nameEn || stage.name : stage.name)
}

type Fields = { occurredOn: string; reason?: string; competitor?: string; amountFen?: number | null }

function MoveDialog(props: {
  move: Move | null
  error: Parameters<typeof ErrorNote>[0]['error']
  busy: boolean
  onOk: (fields: Fields) => void
  onCancel: () => void
}) {
  const t = useText(dealsText)
  const ui = useText(uiText)
  const today = useToday()
  const stageName = useStageName()
  const { move } = props
  const kind = move?.to.kind
  const heading =
    kind === 'won'
      ? t('wonTitle')
      : kind === 'lost'
        ? t('lostTitle')
        : move?.back
          ? t('backTitle', { stage: stageName(move.to) })
          : t('move')
  const note =
    kind === 'won' ? t('wonNote') : kind === 'lost' ? t('lostNote') : move?.back ? t('backWhy') : null
  return (
    <Modal
      open={move !== null}
      title={heading}
      okText={heading}
      cancelText={ui('cancel')}
      okButtonProps={{ htmlType: 'submit', form: 'move-form' }}
      confirmLoading={props.busy}
      onCancel={props.onCancel}
      destroyOnHidden
    >
      <Form<Fields>
        id="move-form"
        layout="vertical"
        requiredMark={false}
        initialValues={{ occurredOn: today, amountFen: move?.deal.amountFen }}
        onFinish={props.onOk}
      >
        <p className="bw-soft biz-move-note">
          <strong>{move?.deal.title}</strong>
          {note && <span>{note}</span>}
        </p>
        {kind === 'won' && (
          <Form.Item name="amountFen" label={t('dealAmount')}>
            <MoneyInput size="large" currency={move?.deal.currency ?? COMPANY_CURRENCY} />
          </Form.Item>
        )}
        {kind === 'lost' && (
          <>
            <Form.Item
              name="reason"
              label={t('lostReason')}
              rules={[{ required: true, whitespace: true, message: t('required') }]}
            >
              <AutoComplete options={REASONS.map((key) => ({ value: t(key) }))} />
            </Form.Item>
            <Form.Item name="competitor" label={t('competitor')}>
              <Input maxLength={100} />
            </Form.Item>
          </>
        )}
        {move?.back && (
          <Form.Item
            name="reason"
            label={t('reason')}
            rules={[{ required: true, whitespace: true, message: t('required') }]}
          >
            <Input.TextArea maxLength={200} autoSize={{ minRows: 2 }} autoFocus />
          </Form.Item>
        )}
        <Form.Item name="occurredOn" label={t('movedOn')}>
          <DayInput to={today} clearable={false} />
        </Form.Item>
        <ErrorNote error={props.error} />
      </Form>
    </Modal>
  )
}
