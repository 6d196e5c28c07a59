import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { exportScorecards, getScorecards } from '../../../api/scores.ts'
import { addMonths, monthOf } from '../../../core/calendar.ts'
import { LEAST_CASES } from '../../../core/score/card.ts'
import { scoresText } from '../../../text/web/scores.ts'
import { fromUrl, urlOf, useData } from '../../api.ts'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { AsOfPicker, LookingBackBanner } from '../../ui/as-of.tsx'
import { ExportButton } from '../../ui/export-button.tsx'
import { useText } from '../../ui/language.tsx'
import { later, laterOpened } from '../../ui/later.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { useToday } from '../../ui/today.tsx'
import { useAsOf, useUrl } from '../../ui/url.tsx'
import { CardOverview, cardAnchor } from './card-overview.tsx'
import { CardPanel } from './card-panel.tsx'
import type { AskedLine, Cards } from './cards.ts'
import './scores.css'

const Rows = later(async () => (await import('./line-rows.tsx')).LineRows)
const Weights = laterOpened(async () => (await import('./weights-drawer.tsx')).WeightsDrawer)

/** The scorecards of a month: one's own, those of one's people, or everybody's (C169). */
export function ScoresPage() {
  const t = useText(scoresText)
  const may = useMay()
  const asOf = useAsOf()
  const { values } = useUrl()
  const data = useData(getScorecards, { query: fromUrl(getScorecards, values) })
  const [asked, setAsked] = useState<AskedLine | null>(null)
  const [isSetting, setIsSetting] = useState(false)
  return (
    <div className="bw-stack">
      <LookingBackBanner reading="known" />
      <PageHead
        title={t('title')}
        note={t('note')}
        back={{ href: paths.team(), label: t('team') }}
        actions={
          <>
            {may('export.run') && data.people.length > 0 && (
              <ExportButton
                href={urlOf(exportScorecards, { query: fromUrl(exportScorecards, values) })}
                label={t('export')}
              />
            )}
            {may('setting.write') && !asOf && (
              <Button onClick={() => setIsSetting(true)}>{t('weights')}</Button>
            )}
            <AsOfPicker />
          </>
        }
      />
      <MonthSteps data={data} />
      <CardsOf data={data} onAsk={setAsked} />
      {asked && <Rows asked={asked} month={data.month} onClose={() => setAsked(null)} />}
      <Weights open={isSetting} month={data.month} onClose={() => setIsSetting(false)} />
    </div>
  )
}

function MonthSteps({ data: { month, until, closedAt, rule } }: { data: Cards }) {
  const t = useText(scoresText)
  const { set } = useUrl()
  const now = useToday()
  const today = useAsOf() ?? now
  const go = (to: string) => set({ month: to === monthOf(today) ? undefined : to })
  return (
    <div className="bw-score-months">
      <Button icon={<LeftOutlined />} aria-label={t('monthBack')} onClick={() => go(addMonths(month, -1))} />
      <strong className="bw-num">{month}</strong>
      <Button
        icon={<RightOutlined />}
        aria-label={t('monthNext')}
        disabled={addMonths(month, 1) > monthOf(today)}
        onClick={() => go(addMonths(month, 1))}
      />
      <span className="bw-muted">{t('until', { day: until })}</span>
      {rule && <span className="bw-muted">{closedAt === null ? t('open') : t('closed', { month })}</span>}
    </div>
  )
}

function CardsOf({ data, onAsk }: { data: Cards; onAsk: (asked: AskedLine) => void }) {
  const t = useText(scoresText)
  if (data.rule === null)
    return <EmptyState title={t('noRule')} text={t(data.can.write === true ? 'noRuleText' : 'noRuleOther')} />
  if (data.people.length === 0) return <EmptyState title={t('nobody')} text={t('nobodyText')} />
  return (
    <>
      {data.people.length > 1 && <CardOverview people={data.people} lines={data.lines} onAsk={onAsk} />}
      {data.people.map((card) => (
        <div key={card.person.id} id={cardAnchor(card.person.id)} className="bw-score-card">
          <CardPanel card={card} lines={data.lines} onAsk={onAsk} />
        </div>
      ))}
      <p className="bw-muted">
        {t('howPoints')} {t('fewNote', { least: LEAST_CASES })}
      </p>
    </>
  )
}
