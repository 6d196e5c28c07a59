import { pricesText } from '../../../text/web/prices.ts'
import { quotesText } from '../../../text/web/quotes.ts'
import { ContentDiff } from '../../parts/content-diff.tsx'
import { Moment } from '../../ui/day.tsx'
import { useText } from '../../ui/language.tsx'
import { Money } from '../../ui/money.tsx'
import { Panel } from '../../ui/page-head.tsx'
import type { Quote } from './steps.ts'

type Version = Quote['versions'][number]

/** Every offer there was, each beside the one before it; margin for those who may know it. */
export function VersionsOfQuote({ quote }: { quote: Quote }) {
  const t = useText(pricesText)
  if (quote.versions.length === 0) return null
  return (
    <Panel title={t('versionsTitle')}>
      {quote.versions.map((version, index) => (
        <details key={version.id} className="biz-version" open={index === 0 && quote.versions.length > 1}>
          <summary>
            <span className="bw-row bw-wrap">
              <strong>{t('version', { n: version.number })}</strong>
              <Money fen={version.amountFen} currency={quote.currency} />
              <Sent version={version} />
            </span>
          </summary>
          <Facts version={version} />
          <p className="bw-muted">
            {version.number === 1 ? t('diffFirst') : t('diffAgainst', { n: version.number - 1 })}
          </p>
          <ContentDiff lines={version.diff} unchanged={t('unchanged')} />
        </details>
      ))}
    </Panel>
  )
}

function Sent({ version }: { version: Version }) {
  const t = useText(pricesText)
  const quotes = useText(quotesText)
  if (version.sentAt === null) return <span className="bw-tag">{t('notSent')}</span>
  return (
    <span className="bw-muted">
      {quotes('sentAt')} <Moment at={version.sentAt} />
    </span>
  )
}

const BASIS = {
  uncontrolled: 'basis_uncontrolled',
  free: 'basis_free',
  authority: 'basis_authority',
  approval: 'basis_approval',
} as const

function Facts({ version }: { version: Version }) {
  const t = useText(pricesText)
  const { actorName, priceList, marginBp, basis } = version
  const facts = [
    actorName ?? '',
    priceList === null ? '' : t('priceList', { n: priceList }),
    basis !== null && basis in BASIS ? t(BASIS[basis as keyof typeof BASIS]) : '',
    marginBp === null ? '' : t('margin', { percent: `${(marginBp / 100).toFixed(1)}%` }),
  ]
  return <p className="bw-soft">{facts.filter(Boolean).join(' · ')}</p>
}
