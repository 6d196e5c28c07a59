import { Segmented } from 'antd'
import { useState } from 'react'
import { listDeals } from '../../../api/deals.ts'
import { teamText } from '../../../text/web/team.ts'
import { useLater } from '../../api.ts'
import { paths } from '../../paths.ts'
import { useLanguage, useText } from '../../ui/language.tsx'
import { Money } from '../../ui/money.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { TextLink, useAsOf } from '../../ui/url.tsx'

const SHOWN = 10

/** Deals that stand longer in their stage than is usual, by money or by days (C043). */
export function StuckDeals() {
  const t = useText(teamText)
  const { language } = useLanguage()
  const asOf = useAsOf()
  const [sort, setSort] = useState<'amount' | 'stage-days'>('amount')
  const { data } = useLater(listDeals, {
    query: { outcome: 'open', stuckOnly: true, sort, size: SHOWN, ...(asOf ? { asOf } : {}) },
  })
  return (
    <Panel
      title={`${t('stuck')}${data ? ` · ${data.total}` : ''}`}
      flush
      extra={
        <div className="bw-row">
          <Segmented
            size="small"
            value={sort}
            options={[
              { value: 'amount', label: t('byMoney') },
              { value: 'stage-days', label: t('byDays') },
            ]}
            onChange={setSort}
          />
          <TextLink href={paths.deals({ view: 'list', stuckOnly: 'true', sort })}>{t('all')} ›</TextLink>
        </div>
      }
    >
      {data?.items.length === 0 && <p className="bw-team-none bw-soft">{t('stuckNone')}</p>}
      {data?.items.map((deal) => (
        <TextLink key={deal.id} href={paths.deal(deal.id)} className="bw-team-line">
          <span className="bw-team-words">
            <strong>{deal.customer?.name ?? deal.title}</strong>
            <span className="bw-soft">
              {t('stuckDays', {
                stage: language === 'zh' ? deal.stage.name : deal.stage.nameEn || deal.stage.name,
                days: deal.stageDays ?? '—',
                norm: deal.normDays ?? '—',
              })}
              {deal.responsible && ` · ${deal.responsible.name}`}
            </span>
          </span>
          <Money fen={deal.amountFen} short />
        </TextLink>
      ))}
    </Panel>
  )
}
