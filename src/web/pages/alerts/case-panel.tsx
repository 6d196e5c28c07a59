import { useState } from 'react'
import { alertCases } from '../../../api/cases.ts'
import { casesText } from '../../../text/web/cases.ts'
import { useLater } from '../../api.ts'
import { CaseCard } from '../../parts/case-card.tsx'
import { CanButton } from '../../ui/can-button.tsx'
import { useText } from '../../ui/language.tsx'
import { later } from '../../ui/later.tsx'
import { Panel } from '../../ui/page-head.tsx'
import type { Alert } from './alert-words.tsx'

const CaseForm = later(async () => (await import('./case-form.tsx')).CaseForm)

/** What was learnt from this alert, and what earlier ones like it taught (C137 C138). */
export function CasePanel({ alert }: { alert: Alert }) {
  const t = useText(casesText)
  const { data } = useLater(alertCases, { params: { id: alert.id } })
  const [isWriting, setWriting] = useState(false)
  if (!data) return null
  const isOver = data.can['write'] !== 'not_resolved'
  if (!isOver && data.similar.length === 0) return null
  return (
    <>
      {isOver && (
        <Panel title={t('panel')}>
          <div className="bw-stack">
            {data.own && !isWriting && <CaseCard row={data.own} />}
            {isWriting ? (
              <CaseForm alertId={alert.id} own={data.own} onClose={() => setWriting(false)} />
            ) : (
              <CanButton can={data.can['write']} onClick={() => setWriting(true)}>
                {t(data.own ? 'rewrite' : 'write')}
              </CanButton>
            )}
          </div>
        </Panel>
      )}
      {data.similar.length > 0 && (
        <Panel title={t('similar')}>
          <div className="bw-stack">
            {data.similar.map((row) => (
              <CaseCard key={row.id} row={row} />
            ))}
          </div>
        </Panel>
      )}
    </>
  )
}
