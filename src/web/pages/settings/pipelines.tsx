import { App } from 'antd'
import { useState } from 'react'
import { listPipelines } from '../../../api/settings.ts'
import { dealChecksText } from '../../../text/web/deal-checks.ts'
import { companyText } from '../../../text/web/settings-company.ts'
import { useData } from '../../api.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { useLanguage, useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { AreaHead } from './area-head.tsx'
import { PipelineDrawer } from './pipeline-drawer.tsx'
import type { Pipeline } from './rows.ts'

const StageChecksDrawer = laterOpened(
  async () => (await import('./stage-checks-drawer.tsx')).StageChecksDrawer,
  'pipeline',
)

export function Pipelines() {
  const t = useText(companyText)
  const { language } = useLanguage()
  const { message } = App.useApp()
  const { items, can } = useData(listPipelines)
  const checks = useText(dealChecksText)
  const [editing, setEditing] = useState<Pipeline | null>(null)
  const [listing, setListing] = useState<Pipeline | null>(null)
  const saved = (close: (pipeline: null) => void) => () => {
    close(null)
    void message.success(t('saved'))
  }
  return (
    <>
      <AreaHead title={t('pipelines')} note={t('pipelinesNote')} />
      {items.map((pipeline) => (
        <Panel
          key={pipeline.id}
          title={
            <>
              {pipeline.name} {pipeline.isDefault && <span className="bw-tag">{t('isDefault')}</span>}
            </>
          }
          extra={
            <span className="bw-row">
              <CanButton can={can.write} size="small" onClick={() => setListing(pipeline)}>
                {checks('setOpen')}
              </CanButton>
              <CanButton can={can.write} size="small" onClick={() => setEditing(pipeline)}>
                {t('edit')}
              </CanButton>
            </span>
          }
        >
          <ol className="biz-stages">
            {pipeline.stages.map((stage) => (
              <li key={stage.id} data-kind={stage.kind}>
                <strong>{language === 'en' ? stage.nameEn || stage.name : stage.name}</strong>
                {stage.kind === 'open' && (
                  <span className="bw-muted">
                    {stage.normDays === null ? t('normNone') : t('normOf', { n: stage.normDays })}
                  </span>
                )}
                <span className="bw-muted">{t('dealsIn', { n: stage.deals })}</span>
              </li>
            ))}
          </ol>
        </Panel>
      ))}
      <PipelineDrawer
        pipeline={editing}
        version={items.find(({ id }) => id === editing?.id)?.version}
        onClose={() => setEditing(null)}
        onSaved={saved(setEditing)}
      />
      <StageChecksDrawer pipeline={listing} onClose={() => setListing(null)} onSaved={saved(setListing)} />
    </>
  )
}
