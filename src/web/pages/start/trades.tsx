import { App } from 'antd'
import { useState } from 'react'
import { getFirstSteps, listPipelines, saveOrgSettings, savePipeline } from '../../../api/settings.ts'
import {
  applyTemplate,
  PIPELINE_TEMPLATES,
  TRADES,
  type Trade,
} from '../../../core/deal/pipeline-templates.ts'
import { companyText } from '../../../text/web/settings-company.ts'
import { startText } from '../../../text/web/start.ts'
import { useData, useSend } from '../../api.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useLanguage, useText } from '../../ui/language.tsx'

/** `version`: of the organisation settings. */
type TradesProps = { chosen: Trade | null; version: number; can: true | string }

/** The stages of each trade side by side; choosing one sets the default pipeline. */
export function Trades({ chosen, version, can }: TradesProps) {
  const t = useText(startText)
  const company = useText(companyText)
  const { language } = useLanguage()
  const { message } = App.useApp()
  const [wanted, setWanted] = useState<Trade | null>(null)
  const { items } = useData(listPipelines)
  const pipeline = items.find((one) => one.isDefault) ?? items[0]
  const saveTrade = useSend(saveOrgSettings, {
    refresh: [getFirstSteps, listPipelines],
    onDone: () => void message.success(company('saved')),
  })
  const saveStages = useSend(savePipeline, {
    refresh: [],
    onDone: () => wanted && saveTrade.mutate({ ifMatch: version, body: { trade: wanted } }),
  })
  const choose = (trade: Trade) => {
    if (!pipeline) return
    setWanted(trade)
    const stages = applyTemplate(trade, pipeline.stages)
    saveStages.mutate({ ifMatch: pipeline.version, body: { id: pipeline.id, name: pipeline.name, stages } })
  }
  const busy = saveStages.isPending || saveTrade.isPending
  return (
    <>
      <ul className="biz-trades">
        {TRADES.map((trade) => (
          <li key={trade} data-chosen={trade === chosen}>
            <strong>{t(trade)}</strong>
            <span className="bw-soft">
              {PIPELINE_TEMPLATES[trade]
                .filter(({ kind }) => kind === 'open')
                .map((stage) => (language === 'en' ? stage.nameEn : stage.name))
                .join(' → ')}
            </span>
            {trade === chosen ? (
              <span className="bw-tag bw-tag-accent">{t('tradeIs')}</span>
            ) : (
              <CanButton
                can={can}
                size="small"
                loading={busy && trade === wanted}
                disabled={busy}
                onClick={() => choose(trade)}
              >
                {t('tradeAct')}
              </CanButton>
            )}
          </li>
        ))}
      </ul>
      <ErrorNote error={saveStages.error ?? saveTrade.error} />
    </>
  )
}
