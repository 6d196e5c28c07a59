import { App, Checkbox, Form, InputNumber, Segmented } from 'antd'
import { getCreditPolicy, saveCreditPolicy } from '../../../api/credit.ts'
import { CHECK_MODES } from '../../../core/credit/policy.ts'
import { GRADES } from '../../../core/credit/scale.ts'
import { creditText } from '../../../text/web/credit.ts'
import { coversText } from '../../../text/web/credit-covers.ts'
import { type ReplyOf, useLater, useSend } from '../../api.ts'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { MoneyInput } from '../../parts/money-input.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { useToday } from '../../ui/today.tsx'
import {
  PolicyDocuments,
  PolicySuggest,
  PolicyTerms,
  suggestScaled,
  type TermsFields,
  termsFields,
  versionsOf,
} from './policy-terms.tsx'

type Policy = ReplyOf<typeof getCreditPolicy>['policy']

const DOCUMENTS = ['quote', 'contract', 'order'] as const
const LADDER = ['managerDays', 'financeDays', 'blockDays'] as const

const ECONOMICS = ['marginBp', 'lossBp'] as const

/** People think in percent; the rules are kept in basis points. */
const scaled = (policy: Policy, by: (value: number) => number): Policy => ({
  ...policy,
  ...(policy.suggest ? { suggest: suggestScaled(policy.suggest, by) } : {}),
  ...(policy.economics
    ? { economics: { marginBp: by(policy.economics.marginBp), lossBp: by(policy.economics.lossBp) } }
    : {}),
})
const inPercent = (policy: Policy) => scaled(policy, (bp) => bp / 100)
const inBasisPoints = (policy: Policy) => scaled(policy, (percent) => Math.round(percent * 100))

/** The company's rules of credit: checks, the hold ladder, limits and terms by grade [C019–C023]. */
export function PolicyDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useText(creditText)
  const c = useText(coversText)
  const { data } = useLater(getCreditPolicy, { enabled: open })
  const today = useToday()
  const { message } = App.useApp()
  const send = useSend(saveCreditPolicy, {
    onDone: () => {
      void message.success(t('policySaved'))
      onClose()
    },
  })
  const mayEdit = data?.can.edit === true
  return (
    <FormDrawer
      open={open}
      onClose={onClose}
      title={t('policy')}
      {...(mayEdit ? { formId: 'policy-form' } : {})}
      busy={send.isPending}
      width={520}
    >
      {data && (
        <Form<Policy & { terms: TermsFields }>
          id="policy-form"
          layout="vertical"
          requiredMark={false}
          disabled={!mayEdit}
          initialValues={{
            ...inPercent(data.policy),
            terms: termsFields(data.policy.gradeTerms ?? [], today),
          }}
          onFinish={({ terms, ...fields }) => {
            const gradeTerms = versionsOf(data.policy.gradeTerms ?? [], terms)
            send.mutate({ body: { ...inBasisPoints(fields), gradeTerms }, ifMatch: data.version })
          }}
        >
          <h3 className="biz-drawer-title">{t('policyCheck')}</h3>
          <p className="bw-soft biz-hint">{t('policyCheckNote')}</p>
          {DOCUMENTS.map((document) => (
            <Form.Item key={document} name={['check', document]} label={t(`document_${document}`)}>
              <Segmented options={CHECK_MODES.map((mode) => ({ value: mode, label: t(`mode_${mode}`) }))} />
            </Form.Item>
          ))}
          <Form.Item name="countsOrders" valuePropName="checked">
            <Checkbox>{t('countsOrders')}</Checkbox>
          </Form.Item>
          <Form.Item name="countsCover" valuePropName="checked">
            <Checkbox>{c('countsCover')}</Checkbox>
          </Form.Item>
          <h3 className="biz-drawer-title">{t('policyLadder')}</h3>
          {LADDER.map((name) => (
            <Form.Item
              key={name}
              name={name}
              label={t(name)}
              rules={[{ required: true, message: t('required') }]}
            >
              <InputNumber min={1} max={365} suffix={t('daysWord')} />
            </Form.Item>
          ))}
          <h3 className="biz-drawer-title">{t('policyGrades')}</h3>
          <p className="bw-soft biz-hint">{t('policyGradesNote')}</p>
          {GRADES.map((grade) => (
            <Form.Item key={grade} name={['gradeLimitFen', grade]} label={t('gradeTitle', { grade })}>
              <MoneyInput label={t('gradeTitle', { grade })} disabled={!mayEdit} />
            </Form.Item>
          ))}
          <PolicyTerms versions={data.policy.gradeTerms ?? []} today={today} />
          <PolicyDocuments />
          <PolicySuggest />
          <h3 className="biz-drawer-title">{t('policyEconomics')}</h3>
          <p className="bw-soft biz-hint">{t('policyEconomicsNote')}</p>
          {ECONOMICS.map((name) => (
            <Form.Item
              key={name}
              name={['economics', name]}
              label={t(name)}
              rules={[{ required: true, message: t('required') }]}
            >
              <InputNumber
                min={name === 'marginBp' ? 1 : 0}
                max={name === 'marginBp' ? 99 : 100}
                suffix="%"
              />
            </Form.Item>
          ))}
          <ErrorNote error={send.error} />
        </Form>
      )}
    </FormDrawer>
  )
}
