import { App, Form, Input } from 'antd'
import { recordAccounts } from '../../api/credit-accounts.ts'
import { accountsText } from '../../text/web/credit-accounts.ts'
import { type BodyOf, useSend } from '../api.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { useText } from '../ui/language.tsx'
import { useToday } from '../ui/today.tsx'
import { DayInput } from './day-input.tsx'
import { FormDrawer } from './form-drawer.tsx'
import { MoneyInput } from './money-input.tsx'

type Fields = BodyOf<typeof recordAccounts>
const ASSETS = ['currentAssetsFen', 'totalAssetsFen'] as const
const DEBTS = ['currentLiabilitiesFen', 'totalLiabilitiesFen', 'retainedEarningsFen'] as const
const INCOME = ['salesFen', 'ebitFen', 'netProfitFen'] as const
const SIGNED: readonly string[] = ['retainedEarningsFen', 'ebitFen', 'netProfitFen']

/** The lines of the statements that the ratios need, in the order in which they stand there [C005]. */
export function AccountsDrawer(props: { open: boolean; customerId: string; onClose: () => void }) {
  const t = useText(accountsText)
  const today = useToday()
  const { message } = App.useApp()
  const send = useSend(recordAccounts, {
    onDone: ({ replaced }) => {
      void message.success(t(replaced ? 'replaced' : 'recorded'))
      props.onClose()
    },
  })
  const required = [{ required: true, message: t('required') }]
  const amount = (name: (typeof ASSETS | typeof DEBTS | typeof INCOME)[number]) => {
    const label = t(name.slice(0, -3) as 'sales')
    return (
      <Form.Item
        key={name}
        name={name}
        label={label}
        rules={required}
        {...(SIGNED.includes(name) ? { extra: t('signHint') } : {})}
      >
        <MoneyInput label={label} />
      </Form.Item>
    )
  }
  return (
    <FormDrawer
      open={props.open}
      onClose={props.onClose}
      title={t('addTitle')}
      formId="accounts-form"
      busy={send.isPending}
      width={560}
    >
      <p className="bw-soft biz-hint">{t('replaceNote')}</p>
      <Form<Fields>
        id="accounts-form"
        layout="vertical"
        requiredMark={false}
        initialValues={{ periodEnd: `${Number(today.slice(0, 4)) - 1}-12-31` }}
        onFinish={(body) =>
          send.mutate({
            params: { id: props.customerId },
            body: { ...body, operatingCashFen: body.operatingCashFen ?? null },
          })
        }
      >
        <Form.Item name="periodEnd" label={t('period')} rules={required}>
          <DayInput to={today} clearable={false} label={t('period')} />
        </Form.Item>
        <div className="biz-form-pair">{ASSETS.map(amount)}</div>
        <div className="biz-form-pair">{DEBTS.map(amount)}</div>
        <p className="bw-soft biz-hint">{t('flowNote')}</p>
        <div className="biz-form-pair">{INCOME.map(amount)}</div>
        <Form.Item name="operatingCashFen" label={t('operatingCash')} extra={t('operatingCashHint')}>
          <MoneyInput label={t('operatingCash')} />
        </Form.Item>
        <Form.Item name="source" label={t('source')} rules={[{ ...required[0]!, whitespace: true, min: 2 }]}>
          <Input maxLength={200} placeholder={t('sourceHint')} />
        </Form.Item>
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}
