import { AutoComplete, Form, Input, Modal } from 'antd'
import { COMPANY_CURRENCY } from '../../../core/exchange/rate.ts'
import { dealsText } from '../../../text/web/deals.ts'
import { uiText } from '../../../text/web/ui.ts'
import { DayInput } from '../../parts/day-input.tsx'
import { MoneyInput } from '../../parts/money-input.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { useToday } from '../../ui/today.tsx'
import type { Move } from './move.ts'
import { useStageName } from './stage-name.ts'

const REASONS = [
  'reasonPrice',
  'reasonCompetitor',
  'reasonBudget',
  'reasonDelay',
  'reasonProduct',
  'reasonService',
  'reasonOther',
] as const

type Fields = { occurredOn: string; reason?: string; competitor?: string; amountFen?: number | null }

/** Asks for what a move needs: a reason, an amount, the day. */
export function MoveBox(props: {
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
