import { App, Form, InputNumber } from 'antd'
import { priceChange } from '../../../api/contract-changes.ts'
import { changesText } from '../../../text/web/contract-changes.ts'
import { useSend } from '../../api.ts'
import { DayInput } from '../../parts/day-input.tsx'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { LineEditor } from '../../parts/line-editor.tsx'
import { contractLines, type LineFields } from '../../parts/line-fields.ts'
import { MoneyInput } from '../../parts/money-input.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import type { Contract } from './contract-actions.tsx'
import type { Change } from './queries.ts'

type Fields = {
  lines?: LineFields[]
  amountFen?: number | null
  dueOn?: string | null
  deliveryDays?: number | null
  endsOn?: string | null
}
type Props = { change: Change | null; contract: Contract; onClose: () => void }

/**
 * What the change comes to. Lines where the contract has lines; one payment where it names payments: what
 * falls away is taken off the last of them.
 */
export function PriceChange({ change, contract, onClose }: Props) {
  const t = useText(changesText)
  const { message } = App.useApp()
  const { content } = contract
  const hasLines = content.lines.length > 0
  const hasNodes = (content.nodes ?? []).length > 0
  const send = useSend(priceChange, {
    onDone: () => {
      void message.success(t('noted'))
      onClose()
    },
  })
  const save = ({ lines, amountFen, dueOn, deliveryDays, endsOn }: Fields) => {
    if (!change) return
    const sent = contractLines(lines)
    const effect = sent.totalFen ?? amountFen ?? 0
    const label = t('number', { n: change.number })
    send.mutate({
      params: { id: change.id },
      body: {
        ...{ lines: sent.lines, amountFen: effect, endsOn: endsOn ?? null },
        deliveryDays: deliveryDays ?? null,
        nodes: hasNodes && effect > 0 && dueOn ? [{ label, dueOn, amountFen: effect }] : [],
      },
    })
  }
  return (
    <FormDrawer
      open={change !== null}
      onClose={onClose}
      title={t('priceTitle', { n: change?.number ?? '' })}
      formId="price-change"
      okText={t('save')}
      busy={send.isPending}
      width={640}
    >
      <p className="bw-soft">{change?.what}</p>
      <Form<Fields>
        id="price-change"
        layout="vertical"
        requiredMark={false}
        initialValues={initial(change, hasLines)}
        onFinish={save}
      >
        {hasLines ? (
          <Form.Item label={t('lines')} extra={t('linesHint')}>
            <LineEditor currency={contract.currency} mayTakeAway />
          </Form.Item>
        ) : (
          <Form.Item name="amountFen" label={t('amount')} extra={t('amountHint')}>
            <MoneyInput currency={contract.currency} />
          </Form.Item>
        )}
        {hasNodes && (
          <Form.Item name="dueOn" label={t('dueOn')} extra={t('dueHint')}>
            <DayInput />
          </Form.Item>
        )}
        <div className="biz-pair">
          <Form.Item name="deliveryDays" label={t('deliveryDays')}>
            <InputNumber min={0} max={3650} precision={0} className="biz-wide" />
          </Form.Item>
          <Form.Item name="endsOn" label={t('endsOn')}>
            <DayInput />
          </Form.Item>
        </div>
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}

function initial(change: Change | null, hasLines: boolean): Fields {
  const terms = change?.terms
  if (!terms) return hasLines ? { lines: [{ quantity: 1 }] } : {}
  return {
    lines: (terms.lines ?? []).map((line) => ({
      ...{ product: line.product, quantity: line.quantityMilli / 1000, unit: line.unit ?? '' },
      priceFen: line.unitPriceFen,
    })),
    amountFen: terms.amountFen,
    dueOn: terms.nodes?.[0]?.dueOn ?? null,
    deliveryDays: terms.deliveryDays ?? null,
    endsOn: terms.endsOn ?? null,
  }
}
