import { App, Form, Input } from 'antd'
import { publishPrices, readPrices } from '../../../api/prices.ts'
import { COMPANY_CURRENCY } from '../../../core/exchange/rate.ts'
import type { PriceRow } from '../../../core/price/judge.ts'
import { readPriceSheet, SHEET_COLUMNS, writePriceSheet } from '../../../core/price/sheet.ts'
import { pricesText } from '../../../text/web/prices.ts'
import { useSend } from '../../api.ts'
import { DayInput } from '../../parts/day-input.tsx'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { useRefusalSentence } from '../../ui/refusal.tsx'
import { useToday } from '../../ui/today.tsx'

type Fields = { validFrom: string; validTo?: string | null; note?: string; sheet: string }

const COLUMN_WORD = {
  code: 'code',
  name: 'name',
  unit: 'unit',
  grade: 'customers',
  from: 'from',
  floor: 'floor',
  list: 'list',
  ceiling: 'ceiling',
  cost: 'cost',
} as const

/** A new version, starting from the one in force; what cannot be read is told line by line. */
export function PublishDrawer(props: {
  open: boolean
  /** of the list: floor, list price and ceiling are in it, costs in yuan */
  currency: string
  rows: readonly PriceRow[]
  onClose: () => void
}) {
  const t = useText(pricesText)
  const today = useToday()
  const { message } = App.useApp()
  const [form] = Form.useForm<Fields>()
  const sheet = readPriceSheet(Form.useWatch('sheet', form) ?? '')
  const send = useSend(publishPrices, {
    refresh: [readPrices],
    onDone: ({ number }) => {
      void message.success(t('published', { n: number }))
      props.onClose()
    },
  })
  const isForeign = props.currency !== COMPANY_CURRENCY
  const save = ({ validFrom, validTo, note }: Fields) =>
    send.mutate({
      body: {
        currency: props.currency,
        validFrom,
        validTo: validTo ?? null,
        note: note?.trim() ?? '',
        rows: sheet.rows.map((row) => ({
          ...row,
          fromMilli: Number(row.fromMilli),
          floorFen: Number(row.floorFen),
          listFen: Number(row.listFen),
          ceilingFen: row.ceilingFen === null ? null : Number(row.ceilingFen),
          costFen: row.costFen === null ? null : Number(row.costFen),
        })),
      },
    })
  return (
    <FormDrawer
      open={props.open}
      onClose={props.onClose}
      title={isForeign ? t('publishForeign', { currency: props.currency }) : t('publishTitle')}
      formId="publish-prices"
      okText={t('publish')}
      busy={send.isPending}
      okDisabled={sheet.rows.length === 0 || sheet.problems.length > 0}
      width={720}
    >
      <Form<Fields>
        id="publish-prices"
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{
          validFrom: today,
          sheet: writePriceSheet(
            props.rows,
            SHEET_COLUMNS.map((column) =>
              t(isForeign && column === 'cost' ? 'costYuan' : COLUMN_WORD[column]),
            ),
          ),
        }}
        onFinish={save}
      >
        <p className="bw-soft">{t('publishHint')}</p>
        {isForeign && <p className="bw-soft">{t('publishForeignHint', { currency: props.currency })}</p>}
        <Form.Item name="sheet" label={t('sheet')}>
          <Input.TextArea className="biz-sheet" wrap="off" autoSize={{ minRows: 8, maxRows: 18 }} />
        </Form.Item>
        <SheetFindings sheet={sheet} />
        <Form.Item name="validFrom" label={t('from_day')}>
          <DayInput clearable={false} />
        </Form.Item>
        <Form.Item name="validTo" label={t('to_day')}>
          <DayInput from={today} />
        </Form.Item>
        <Form.Item name="note" label={t('remark')}>
          <Input maxLength={200} placeholder={t('remarkHint')} />
        </Form.Item>
        <p className="bw-muted">{t('publishNote')}</p>
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}

const SHOWN = 8

function SheetFindings({ sheet }: { sheet: ReturnType<typeof readPriceSheet> }) {
  const t = useText(pricesText)
  const sentence = useRefusalSentence()
  return (
    <div className="bw-stack biz-findings">
      <span>{t('rowsRead', { n: sheet.rows.length })}</span>
      {sheet.problems.length > 0 && (
        <div className="bw-danger">
          {t('problems', { n: sheet.problems.length })}
          <ul>
            {sheet.problems.slice(0, SHOWN).map(({ line, code, text }) => (
              <li key={`${line}-${code}-${text}`}>
                {sentence({ code, detail: { line } })} <span className="bw-muted">{text}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  )
}
