import { Button } from 'antd'
import { useState } from 'react'
import type { metricSeries } from '../../api/metrics.ts'
import { isOfMoney } from '../../core/watch/metrics.ts'
import { indicatorOf } from '../../core/watch/metrics-indicator.ts'
import { numberText } from '../../text/values.ts'
import { alertsText } from '../../text/web/alerts.ts'
import type { ReplyOf } from '../api.ts'
import { paths } from '../paths.ts'
import { useText } from '../ui/language.tsx'
import { Money } from '../ui/money.tsx'
import { TextLink } from '../ui/url.tsx'
import './parts.css'

type Rows = Pick<ReplyOf<typeof metricSeries>, 'metric' | 'rows' | 'moreRows'>

const FIRST = 8

/** The rows that made the figure, each leading to its record. */
export function Evidence({ leaf }: { leaf: Rows }) {
  const t = useText(alertsText)
  const isMoney = isOfMoney(leaf.metric)
  const valued = isMoney || indicatorOf(leaf.metric) !== null
  const [all, setAll] = useState(false)
  const rows = [...leaf.rows].sort((a, b) => (a.day < b.day ? 1 : -1))
  if (leaf.rows.length === 0) return <p className="bw-soft">{t('evidenceNone')}</p>
  return (
    <>
      <table className={valued ? 'bw-evidence bw-evidence-valued' : 'bw-evidence'}>
        <thead>
          <tr>
            <th>{t('evidenceDay')}</th>
            <th>{t('evidenceWhat')}</th>
            {valued && <th>{t(isMoney ? 'evidenceValue' : 'evidenceNumber')}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, all ? rows.length : FIRST).map((row, index) => {
            const href = row.link ? hrefOf(row.link) : null
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: stored evidence never changes
              <tr key={index}>
                <td className="bw-num">{row.day}</td>
                <td>
                  {href ? (
                    <TextLink href={href}>{row.label || t('openRow')}</TextLink>
                  ) : (
                    row.label || <span className="bw-muted">{t('evidenceUnnamed')}</span>
                  )}
                </td>
                {valued && <td>{isMoney ? <Money fen={Math.round(row.value)} /> : numberText(row.value)}</td>}
              </tr>
            )
          })}
        </tbody>
      </table>
      {rows.length > FIRST && !all && (
        <Button size="small" type="link" onClick={() => setAll(true)}>
          {t('evidenceAll', { n: rows.length })}
        </Button>
      )}
      {(all || rows.length <= FIRST) && leaf.moreRows > 0 && (
        <p className="bw-muted">{t('evidenceMore', { n: leaf.moreRows })}</p>
      )}
    </>
  )
}

function hrefOf(link: { kind: string; id: string }): string | null {
  if (link.kind === 'customer') return paths.customer(link.id)
  if (link.kind === 'deal') return paths.deal(link.id)
  if (link.kind === 'contract') return paths.contract(link.id)
  if (link.kind === 'order') return paths.order(link.id)
  if (link.kind === 'alert') return paths.alert(link.id)
  if (link.kind === 'quote') return paths.quote(link.id)
  if (link.kind === 'indicator') return paths.indicators({ id: link.id })
  return null
}
