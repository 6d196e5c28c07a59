import { Modal } from 'antd'
import type { CallRow } from '../../../api/workbench.ts'
import { workbenchText } from '../../../text/web/workbench.ts'
import { ActivityComposer } from '../../parts/activity-composer.tsx'
import { useText } from '../../ui/language.tsx'

/** Noting the result of a call without leaving the workbench; the list then moves on by itself. */
export function NoteDialog({ call, onClose }: { call: CallRow; onClose: () => void }) {
  const t = useText(workbenchText)
  return (
    <Modal open title={t('noteTitle', { customer: call.customer.name })} footer={null} onCancel={onClose}>
      <ActivityComposer
        customerId={call.customer.id}
        {...(call.deal ? { dealId: call.deal.id } : {})}
        onDone={onClose}
      />
    </Modal>
  )
}
