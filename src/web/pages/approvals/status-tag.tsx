import type { ApprovalRow } from '../../../api/approvals.ts'
import { approvalsText } from '../../../text/web/approvals.ts'
import { useText } from '../../ui/language.tsx'

const TONES: Partial<Record<ApprovalRow['status'], string>> = {
  approved: 'bw-tag-good',
  rejected: 'bw-tag-danger',
  returned: 'bw-tag-warn',
}

export function StatusTag({ status }: { status: ApprovalRow['status'] }) {
  const t = useText(approvalsText)
  return <span className={`bw-tag ${TONES[status] ?? ''}`}>{t(status)}</span>
}
