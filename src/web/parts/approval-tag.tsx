import type { ContractRow } from '../../api/contracts.ts'
import { contractsText } from '../../text/web/contracts.ts'
import { useText } from '../ui/language.tsx'

/** Whether somebody has approved the contract, and who [C073]. */
export function ApprovalTag({ contract }: { contract: Pick<ContractRow, 'approvedAt' | 'approvedBy'> }) {
  const t = useText(contractsText)
  if (contract.approvedAt === null) return <span className="bw-tag bw-tag-warn">{t('notApproved')}</span>
  return (
    <span className="bw-tag bw-tag-accent">
      {contract.approvedBy ? t('approvedBy', { name: contract.approvedBy }) : t('approved')}
    </span>
  )
}
