import { App } from 'antd'
import { useState } from 'react'
import { type FixBatch, listDefects, qualityOverview, undoFixes } from '../../../api/quality.ts'
import { qualityText } from '../../../text/web/quality.ts'
import { useSend } from '../../api.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Moment } from '../../ui/day.tsx'
import { useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'

/** Corrections that were written together, and the way back. */
export function Batches({ rows }: { rows: readonly FixBatch[] }) {
  const t = useText(qualityText)
  const { message } = App.useApp()
  const [asked, setAsked] = useState<FixBatch | null>(null)
  const undo = useSend(undoFixes, {
    refresh: [listDefects, qualityOverview],
    onDone: ({ putBack, left }) => {
      setAsked(null)
      void message.success(t(left > 0 ? 'undoneLeft' : 'undone', { n: putBack, left }))
    },
  })
  if (rows.length === 0) return null
  return (
    <Panel title={t('batches')} flush>
      <ul className="biz-quality-people">
        {rows.map((row) => (
          <li key={row.id}>
            <span className="bw-row bw-wrap">
              <span>{t('batch', { name: row.actorName, n: row.fixed })}</span>
              <span className="bw-muted">
                <Moment at={row.at} />
              </span>
            </span>
            {row.undoneAt === null ? (
              <CanButton size="small" can={row.can.undo} onClick={() => setAsked(row)}>
                {t('undo')}
              </CanButton>
            ) : (
              <span className="bw-tag">{t('undoneBy', { name: row.undoneBy ?? '' })}</span>
            )}
          </li>
        ))}
      </ul>
      <Confirm
        open={asked !== null}
        title={t('undoTitle')}
        text={t('undoText')}
        okText={t('undo')}
        busy={undo.isPending}
        error={undo.error}
        onOk={() => asked && undo.mutate({ params: { id: asked.id } })}
        onCancel={() => {
          setAsked(null)
          undo.reset()
        }}
      />
    </Panel>
  )
}
