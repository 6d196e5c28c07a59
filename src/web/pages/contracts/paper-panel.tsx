import { useState } from 'react'
import type { getContract } from '../../../api/contracts.ts'
import { downloadFile } from '../../../api/files.ts'
import { contractsText } from '../../../text/web/contracts.ts'
import { type ReplyOf, urlOf } from '../../api.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { useText } from '../../ui/language.tsx'
import { later } from '../../ui/later.tsx'
import { Panel } from '../../ui/page-head.tsx'

const PaperDialog = later(async () => (await import('./paper-dialog.tsx')).PaperDialog)

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
