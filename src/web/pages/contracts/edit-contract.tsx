import { App, Form, Input } from 'antd'
import { type getContract, writeContractVersion } from '../../../api/contracts.ts'
import { contractsText } from '../../../text/web/contracts.ts'
import { type ReplyOf, useSend } from '../../api.ts'
import { type ContractFields, ContractTerms, sentTerms } from '../../parts/contract-fields.tsx'
import { nodeFields } from '../../parts/contract-nodes.tsx'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { LineEditor } from '../../parts/line-editor.tsx'
import { contractLines, type LineFields } from '../../parts/line-fields.ts'
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
  const isChange = contract.approvedAt !== null
  const send = useSend(writeContractVersion, {
    onDone: () => {
      void message.success(t('done'))
      props.onClose()
    },
  })
  const save = ({ lines, reason, ...fields }: Fields) => {
    const sent = contractLines(lines)
    send.mutate({
      params: { id: contract.id },
      ifMatch: contract.version,
      body: {
        ...sentTerms(fields),
        currency: contract.currency,
        reason: reason?.trim() ?? '',
        amountFen: sent.totalFen ?? fields.amountFen ?? 0,
        lines: sent.lines,
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
        <h3 className="biz-form-part">{t('lines')}</h3>
        <LineEditor currency={contract.currency} />
        <ContractTerms mayHaveLines />
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}
