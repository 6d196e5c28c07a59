import { App, Button, Form, Input, Select } from 'antd'
import { type getContract, setContractPaper } from '../../../api/contracts.ts'
import { listFiles } from '../../../api/files.ts'
import { contractsText } from '../../../text/web/contracts.ts'
import { type ReplyOf, useLater, useSend } from '../../api.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'

type Contract = ReplyOf<typeof getContract>

type Fields = { fileId: string | null; reason?: string }

export function PaperDialog({ contract, onClose }: { contract: Contract; onClose: () => void }) {
  const t = useText(contractsText)
  const { message } = App.useApp()
  const { data } = useLater(listFiles, { query: { recordKind: 'contract', recordId: contract.id } })
  const send = useSend(setContractPaper, {
    onDone: () => {
      void message.success(t('done'))
      onClose()
    },
  })
  const files = (data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))
  return (
    <Dialog open title={t('paper')} footer={null} onCancel={onClose}>
      <p className="bw-soft">{t('paperHint')}</p>
      <Form<Fields>
        layout="vertical"
        requiredMark={false}
        initialValues={{ fileId: contract.proposed.paper?.fileId ?? null }}
        onFinish={({ fileId, reason }) =>
          send.mutate({
            params: { id: contract.id },
            ifMatch: contract.version,
            body: { fileId: fileId ?? null, reason: reason ?? '' },
          })
        }
      >
        <Form.Item name="fileId" label={t('paperFile')}>
          <Select allowClear placeholder={t('paperNoFile')} options={files} />
        </Form.Item>
        {contract.approvedAt !== null && (
          <Form.Item
            name="reason"
            label={t('changeReason')}
            rules={[{ required: true, whitespace: true, message: t('required') }]}
          >
            <Input maxLength={200} />
          </Form.Item>
        )}
        <ErrorNote error={send.error} />
        <Button type="primary" htmlType="submit" loading={send.isPending}>
          {t('save')}
        </Button>
      </Form>
    </Dialog>
  )
}
