import { App, Form, Input } from 'antd'
import { createContract } from '../../api/contracts.ts'
import { contractsText } from '../../text/web/contracts.ts'
import { useSend } from '../api.ts'
import { paths } from '../paths.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { useText } from '../ui/language.tsx'
import { useGo } from '../ui/url.tsx'
import { type ContractFields, ContractTerms, sentTerms } from './contract-fields.tsx'
import { CurrencyField } from './currency-pick.tsx'
import { type CustomFormValues, CustomInputs, customBody } from './custom-inputs.tsx'
import { FormDrawer } from './form-drawer.tsx'
import { LineEditor } from './line-editor.tsx'
import { contractLines, type LineFields } from './line-fields.ts'
import { CustomerPick, PersonPick } from './pickers.tsx'
import { TemplatePick } from './template-pick.tsx'

type Fields = ContractFields & {
  lines?: LineFields[]
  number?: string
  currency?: string
  customerId?: string
  responsibleId?: string | null
  templateId?: string | null
  custom?: CustomFormValues
}

type Props = {
  open: boolean
  onClose: () => void
  customer?: { id: string; name: string } | undefined
  /** the contract takes over customer, lines and amount of this offer */
  quote?: { id: string; title: string; currency: string } | undefined
}

/** A draft: it holds nothing until it is approved, and is signed after that (C073). */
export function CreateContractDrawer({ open, onClose, customer, quote }: Props) {
  const t = useText(contractsText)
  const go = useGo()
  const { message } = App.useApp()
  const send = useSend(createContract, {
    onDone: ({ id }) => {
      void message.success(t('created'))
      onClose()
      go(paths.contract(id))
    },
  })
  const must = [{ required: true, message: t('required') }]
  const save = (all: Fields) => {
    const { number, customerId, responsibleId, templateId, currency, lines, custom, ...fields } = all
    const sent = contractLines(lines)
    send.mutate({
      body: {
        ...sentTerms(fields),
        number: number?.trim() || null,
        responsibleId: responsibleId ?? null,
        templateId: templateId ?? null,
        ...customBody(custom),
        ...(quote
          ? { quoteId: quote.id }
          : {
              customerId: customerId ?? null,
              amountFen: sent.totalFen ?? fields.amountFen ?? null,
              lines: sent.lines,
              ...(currency ? { currency } : {}),
            }),
      },
    })
  }
  return (
    <FormDrawer
      open={open}
      onClose={onClose}
      title={t('create')}
      formId="contract-form"
      busy={send.isPending}
      width={640}
    >
      <Form<Fields>
        id="contract-form"
        layout="vertical"
        requiredMark={false}
        initialValues={{ customerId: customer?.id, title: quote?.title, currency: quote?.currency }}
        onFinish={save}
      >
        {quote && <p className="bw-soft">{t('quoteHint', { title: quote.title })}</p>}
        <Form.Item name="number" label={t('number')}>
          <Input maxLength={60} autoFocus placeholder={t('numberAuto')} />
        </Form.Item>
        {!quote && (
          <Form.Item name="customerId" label={t('customer')} rules={must}>
            <CustomerPick known={customer} />
          </Form.Item>
        )}
        {!quote && <CurrencyField />}
        <Form.Item name="responsibleId" label={t('responsible')}>
          <PersonPick />
        </Form.Item>
        <TemplatePick />
        {!quote && (
          <>
            <h3 className="biz-form-part">{t('lines')}</h3>
            <LineEditor />
          </>
        )}
        <CustomInputs record="contract" />
        <ContractTerms mayHaveLines={!quote} fromQuote={quote !== undefined} />
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}
