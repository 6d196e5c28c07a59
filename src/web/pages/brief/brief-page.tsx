import { getBriefPage } from '../../../api/brief.ts'
import { briefText } from '../../../text/web/brief.ts'
import { type ReplyOf, useData } from '../../api.ts'
import { Decisions } from '../../parts/decisions.tsx'
import { FreshnessNote } from '../../parts/freshness-note.tsx'
import { paths } from '../../paths.ts'
import { AsOfPicker, LookingBackBanner } from '../../ui/as-of.tsx'
import { useText } from '../../ui/language.tsx'
import { Money } from '../../ui/money.tsx'
import { PageHead, Panel } from '../../ui/page-head.tsx'
import { TextLink, useAsOf } from '../../ui/url.tsx'
import { Ask } from './ask.tsx'
import { Findings } from './findings.tsx'
import { MonthPart } from './month-part.tsx'
import { briefQuery } from './queries.ts'
import './brief.css'

/** What the message of 08:30 leads to: read standing up, on a phone, in a minute. */
export function BriefPage() {
  const t = useText(briefText)
  const brief = useData(getBriefPage, { query: briefQuery(useAsOf()) })
  const { asOf, workdays, overdue, top, decisions } = brief
  return (
    <>
      <PageHead
        title={t('title')}
        note={t('note', { day: asOf, gone: workdays.gone, all: workdays.all })}
        actions={<AsOfPicker />}
      />
      <LookingBackBanner reading="business" />
      <Ask />
      <FreshnessNote of={['invoice', 'payment']} />
      <div className="bw-grid-2">
        <div>
          <MonthPart brief={brief} />
          <Panel
            title={t('overdue')}
            flush
            extra={
              <TextLink href={paths.receivables({ fromDays: '1' })}>
                <Money fen={overdue.amountFen} short {...(overdue.count > 0 ? { tone: 'danger' } : {})} />
              </TextLink>
            }
          >
            <Owing top={top} count={overdue.count} customers={overdue.customers} />
          </Panel>
        </div>
        <div>
          {decisions && <Decisions decisions={decisions} />}
          {brief.findings && <Findings findings={brief.findings} />}
        </div>
      </div>
    </>
  )
}

type Top = ReplyOf<typeof getBriefPage>['top']

function Owing({ top, count, customers }: { top: Top; count: number; customers: number }) {
  const t = useText(briefText)
  if (top.length === 0) return <p className="bw-brief-quiet bw-soft">{t('topNone')}</p>
  return (
    <div className="bw-brief-list">
      <p className="bw-brief-line bw-muted">
        {t('overdueOf', { n: count, customers })} · {t('top')}
      </p>
      {top.map((row) => (
        <TextLink key={row.id} href={paths.customer(row.id)} className="bw-brief-row">
          <span className="bw-brief-words">
            <strong>{row.name}</strong>
            <span className={row.responsible ? 'bw-soft' : 'bw-danger'}>
              {row.responsible?.name ?? t('nobody')}
            </span>
          </span>
          <span className="bw-brief-side">
            <Money fen={row.overdueFen} short />
            <small className={row.maxOverdueDays > 30 ? 'bw-danger' : 'bw-warn'}>
              {t('overdueDays', { days: row.maxOverdueDays })}
            </small>
          </span>
        </TextLink>
      ))}
    </div>
  )
}
