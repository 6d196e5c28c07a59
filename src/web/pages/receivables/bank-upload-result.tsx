import { Button, Modal } from 'antd'
import type { ReactNode } from 'react'
import { receiptsText } from '../../../text/web/receipts.ts'
import { useText } from '../../ui/language.tsx'

type ResultProps = { open: boolean; title: string; onClose: () => void; children: ReactNode }

/** What came of a bank file, until it has been read. */
export function BankUploadResult({ open, title, onClose, children }: ResultProps) {
  const t = useText(receiptsText)
  return (
    <Modal
      open={open}
      title={title}
      onCancel={onClose}
      footer={
        <Button type="primary" onClick={onClose}>
          {t('uploadSeen')}
        </Button>
      }
    >
      {children}
    </Modal>
  )
}
