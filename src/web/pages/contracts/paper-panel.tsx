import { App, Button, Form, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { type getContract, setContractPaper } from '../../../api/contracts.ts'
import { downloadFile, listFiles } from '../../../api/files.ts'
import { contractsText } from '../../../text/web/contracts.ts'
import { type ReplyOf, urlOf, useLater, useSend } from '../../api.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'

type Contract = ReplyOf<typeof getContract>

/** The counterparty's paper: which file is the text of the contract, by the hash that is approved (C071). */
export function PaperPanel({ contract }: { contract: Contract }) {
  const t = useText(contractsText)
  const [open, setOpen] = useState(false)
  const { paper } = contract.proposed
  const isPending = paper?.sha256 !== contract.content.paper?.sha256
  return (
    <Panel
      title={t('paper')}
      extra={
        <CanButton can={contract.can.edit} size="small" onClick={() => setOpen(true)}>
          {t(paper ? 'paperChange' : 'paperChoose')}
        </CanButton>
      }
    >
      {paper ? (
        <p>
          <a href={urlOf(downloadFile, { params: { id: paper.fileId } })}>{paper.name}</a>
          <span className="bw-muted bw-block">SHA-256 {paper.sha256.slice(0, 16)}…</span>
          {isPending && <span className="bw-soft bw-block">{t('paperPending')}</span>}
        </p>
      ) : (
        <p className="bw-muted">{t('paperNone')}</p>
      )}
      {open && <PaperDialog contract={contract} onClose={() => setOpen(false)} />}
    </Panel>
  )
}

type Fields = { fileId: string | null; reason?: string }

function PaperDialog({ contract, onClose }: { contract: Contract; onClose: () => void }) {
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
    <Modal open title={t('paper')} footer={null} onCancel={onClose}>
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
    </Modal>
  )
}
