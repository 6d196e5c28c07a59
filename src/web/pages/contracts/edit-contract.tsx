import { App, Form, Input } from 'antd'
import { type getContract, writeContractVersion } from '../../../api/contracts.ts'
import { priceLines } from '../../../core/quote/lines.ts'
import { contractsText } from '../../../text/web/contracts.ts'
import { type ReplyOf, useSend } from '../../api.ts'
import { type ContractFields, ContractTerms, sentTerms } from '../../parts/contract-fields.tsx'
import { nodeFields } from '../../parts/contract-nodes.tsx'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { LineEditor } from '../../parts/line-editor.tsx'
import { type LineFields, pricedLines, sentLines } from '../../parts/line-fields.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'

type Contract = ReplyOf<typeof getContract>
type Fields = ContractFields & { lines?: LineFields[]; reason?: string }

/** Another version of what is agreed; in force it comes by approval only (C070 C076). */
export function EditContractDrawer(props: { open: boolean; contract: Contract; onClose: () => void }) {
  const t = useText(contractsText)
  const { message } = App.useApp()
  const { contract } = props
  const { proposed } = contract
  const hasLines = proposed.lines.length > 0
  const isChange = contract.approvedAt !== null
  const send = useSend(writeContractVersion, {
    onDone: () => {
      void message.success(t('done'))
      props.onClose()
    },
  })
  const save = ({ lines, reason, ...fields }: Fields) => {
    const priced = priceLines(pricedLines(lines ?? []))
    send.mutate({
      params: { id: contract.id },
      ifMatch: contract.version,
      body: {
        ...sentTerms(fields),
        currency: contract.currency,
        reason: reason?.trim() ?? '',
        amountFen: hasLines ? Number(priced.totalFen) : (fields.amountFen ?? 0),
        lines: hasLines
          ? sentLines(lines ?? []).map((line, index) => ({
              ...line,
              amountFen: Number(priced.lines[index]!.amountFen),
            }))
          : [],
      },
    })
  }
  const known = proposed.lines.map((line) => ({
    product: line.product,
    quantity: line.quantityMilli / 1000,
    unit: line.unit ?? '',
    priceFen: line.unitPriceFen,
  }))
  return (
    <FormDrawer
      open={props.open}
      onClose={props.onClose}
      title={t(isChange ? 'doChange' : 'doEdit')}
      formId="contract-content"
      okText={t('save')}
      busy={send.isPending}
      width={640}
    >
      <Form<Fields>
        id="contract-content"
        layout="vertical"
        requiredMark={false}
        initialValues={{ ...proposed, nodes: (proposed.nodes ?? []).map(nodeFields), lines: known }}
        onFinish={save}
      >
        {isChange && (
          <>
            <p className="bw-soft">{t('changeText')}</p>
            <Form.Item
              name="reason"
              label={t('changeReason')}
              rules={[{ required: true, whitespace: true, message: t('required') }]}
            >
              <Input maxLength={200} autoFocus />
            </Form.Item>
          </>
        )}
        {hasLines && <LineEditor currency={contract.currency} />}
        <ContractTerms hasLines={hasLines} linesFen={proposed.amountFen} />
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}
